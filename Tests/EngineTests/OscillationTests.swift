import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// A run proves that its BGP goes round for ever, and stops; it does not where chance is left, or something else is to be found out.
@Suite struct OscillationTests {
  /// Griffin, Shepherd and Wilfong's gadgets: each of `around` likes the way through the next one best, and takes no other but its own.
  private static func gadget(
    _ around: [String], takesOthers: Bool = false, _ change: (inout Scenario) -> Void = { _ in }
  ) throws -> Scenario {
    var scenario = Scenario(title: "gadget")
    for (rank, name) in (["o"] + around).enumerated() {
      var router = RouterSpec(name: name)
      router.autonomousSystem = UInt32(65000 + rank)
      if rank == 0 { router.stubs = [IPv4Prefix(IPv4Address(203, 0, 113, 0), length: 24)] }
      scenario.network.routers.append(router)
    }
    for (rank, name) in around.enumerated() {
      scenario.network.links.append(LinkSpec("o", name))
      let next = (rank + 1) % around.count
      if around.count > 2 || rank == 0 { scenario.network.links.append(LinkSpec(name, around[next])) }
      func rule(_ neighbor: BGPRuleSpec.Neighbor, _ permits: Bool = true) -> BGPRuleSpec {
        var rule = BGPRuleSpec(isInbound: true)
        (rule.node, rule.neighbor, rule.permits) = (name, neighbor, permits)
        return rule
      }
      var liked = rule(.router(around[next]))
      liked.match.asPaths = [try #require(ASPathPattern("^\(65001 + next) 65000$"))]
      liked.set.localPreference = 200
      scenario.routing.bgp.rules += [liked, rule(.router("o")), rule(.any, false)]
    }
    scenario.routing.protocols = ["bgp"]
    scenario.routing.bgp.advertisementInterval = .zero
    scenario.duration = .seconds(600)
    change(&scenario)
    return scenario
  }

  private static func run(_ scenario: Scenario) throws -> RunResult {
    var simulation = try Simulation.prepare(scenario)
    var assertions = StateAssertions(scenario)
    assertions.run(&simulation)
    return simulation.result()
  }

  @Test func badGadgetIsProvenAndStopped() throws {
    let result = try Self.run(Self.gadget(["a", "b", "c"]))
    let proof = try #require(result.oscillation)
    #expect(result.stoppedBy == .oscillation)
    #expect(proof.participants == ["a", "b", "c"])
    #expect(proof.wheel.count == 3)
    #expect(proof.period > .zero && proof.updates > 0)
    #expect(result.simulated < .seconds(10))
    #expect(result.eventsProcessed < 20_000)
    // Routes change to the end of the scenario, though the run does not go there.
    let last = try #require(result.convergence.first?.lastRouteChange)
    #expect(last > .seconds(600) - proof.period && last <= .seconds(600))
    #expect(result.notices.contains { $0.contains("never comes to rest") })
  }

  /// The state does come again after the period that was found, in a run that does not stop there.
  @Test func periodHolds() throws {
    let scenario = try Self.gadget(["a", "b", "c"])
    let proof = try #require(try Self.run(scenario).oscillation)
    var simulation = try Simulation.prepare(scenario)
    simulation.oscillationWatch = nil
    var seen: [String] = []
    for round in 0..<5 as Range<Int64> {
      simulation.run(until: proof.first + proof.period * round)
      seen.append("\(Self.tables(simulation))")
    }
    #expect(Set(seen).count == 1)
    simulation.run(until: proof.first + proof.period * 5 + proof.period / 2)
    let between = "\(Self.tables(simulation))"
    #expect(between != seen[0])
  }

  @Test func disagreeInStepIsProven() throws {
    let proof = try #require(try Self.run(Self.gadget(["a", "b"])).oscillation)
    #expect(proof.participants == ["a", "b"])
    #expect(proof.wheel.count == 2)
  }

  /// With other delays one of the two hears first, and it comes to rest.
  @Test func disagreeOutOfStepRests() throws {
    let result = try Self.run(
      Self.gadget(["a", "b"]) { $0.network.links[0].delay = .milliseconds(50) })
    #expect(result.oscillation == nil)
    #expect(result.stoppedBy != .oscillation)
  }

  @Test func intervalsWithoutJitterArePartOfTheState() throws {
    let result = try Self.run(
      Self.gadget(["a", "b", "c"]) {
        $0.routing.bgp.advertisementInterval = .seconds(5)
        $0.routing.bgp.jitter = false
        $0.duration = .seconds(36_000)
      })
    let proof = try #require(result.oscillation)
    #expect(proof.period >= .seconds(5))
    #expect(result.stoppedBy == .oscillation)
  }

  @Test func chanceLeavesNothingProven() throws {
    let result = try Self.run(
      Self.gadget(["a", "b", "c"]) {
        $0.routing.bgp.advertisementInterval = .seconds(5)
        $0.duration = .seconds(300)
      })
    #expect(result.oscillation == nil)
    #expect(result.stoppedBy == .duration)
  }

  /// A link that begins to lose messages leaves the rest to chance.
  @Test func lossThatBeginsLaterLeavesNothingProven() throws {
    let result = try Self.run(
      Self.gadget(["a", "b", "c"]) {
        $0.events = [
          EventSpec(time: .milliseconds(50), action: .set(.linkLoss(LinkReference("a", "b"), 0.001)))
        ]
        $0.duration = .seconds(3)
      })
    #expect(result.oscillation == nil)
    #expect(result.stoppedBy == .duration)
  }

  /// With an event to come after millions of UPDATEs the run does not wait for it, and says so.
  @Test func eventsFarAwayAreNotWaitedFor() throws {
    let result = try Self.run(
      Self.gadget(["a", "b", "c"]) {
        $0.events = [
          EventSpec(time: .seconds(500), action: .linkDown(LinkReference("a", "b"), silent: false))
        ]
      })
    #expect(result.stoppedBy == .oscillation)
    #expect(result.eventsProcessed < 20_000)
    #expect((result.convergence.first?.lastRouteChange ?? .never) <= .seconds(500))
    #expect(result.notices.contains { $0.contains("500s on were not reached") })
  }

  /// The state at a late time is that of an early one, so that nobody has to wait for it.
  @Test func lateTimesAreLookedUpInThePeriod() throws {
    let scenario = try Self.gadget(["a", "b", "c"])
    let proof = try #require(try Self.run(scenario).oscillation)
    var early = try Simulation.prepare(scenario)
    early.oscillationWatch = nil
    var late = try Simulation.prepare(scenario)
    for step in 0..<10 as Range<Int64> {
      let offset = proof.period * step / 10
      early.run(until: proof.first + proof.period * 3 + offset)
      late.run(until: proof.first + proof.period * 20_000 + offset)
      let (one, other) = (Self.tables(early), Self.tables(late))
      #expect(one == other, "tenth \(step)")
    }
    let (events, now, isQuiet) = (late.eventsProcessed, late.now, late.isQuiet)
    #expect(events < 20_000)
    #expect(now > .seconds(100))
    #expect(!isQuiet)
  }

  private static func tables(_ simulation: borrowing Simulation) -> [String] {
    simulation.routes().routers.map { "\($0.routes)" }
  }

  /// An event that is still to come may end it: the run goes on, and then comes to rest.
  @Test func eventsToComeKeepTheRunGoing() throws {
    let result = try Self.run(
      Self.gadget(["a", "b", "c"]) {
        $0.events = [EventSpec(time: .seconds(2), action: .linkDown(LinkReference("a", "b"), silent: false))]
        $0.duration = .seconds(200)
      })
    #expect(result.stoppedBy == .duration)
    #expect(result.oscillation == nil)
    #expect((result.convergence.last?.lastRouteChange ?? .never) < .seconds(1))
  }

  @Test func stableNetworksAreNotAccused() throws {
    let result = try Self.run(
      Self.gadget(["a", "b", "c"]) { scenario in
        scenario.routing.bgp.rules.removeAll()
        scenario.duration = .seconds(200)
      })
    #expect(result.oscillation == nil)
  }
}
