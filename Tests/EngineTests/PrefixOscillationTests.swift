import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// Prefixes that go round with periods of their own are proven one by one; routers that merely keep in step are shaken.
@Suite struct PrefixOscillationTests {
  /// Adds an origin and speakers round it, each of which likes the way through the next one best.
  private static func add(
    _ origin: String, _ around: [String], number: UInt32, delay: SimTime, to scenario: inout Scenario
  ) throws {
    for (rank, name) in ([origin] + around).enumerated() {
      var router = RouterSpec(name: name)
      router.autonomousSystem = number + UInt32(rank)
      if rank == 0 { router.stubs = [IPv4Prefix(IPv4Address(203, 0, UInt8(number % 256), 0), length: 24)] }
      scenario.network.routers.append(router)
    }
    func link(_ a: String, _ b: String) {
      var link = LinkSpec(a, b)
      link.delay = delay
      scenario.network.links.append(link)
    }
    for (rank, name) in around.enumerated() {
      let next = (rank + 1) % around.count
      link(origin, name)
      if around.count > 2 || rank == 0 { link(name, around[next]) }
      func rule(_ neighbor: BGPRuleSpec.Neighbor, _ permits: Bool = true) -> BGPRuleSpec {
        var rule = BGPRuleSpec(isInbound: true)
        (rule.node, rule.neighbor, rule.permits) = (name, neighbor, permits)
        return rule
      }
      var liked = rule(.router(around[next]))
      liked.match.asPaths = [try #require(ASPathPattern("^\(number + UInt32(next) + 1) \(number)$"))]
      liked.set.localPreference = 200
      scenario.routing.bgp.rules += [liked, rule(.router(origin)), rule(.any, false)]
    }
  }

  private static func scenario(_ profile: TimerProfile) -> Scenario {
    var scenario = Scenario(title: "gadgets")
    scenario.routing.protocols = ["bgp"]
    scenario.routing.profile = profile
    scenario.routing.bgp.advertisementInterval = .zero
    scenario.duration = .seconds(600)
    return scenario
  }

  private static func run(_ scenario: Scenario) throws -> RunResult {
    var simulation = try Simulation.prepare(scenario)
    var assertions = StateAssertions(scenario)
    assertions.run(&simulation)
    return simulation.result()
  }

  /// Two BAD GADGETs on links of different lengths: the state of both comes again after the least common multiple of their
  /// periods, some minutes and a million UPDATEs; that of each after milliseconds.
  @Test(arguments: [TimerProfile.rfc, .frr]) func differentPeriodsAreProvenPrefixByPrefix(
    profile: TimerProfile
  ) throws {
    var scenario = Self.scenario(profile)
    try Self.add("o", ["a", "b", "c"], number: 65000, delay: .milliseconds(1), to: &scenario)
    try Self.add("p", ["d", "e", "f"], number: 65010, delay: .microseconds(1371), to: &scenario)
    let result = try Self.run(scenario)
    let proof = try #require(result.oscillation)
    #expect(result.stoppedBy == .oscillation)
    #expect(result.eventsProcessed < 60_000)
    #expect(proof.participants == ["a", "b", "c", "d", "e", "f"])
    try #require(proof.prefixes.count == 2)
    let (first, second) = (proof.prefixes[0], proof.prefixes[1])
    #expect(first.participants == ["a", "b", "c"] && second.participants == ["d", "e", "f"])
    #expect(first.wheel.count == 3 && second.wheel.count == 3)
    #expect(first.updates == second.updates)
    // The longer the links, the longer it takes to go round.
    #expect(first.period >= .milliseconds(2) && second.period > first.period)
    #expect(result.notices.contains { $0.contains("prefix by prefix") })
  }

  /// One that goes round hides no other that comes to rest, and is not hidden by it.
  @Test func restOfTheNetworkIsLeftOut() throws {
    var scenario = Self.scenario(.rfc)
    try Self.add("o", ["a", "b", "c"], number: 65000, delay: .milliseconds(1), to: &scenario)
    try Self.add("p", ["d", "e"], number: 65010, delay: .milliseconds(1), to: &scenario)
    scenario.network.links[6].delay = .milliseconds(50)
    let proof = try #require(try Self.run(scenario).oscillation)
    #expect(proof.participants == ["a", "b", "c"])
  }

  /// DISAGREE with equal links: in step for ever under the textbook; FRR's routers take turns soon, and rest in one of its two
  /// states, which the seed chooses.
  @Test func routersInStepAreShakenInTheFRRProfile() throws {
    var ways: Set<String> = []
    for seed in 1...12 as ClosedRange<UInt64> {
      var scenario = Self.scenario(.frr)
      scenario.seed = seed
      try Self.add("o", ["a", "b"], number: 65000, delay: .milliseconds(1), to: &scenario)
      var simulation = try Simulation.prepare(scenario)
      var assertions = StateAssertions(scenario)
      assertions.run(&simulation)
      let result = simulation.result()
      #expect(result.oscillation == nil)
      #expect((result.convergence.first?.lastRouteChange ?? .never) < .seconds(10))
      #expect(result.notices.contains { $0.contains("kept in step") })
      ways.insert(simulation.routes().routers.map { "\($0.routes)" }.joined())
    }
    #expect(ways.count == 2)
  }

  /// What no order of messages brings to rest is not shaken.
  @Test func badGadgetIsNotShaken() throws {
    var scenario = Self.scenario(.frr)
    try Self.add("o", ["a", "b", "c"], number: 65000, delay: .milliseconds(1), to: &scenario)
    let result = try Self.run(scenario)
    #expect(result.oscillation?.participants == ["a", "b", "c"])
    #expect(!result.notices.contains { $0.contains("kept in step") })
  }

  /// Of two things that go round, the one that could rest is brought to rest, and the other one is proven.
  @Test func onlyWhatCanRestIsShaken() throws {
    var scenario = Self.scenario(.frr)
    try Self.add("o", ["a", "b", "c"], number: 65000, delay: .milliseconds(1), to: &scenario)
    try Self.add("p", ["d", "e"], number: 65010, delay: .microseconds(1371), to: &scenario)
    let result = try Self.run(scenario)
    #expect(result.oscillation?.participants == ["a", "b", "c"])
    #expect(result.notices.contains { $0.contains("kept in step") })
    #expect(result.simulated < .seconds(60))
  }
}
