import Kernel
import NetworkModel
import Testing

@testable import Routing

@Suite struct BGPAggregationTests {
  private static let whole = IPv4Prefix(IPv4Address(10, 0, 0, 0), length: 8)
  private static let parts = (1...3).map { IPv4Prefix(IPv4Address(10, UInt8($0), 0, 0), length: 16) }

  /// x (AS 1, 10.1/16) and y (AS 2, 10.2/16) tell a (AS 3), which tells b (AS 4).
  private static func bench(
    _ settings: BGPSettings = .rfc, _ change: @escaping (inout BGPAggregateSpec) -> Void = { _ in }
  ) -> BGPBench {
    var aggregate = BGPAggregateSpec(node: "a", prefix: whole)
    change(&aggregate)
    var bench = BGPBench(
      [("x", 1), ("y", 2), ("a", 3), ("b", 4)], [("x", "a"), ("y", "a"), ("a", "b")],
      settings: BGPBench.settings(settings) {
        $0.advertisementInterval = .zero
        $0.originationInterval = .zero
      }, originate: ["x": [parts[0]], "y": [parts[1]]]
    ) {
      $0["a"]?.aggregates = [aggregate]
    }
    bench.start()
    bench.run(until: .seconds(20))
    return bench
  }

  private static func path(_ bench: BGPBench, _ name: String) -> PathAttributes? {
    bench.entry(name, whole).flatMap { entry in entry.decision.best.map { entry.paths[$0].attributes } }
  }

  @Test func aggregateIsThereWithItsRoutes_RFC4271_9_2_2_2() {
    var bench = Self.bench()
    #expect(bench.best("b", Self.whole) == "3")
    #expect(bench.best("b", Self.parts[0]) == "3 1")
    for name in ["x", "y"] {
      #expect(bench.best("b", Self.whole) == "3")
      bench.hand(.originate(Self.parts[name == "x" ? 0 : 1], isPresent: false), to: name)
      bench.run(until: bench.now + .seconds(1))
    }
    #expect(bench.best("b", Self.whole) == nil)
    #expect(bench.routes["a"]?[Self.whole] == nil)
  }

  /// §5.1.6, §5.1.7: without the ASes of its routes the path is marked, and says who made it.
  @Test func atomicAggregateAndAggregator_RFC4271_5_1_6() {
    let attributes = Self.path(Self.bench(), "b")
    #expect(attributes?.atomicAggregate == true)
    #expect(attributes?.aggregator == .init(number: 3, address: IPv4Address(bits: 3)))
    let withSet = Self.path(Self.bench { $0.hasASSet = true }, "b")
    #expect(withSet?.atomicAggregate == false)
    #expect(withSet?.asPath.description == "3 {1,2}")
    #expect(withSet?.asPath.length == 2)
  }

  /// Traffic that no longer route takes is dropped where the aggregate was made, not sent round in circles.
  @Test func restOfAnAggregateIsDiscarded() {
    let route = Self.bench().routes["a"]?[Self.whole]
    #expect(route?.nextHops.isEmpty == true)
    #expect(route?.distance == 200)
  }

  @Test func summaryOnlyKeepsTheLongerRoutes() {
    let bench = Self.bench { $0.isSummaryOnly = true }
    #expect(bench.best("b", Self.whole) == "3")
    #expect(bench.best("b", Self.parts[0]) == nil)
    #expect(bench.best("a", Self.parts[0]) == "1")
    // Nor do those who sent them hear of each other's.
    #expect(bench.best("x", Self.parts[1]) == nil)
  }

  /// RFC 4271 §9.2.2.2: routes with different MEDs are not aggregated, where the option says so.
  @Test func differentMEDsAreNotAggregated_RFC4271_9_2_2_2() {
    var bench = Self.bench {
      $0.matchesMED = true
      $0.isSummaryOnly = true
    }
    #expect(bench.best("b", Self.whole) == "3")
    bench.inject(Self.announcement(Self.parts[2], med: 7), into: "a", from: 0)
    bench.run(until: bench.now + .seconds(1))
    #expect(bench.best("b", Self.whole) == nil)
    #expect(bench.best("b", Self.parts[1]) == "3 2")
    bench.inject(Self.announcement(Self.parts[2], med: 0), into: "a", from: 0)
    bench.run(until: bench.now + .seconds(1))
    #expect(bench.best("b", Self.whole) == "3")
    #expect(bench.best("b", Self.parts[1]) == nil)
  }

  private static func announcement(_ prefix: IPv4Prefix, med: UInt32) -> BGPMessage.Update {
    var update = BGPBench.announcement([1], nextHop: IPv4Address(10, 0, 1, 1)) {
      $0.multiExitDiscriminator = med
    }
    update.announced = [prefix]
    return update
  }

  /// The worst origin, and all communities. The RFC passes ATOMIC_AGGREGATE on, FRR does not.
  @Test(arguments: [true, false]) func attributesOfAnAggregate_RFC4271_9_2_2_2(isFRR: Bool) {
    var bench = Self.bench(isFRR ? .frr : .rfc) { $0.hasASSet = true }
    var update = BGPBench.announcement([1, 7], nextHop: IPv4Address(10, 0, 1, 1)) {
      $0.origin = .incomplete
      $0.atomicAggregate = true
      $0.communities = [.blackhole]
    }
    update.announced = [Self.parts[2]]
    bench.inject(update, into: "a", from: 0)
    let made = Self.path(bench, "a")
    #expect(made?.origin == .incomplete)
    #expect(made?.communities == [.blackhole])
    #expect(made?.atomicAggregate == !isFRR)
    #expect(made?.asPath.description == "{1,2,7}")
  }

  /// By FRR 8.4's own results (Tests/Differential/bgp/expected/aggregates*.json).
  @Test func commonBeginningStaysInOrder_RFC4271_9_2_2_2() {
    func merged(_ paths: [[UInt32]]) -> String {
      ASPath.aggregate(of: paths.map { ASPath($0) }, separatesConfederations: false).description
    }
    #expect(merged([[2, 4, 3], [2, 4]]) == "2 4 {3}")
    #expect(merged([[2], [2, 4, 3], [2, 4]]) == "2 {3,4}")
    #expect(merged([[2], [3]]) == "{2,3}")
    #expect(merged([[2], [2, 2, 2]]) == "2 {2}")
    #expect(merged([[], [2, 3]]) == "{2,3}")
    #expect(merged([[2, 3], [2, 3]]) == "2 3")
    #expect(merged([]) == "")
  }

  /// RFC 5065 §3: what is within the confederation goes to a set that is taken off at its border.
  @Test func memberASesHaveTheirOwnSet_RFC5065_3() {
    var inner = ASPath([7])
    inner.prepend(64513, as: .confederationSequence)
    let result = ASPath.aggregate(of: [inner, ASPath([8])], separatesConfederations: true)
    #expect(result.description == "[64513] {7,8}")
    var outside = result
    outside.removeConfederation()
    #expect(outside.description == "{7,8}")
    let frr = ASPath.aggregate(of: [inner, ASPath([8])], separatesConfederations: false)
    #expect(frr.description == "{7,8,64513}")
  }
}
