import Engine
import Kernel
import Metrics
import NetworkModel

/// Scenarios in a few lines, for tests.
struct NetworkBuilder {
  var scenario = Scenario(title: "test")

  init(routers: [String] = [], hosts: [String] = [], protocols: [String] = ["global"]) {
    scenario.network.routers = routers.map(RouterSpec.init)
    scenario.network.hosts = hosts.map(HostSpec.init)
    scenario.routing.protocols = protocols
    scenario.duration = .seconds(10)
  }

  mutating func link(_ first: String, _ second: String, _ change: (inout LinkSpec) -> Void = { _ in }) {
    var spec = LinkSpec(first, second)
    change(&spec)
    scenario.network.links.append(spec)
  }

  mutating func flow(
    _ from: String, _ to: String, rate: Bandwidth = .megabits(1), bytes: Int = 1500,
    pattern: FlowPattern = .constant,
    start: SimTime = .zero, stop: SimTime? = nil
  ) {
    let spec = FlowSpec(rate: rate, packetBytes: bytes, pattern: pattern)
    var traffic = TrafficSpec(name: "\(from)->\(to)", from: from, to: .node(to), kind: .flow(spec))
    traffic.start = start
    traffic.stop = stop
    scenario.traffic.append(traffic)
  }

  func run() throws -> RunResult {
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    return simulation.result()
  }
}
