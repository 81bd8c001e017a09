import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// Policies in motion: what they deny is dropped with a cause of its own, and what they allow is not touched.
@Suite struct PolicyFilterTests {
  private static func scenario(_ policies: [NetworkPolicySpec], _ lists: [AccessListSpec] = []) -> Scenario {
    var scenario = Scenario(title: "policies")
    scenario.duration = .seconds(10)
    scenario.network.hosts = [HostSpec(name: "docker")]
    scenario.network.containerNetworks = [ContainerNetworkSpec(name: "net", host: "docker")]
    for name in ["web", "api", "db"] {
      var container = ContainerSpec(name: name, host: "docker")
      container.networks = ["net"]
      container.labels = ["app": name]
      scenario.network.containers.append(container)
    }
    scenario.network.policies = policies
    scenario.network.accessLists = lists
    var service = ServiceSpec(name: "db")
    service.backends = [BackendSpec(name: "db")]
    service.port = 5432
    service.timeout = .seconds(1)
    scenario.services = [service]
    for name in ["web", "api"] {
      let requests = RequestsSpec(
        gap: .constant(0.1), requestBytes: .constant(100), responseBytes: .constant(5000))
      scenario.traffic.append(
        TrafficSpec(name: name, from: name, to: .service("db"), kind: .requests(requests)))
    }
    let flow = FlowSpec(rate: .megabits(1), packetBytes: 1000, pattern: .constant)
    scenario.traffic.append(TrafficSpec(name: "flow", from: "web", to: .node("api"), kind: .flow(flow)))
    return scenario
  }

  private static func run(_ scenario: Scenario) throws -> RunResult {
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    return simulation.result()
  }

  private static func onlyAPI(port: UInt16) -> NetworkPolicySpec {
    var policy = NetworkPolicySpec(name: "db", pods: LabelSelector(["app": "db"]))
    policy.ingress = [
      PolicyRule(
        peers: [.pods(namespaces: nil, pods: LabelSelector(["app": "api"]))],
        ports: [PolicyPort(.tcp, .range(port...port))])
    ]
    return policy
  }

  @Test func onlyWhatIsAllowedArrives() throws {
    let free = try Self.run(Self.scenario([]))
    #expect(!free.conservation.dropped.contains { $0.cause == .policyDenied })
    let result = try Self.run(Self.scenario([Self.onlyAPI(port: 5432)]))
    // Half of the requests are web's, and none of these has an answer; replies to api's pass.
    let all = free.conservation.requests
    #expect(result.conservation.requests == all)
    #expect(result.conservation.requestsOK > all / 2 - 3 && result.conservation.requestsOK <= all / 2)
    #expect(result.conservation.isBalanced)
    #expect(result.conservation.dropped.contains { $0.cause == .policyDenied && $0.count > 0 })
  }

  @Test func thePortCounts() throws {
    let result = try Self.run(Self.scenario([Self.onlyAPI(port: 5433)]))
    #expect(result.conservation.requests > 0 && result.conservation.requestsOK == 0)
  }

  @Test func accessListsStopFlows() throws {
    let list = AccessListSpec(
      name: "web-out", node: "web", direction: .outward,
      rules: [AccessListSpec.Rule(allows: false, transport: .udp), AccessListSpec.Rule(allows: true)])
    let result = try Self.run(Self.scenario([], [list]))
    let flow = try #require(result.flows.first)
    #expect(flow.received == 0 && flow.lost == flow.sent && flow.sent > 0)
    #expect(result.conservation.requestsOK > 0)
  }
}
