import Engine
import Kernel
import NetworkModel
import ScenarioFormats
import Statistics
import Study

@testable import Experiments

/// A service that takes milliseconds to simulate.
enum SmallScenario {
  static let text = """
    title: Small
    duration: 2s
    network:
      hosts: {client: , a: , b: }
      routers: {r1: }
      links: [client -- r1, a -- r1, b -- r1]
    services:
      web: {backends: [a, b], service-time: exponential(10ms)}
    traffic:
      - {name: users, from: client, to: web, arrivals: poisson(50/s)}
      - {name: bulk, from: client, to: a, flow: udp, rate: 100kbps, packet: 500B}
    expect:
      - {metric: services.web.success_ratio, at-least: 10%}
    """

  /// Two variants whose backends differ in speed.
  static func executor(
    replications: Int = 3, stopping: SequentialStopping? = nil, warmUp: WarmUpSpec = .none,
    values: [String] = ["exponential(10ms)", "exponential(12ms)"]
  ) throws -> RunExecutor {
    let variants = values.map {
      Variant(
        name: $0, path: "small.yaml", assignments: [.init(path: "services.web.service-time", value: $0)])
    }
    let scenarios = try variants.map {
      try ScenarioFile.decode(text, name: "small.yaml", overrides: $0.overrides).scenario
    }
    let metrics = ["services.web.latency.mean", "flows.bulk.delay.max", "network.sent", "routing.messages"]
    let block = StudyBlock(
      name: "small", title: "Small", variants: variants, reference: 0,
      measures: metrics.map { Measure(MeasureSpec(metric: $0)) }, replications: replications,
      stopping: stopping, warmUp: warmUp, seeds: scenarios.map(\.seed))
    return RunExecutor(
      scenarios: [scenarios], plan: StudyPlan(blocks: [block], command: "rhumb compare small.yaml"))
  }
}
