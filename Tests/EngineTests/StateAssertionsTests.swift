import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// What a scenario says of its network at a time: a square of routers, of which one side is down from 10 s to 20 s.
@Suite struct StateAssertionsTests {
  private static let far = IPv4Prefix(IPv4Address(172, 16, 3, 0), length: 24)

  private static func scenario(_ assertions: [StateAssertionSpec]) -> Scenario {
    var scenario = Scenario(title: "square")
    for number in 1...4 {
      var router = RouterSpec(name: "r\(number)")
      router.stubs = [IPv4Prefix(IPv4Address(172, 16, UInt8(number), 0), length: 24)]
      scenario.network.routers.append(router)
    }
    scenario.network.links = [
      LinkSpec("r1", "r2"), LinkSpec("r2", "r3"), LinkSpec("r3", "r4"), LinkSpec("r4", "r1"),
    ]
    scenario.routing.protocols = ["global"]
    let side = LinkReference("r1", "r2")
    let other = LinkReference("r4", "r1")
    scenario.events = [
      EventSpec(time: .seconds(10), action: .linkDown(side, silent: false), name: "cut"),
      EventSpec(time: .seconds(20), action: .linkDown(other, silent: false)),
    ]
    scenario.duration = .seconds(30)
    scenario.assertions = assertions
    return scenario
  }

  private static func verdicts(
    _ assertions: [StateAssertionSpec], until limit: SimTime? = nil
  ) throws -> (verdicts: [ExpectationResult], fingerprint: String) {
    let scenario = scenario(assertions)
    var simulation = try Simulation.prepare(scenario)
    var watch = StateAssertions(scenario)
    watch.run(&simulation, until: limit)
    let verdicts = watch.finish(simulation)
    return (verdicts, simulation.result().fingerprint)
  }

  private static func route(_ via: [String], at seconds: Int?, metric: Int? = nil) -> StateAssertionSpec {
    var claim = StateAssertionSpec.RouteClaim(node: "r1", prefix: far)
    claim.via = via
    claim.metric = metric
    return StateAssertionSpec(time: seconds.map { .seconds($0) }, claim: .route(claim))
  }

  @Test func routesAreJudgedAtTheirTimes() throws {
    let found = try Self.verdicts([
      Self.route(["r4"], at: 15), Self.route(["r2", "r4"], at: 5), Self.route(["r2"], at: 5),
      Self.route([], at: 15, metric: 9), Self.route([], at: nil),
      StateAssertionSpec(time: .seconds(25), claim: .noRoute(on: "r1", to: Self.far)),
      StateAssertionSpec(time: .seconds(5), claim: .noRoute(on: "r1", to: Self.far)),
    ]).verdicts
    #expect(found.map(\.isMet) == [true, true, false, false, false, true, false])
    #expect(
      found[2].message
        == "At 5s the route of r1 to 172.16.3.0/24 should be via r2, and it is via r2 and r4, global [110/2]."
    )
    #expect(
      found[3].message
        == "At 15s the route of r1 to 172.16.3.0/24 should be with metric 9, and it is via r4, global [110/2]."
    )
    #expect(found[4].message == "At 30s the route of r1 to 172.16.3.0/24 should be there, and there is none.")
    #expect(
      found[6].message
        == "At 5s the route of r1 to 172.16.3.0/24 should be absent, and it is via r2 and r4, global [110/2]."
    )
  }

  @Test func reachabilityIsJudgedByTheWayOfAPacket() throws {
    let found = try Self.verdicts([
      StateAssertionSpec(time: .seconds(15), claim: .reachable(from: "r1", to: "r3", via: ["r4"])),
      StateAssertionSpec(time: .seconds(5), claim: .reachable(from: "r1", to: "r3", via: ["r4"])),
      StateAssertionSpec(time: .seconds(25), claim: .reachable(from: "r1", to: "r3", via: [])),
      StateAssertionSpec(time: .seconds(25), claim: .unreachable(from: "r1", to: "r3")),
      StateAssertionSpec(time: .seconds(5), claim: .unreachable(from: "r1", to: "r3")),
    ]).verdicts
    #expect(found.map(\.isMet) == [true, false, false, true, false])
    #expect(
      found[1].message
        == "At 5s a packet from r1 to r3 should be delivered by way of r4, and it arrives by r1 → r2 → r3.")
    #expect(
      found[2].message.hasPrefix(
        "At 25s a packet from r1 to r3 should be delivered, and it ends at r1: no route"))
    #expect(
      found[4].message
        == "At 5s a packet from r1 to r3 should be unreachable, and it arrives by r1 → r2 → r3.")
  }

  @Test func theyDoNotChangeTheRun() throws {
    let without = try Self.verdicts([]).fingerprint
    #expect(try Self.verdicts([Self.route([], at: 5), Self.route([], at: 15)]).fingerprint == without)
  }

  @Test func aTimeThatIsNotReachedIsNoSuccess() throws {
    let found = try Self.verdicts([Self.route([], at: 25)], until: .seconds(12)).verdicts
    #expect(found.map(\.isMet) == [false])
    #expect(found[0].message.hasSuffix("and the run ended at 12s already."))
  }

  @Test func eventsAreFoundByNumberNameAndWords() throws {
    var simulation = try Simulation.prepare(Self.scenario([]))
    simulation.run()
    let result = simulation.result()
    let lookup = MetricLookup(result, routes: nil)
    for name in ["1", "cut", "down r1 -- r2"] {
      #expect(lookup.value(of: "routing.convergence.\(name)") == 0)
      #expect(lookup.value(of: "routing.lost.\(name)") == 0)
    }
    #expect(lookup.value(of: "routing.convergence.up r1 -- r2") == nil)
    let spec = ExpectationSpec(metric: "routing.convergence.cut", bound: .atLeast(1))
    let verdict = ExpectationEvaluator.evaluate([spec], result, routes: nil)[0]
    #expect(
      verdict.message
        == "routing.convergence.cut should be at least 1s and is 0s (after cut: down r1 -- r2 at 10s).")
  }
}
