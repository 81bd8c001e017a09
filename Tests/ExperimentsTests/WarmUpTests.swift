import Engine
import Kernel
import Metrics
import NetworkModel
import ScenarioFormats
import Testing

@testable import Experiments

@Suite struct WarmUpTests {
  private func simulation() throws -> Simulation {
    var scenario = try ScenarioFile.decode(SmallScenario.text, name: "small.yaml").scenario
    scenario.record = [.requests]
    return try Simulation.prepare(scenario)
  }

  @Test func theTwoPartsOfARunAddUp() throws {
    var simulation = try simulation()
    simulation.run(until: .seconds(1))
    let first = simulation.result()
    simulation.beginMeasuring()
    simulation.run()
    let whole = simulation.result()
    let second = whole.since(first)
    #expect(second.conservation.sent + first.conservation.sent == whole.conservation.sent)
    #expect(second.flows[0].received + first.flows[0].received == whole.flows[0].received)
    #expect(
      second.services[0].count(of: .ok) + first.services[0].count(of: .ok) == whole.services[0].count(of: .ok)
    )
    #expect(second.services[0].requests == second.services[0].count(of: .ok) + second.services[0].pending)
    // Busy time: a rate over two seconds is the mean of those over each.
    let both = (first.services[0].backends[0].utilization + second.services[0].backends[0].utilization) / 2
    #expect(abs(both - whole.services[0].backends[0].utilization) < 1e-9)
    let link = second.links[0]
    #expect(link.packets.first + first.links[0].packets.first == whole.links[0].packets.first)
  }

  /// The latencies after the cut, from the request log.
  @Test func latenciesAreThoseOfRequestsThatEndedLater() throws {
    var simulation = try simulation()
    var assertions = StateAssertions(simulation.scenario)
    let result = RunExecutor.run(&simulation, warmUp: .seconds(1), &assertions)
    let later = result.requests.filter { $0.outcome == .ok && $0.time + $0.latency > .seconds(1) }
    let mean = later.reduce(0.0) { $0 + $1.latency.seconds } / Double(later.count)
    #expect(abs((result.services[0].latency?.mean.seconds ?? 0) - mean) < 1e-9)
    #expect(result.services[0].latency?.max == later.map(\.latency).max())
    #expect(result.services[0].count(of: .ok) == UInt64(later.count))
  }

  @Test func cuttingChangesNothingOfTheRun() throws {
    var plain = try simulation()
    plain.run()
    var cut = try simulation()
    var assertions = StateAssertions(cut.scenario)
    let measured = RunExecutor.run(&cut, warmUp: .milliseconds(700), &assertions)
    #expect(plain.result().fingerprint == measured.fingerprint)
  }
}
