import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Clauses 29 and 31, and the tree itself.
@Suite struct OSPFShortestPathTests {
  /// 1–2–4 and 1–3–4, all of cost 10; every router n announces 192.168.n.0/24.
  private static func diamond(_ configuration: OSPFConfiguration = OSPFWire.plain) -> OSPFWire {
    OSPFWire(
      [
        (1, false, [.init(router: 1), .init(router: 2)]), (2, false, [.init(router: 1), .init(router: 3)]),
        (3, false, [.init(router: 2), .init(router: 4)]), (4, false, [.init(router: 3), .init(router: 4)]),
      ],
      stubs: Dictionary(
        uniqueKeysWithValues: (1...4).map {
          ($0, [IPv4Prefix(IPv4Address(192, 168, UInt8($0), 0), length: 24)])
        }),
      configuration: configuration)
  }

  @Test func equalPathsAreJoined_RFC2328_16_1() {
    var wire = Self.diamond()
    wire.run(until: .seconds(90))
    let route = wire.route(1, to: "192.168.4.0/24")
    #expect(route?.metric == 21)
    #expect(route?.nextHops.map(\.address) == [OSPFWire.address(2, on: 1), OSPFWire.address(3, on: 2)])
    #expect(route?.path == .ospf(.intraArea, area: 0))
    // A network of its own is the connected source's.
    #expect(wire.route(1, to: "192.168.1.0/24") == nil && wire.route(1, to: "10.0.1.0/24") == nil)
    #expect(wire.route(1, to: "10.0.3.0/24")?.metric == 20)
  }

  @Test func theNumberOfPathsIsLimited() {
    var configuration = OSPFWire.plain
    configuration.maximumPaths = 1
    var wire = Self.diamond(configuration)
    wire.run(until: .seconds(90))
    #expect(wire.route(1, to: "192.168.4.0/24")?.nextHops.map(\.address) == [OSPFWire.address(2, on: 1)])
  }

  @Test func ofMorePathsThanAreKeptTheLowestAddressesStay() {
    // As FRR and BIRD sort them, not in the order of the interfaces.
    var configuration = OSPFWire.plain
    configuration.maximumPaths = 2
    var wire = OSPFWire(
      [7, 9, 8].map { ($0, false, [.init(router: 1), .init(router: 2)]) },
      stubs: [2: [IPv4Prefix("192.168.2.0/24")!]], configuration: configuration)
    wire.run(until: .seconds(90))
    let hops = wire.route(1, to: "192.168.2.0/24")?.nextHops.map(\.address)
    #expect(hops == [OSPFWire.address(2, on: 7), OSPFWire.address(2, on: 8)])
  }

  @Test func aLinkCountsOnlyWhenItLeadsBack_RFC2328_16_1() throws {
    var wire = Self.diamond()
    wire.run(until: .seconds(90))
    // Router 4 no longer names router 2, while router 2 still names router 4.
    let known = try #require(wire.routerLSA(4, at: 1)?.lsa)
    let flags = try #require(known.flags), links = try #require(known.links)
    let fewer = links.filter { !($0.kind == .pointToPoint && $0.id == OSPFWire.identifier(2)) }
    #expect(fewer.count == links.count - 1)
    let lsa = LSA(
      known.key, sequence: known.sequence + 1, options: known.options,
      body: .router(flags: flags, links: fewer),
      numbering: wire.routers[1]!.areas[0].numbering)
    // Only router 1 is told; router 4 will set it right, so look at once after the computation.
    wire.loses = { _, _ in true }
    wire.inject(.update([LSAInstance(lsa, age: 1)]), from: 2, to: 1, on: 1)
    wire.run(until: .milliseconds(95_000))
    #expect(wire.route(1, to: "192.168.4.0/24")?.nextHops.map(\.address) == [OSPFWire.address(3, on: 2)])
  }

  @Test func eachDirectionHasItsCost_RFC2328_C_3() {
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 3), .init(router: 2, cost: 30)]),
        (2, false, [.init(router: 2, cost: 5), .init(router: 3, cost: 50)]),
      ], stubs: [1: [IPv4Prefix("192.168.1.0/24")!], 3: [IPv4Prefix("192.168.3.0/24")!]])
    wire.run(until: .seconds(60))
    #expect(wire.route(1, to: "192.168.3.0/24")?.metric == 9)
    #expect(wire.route(3, to: "192.168.1.0/24")?.metric == 81)
    // The far network of a link costs what the nearer end takes to leave by it.
    #expect(wire.route(1, to: "10.0.2.0/24")?.metric == 8)
  }

  @Test func aNetworkCostsOnlyTheWayIn_RFC2328_16_1() {
    var wire = OSPFWire(
      [(1, true, [.init(router: 1, cost: 4), .init(router: 2, cost: 6), .init(router: 3, cost: 9)])],
      stubs: [3: [IPv4Prefix("192.168.3.0/24")!]])
    wire.run(until: .seconds(90))
    let route = wire.route(1, to: "192.168.3.0/24")
    #expect(route?.metric == 5)
    #expect(route?.nextHops.map(\.address) == [OSPFWire.address(3, on: 1)])
  }

  /// 1 and 2 share a network, and 1 gets there by 3 at the same cost.
  @Test(arguments: [true, false])
  func routersOnAnOwnNetworkAreReachedByAllShortestWaysToIt_RFC2328_16_1_1(isRFC: Bool) {
    var configuration = OSPFWire.plain
    configuration.choices = isRFC ? .rfc : .frr
    var wire = OSPFWire(
      [
        (1, true, [.init(router: 1, cost: 10), .init(router: 2, cost: 10), .init(router: 3, cost: 6)]),
        (2, false, [.init(router: 1, cost: 4), .init(router: 3, cost: 4)]),
      ], stubs: [2: [IPv4Prefix("192.168.2.0/24")!]], configuration: configuration)
    wire.run(until: .seconds(90))
    let route = wire.route(1, to: "192.168.2.0/24")
    let ways = [OSPFWire.address(2, on: 1)] + (isRFC ? [OSPFWire.address(3, on: 2)] : [])
    #expect(route?.metric == 11 && route?.nextHops.map(\.address) == ways)
  }

  @Test func aStubRouterIsTheLastResort_RFC6987_2() {
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1), .init(router: 2)]), (2, false, [.init(router: 1), .init(router: 3)]),
        (3, false, [.init(router: 2), .init(router: 4)]), (4, false, [.init(router: 3), .init(router: 4)]),
      ], stubs: [2: [IPv4Prefix("192.168.2.0/24")!], 4: [IPv4Prefix("192.168.4.0/24")!]],
      adjust: { router, configuration in configuration.isStubRouter = router == 2 })
    wire.run(until: .seconds(90))
    #expect(wire.route(1, to: "192.168.4.0/24")?.nextHops.map(\.address) == [OSPFWire.address(3, on: 2)])
    #expect(wire.route(1, to: "192.168.2.0/24")?.metric == 11, "its own networks are reached as before")
  }

  @Test func computationsBackOff_RFC8405_5() {
    var scheduler = SPFScheduler(.rfc8405)
    func at(_ milliseconds: Int) -> SimTime { .milliseconds(milliseconds) }
    // The first event waits for INITIAL_SPF_DELAY; a second one before the run joins it.
    #expect(scheduler.trigger(at: at(1000)) == at(1050))
    #expect(scheduler.trigger(at: at(1020)) == at(1050))
    scheduler.ran(at: at(1050))
    // Within TIME_TO_LEARN: SHORT_SPF_DELAY.
    #expect(scheduler.trigger(at: at(1100)) == at(1300))
    scheduler.ran(at: at(1300))
    // Later, while events keep coming: LONG_SPF_DELAY.
    #expect(scheduler.trigger(at: at(1500)) == at(6500))
    scheduler.ran(at: at(6500))
    #expect(scheduler.trigger(at: at(7000)) == at(12_000))
    scheduler.ran(at: at(12_000))
    // After HOLDDOWN_INTERVAL without events: quiet again.
    #expect(scheduler.trigger(at: at(17_000)) == at(17_050))
  }

  @Test func theHoldTimeDoublesAsInFRR() {
    var scheduler = SPFScheduler(.frr)
    func at(_ milliseconds: Int) -> SimTime { .milliseconds(milliseconds) }
    #expect(scheduler.trigger(at: at(1000)) == at(1000))
    scheduler.ran(at: at(1000))
    #expect(scheduler.trigger(at: at(1010)) == at(1100))
    scheduler.ran(at: at(1100))
    #expect(scheduler.trigger(at: at(1110)) == at(1300))
    scheduler.ran(at: at(1300))
    #expect(scheduler.trigger(at: at(9000)) == at(9000))
  }

  @Test func theThrottleBoundsTheRuns_RFC8405_5() {
    var wire = Self.diamond(.rfc)
    wire.run(until: .seconds(90))
    let before = wire.routers[1]?.counts.computations ?? 0
    // A link that flaps every 100 ms for 4 s is seen by few computations.
    for turn in 0..<40 {
      for router in [2, 4] { wire.setCarrier(router, on: 3, isUp: turn % 2 == 1) }
      wire.run(until: .seconds(90) + .milliseconds(100 * (turn + 1)))
    }
    let runs = (wire.routers[1]?.counts.computations ?? 0) - before
    #expect(runs >= 1 && runs <= 3)
  }
}
