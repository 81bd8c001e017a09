import Engine
import Kernel
import Metrics
import NetworkModel
import Study

/// Makes one run of a study. Everything is a value of the caller's: runs on several threads share nothing that changes.
package struct RunExecutor: Sendable {
  /// By block, then variant; decoded, with the variant's changes.
  package let scenarios: [[Scenario]]
  package let plan: StudyPlan

  package init(scenarios: [[Scenario]], plan: StudyPlan) {
    self.scenarios = scenarios
    self.plan = plan
  }

  /// - Throws: what the decoder could not see: a scenario that cannot be built.
  package func run(_ key: RunKey, warmUp: SimTime) throws(SimulationError) -> RunRecord {
    let block = plan.blocks[key.block]
    var scenario = scenarios[key.block][key.variant]
    scenario.seed = block.seed(variant: key.variant, replication: key.replication)
    scenario.record = []
    // The runs of a study share the cores already.
    if let level = ASLevelRun(scenario) {
      return record(key, scenario, level.run(jobs: 1), routes: nil, [])
    }
    var simulation = try Simulation.prepare(scenario)
    var assertions = StateAssertions(scenario)
    let result = Self.run(&simulation, warmUp: warmUp, &assertions)
    let verdicts = assertions.finish(simulation)
    let metrics = block.measures.map(\.metric) + scenario.expectations.map(\.metric)
    let needsRoutes = metrics.contains { $0.hasPrefix("routes.") || $0.hasPrefix("bgp.") }
    return record(key, scenario, result, routes: needsRoutes ? simulation.routes() : nil, verdicts)
  }

  private func record(
    _ key: RunKey, _ scenario: Scenario, _ result: RunResult, routes: RoutesSnapshot?,
    _ verdicts: [ExpectationResult]
  ) -> RunRecord {
    let block = plan.blocks[key.block]
    let lookup = MetricLookup(result, routes: routes)
    let judged = ExpectationEvaluator.evaluate(scenario.expectations, result, routes: routes) + verdicts
    return RunRecord(
      key: key, seed: scenario.seed, fingerprint: result.fingerprint, simulated: result.simulated,
      events: result.eventsProcessed, stoppedBy: result.stoppedBy,
      values: block.measures.map { lookup.value(of: $0.metric) },
      expectations: judged.map {
        RunRecord.Judgement(isMet: $0.isMet, name: "\($0.metric) \($0.bound)", message: $0.message)
      },
      notices: result.notices)
  }

  /// A whole run, of which the part after the warm-up is told.
  static func run(
    _ simulation: inout Simulation, warmUp: SimTime, _ assertions: inout StateAssertions
  ) -> RunResult {
    guard warmUp > .zero else {
      assertions.run(&simulation)
      return simulation.result()
    }
    assertions.run(&simulation, until: warmUp)
    let earlier = simulation.result()
    simulation.beginMeasuring()
    assertions.run(&simulation)
    return simulation.result().since(earlier)
  }

  /// When the warm-up of one run ends, by MSER-5 on the latencies of each service; the latest of them.
  package func warmUp(_ key: RunKey) throws(SimulationError) -> (time: SimTime, isTooShort: Bool) {
    let block = plan.blocks[key.block]
    var scenario = scenarios[key.block][key.variant]
    scenario.seed = block.seed(variant: key.variant, replication: key.replication)
    scenario.record = [.requests]
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    let records = simulation.result().requests
    var latest = SimTime.zero
    var isTooShort = false
    for service in scenario.services {
      let answered = records.filter { $0.service == service.name && $0.outcome == .ok }
      guard let cut = MSERCut.of(answered) else {
        isTooShort = true
        continue
      }
      latest = max(latest, cut.time)
      if cut.isTooShort { isTooShort = true }
    }
    return (latest, isTooShort)
  }
}
