import Engine
import Kernel
import Metrics
import NetworkModel

/// One client, some backends, and no network worth the name: only servers and balancers matter.
struct ServiceLab {
  var scenario: Scenario

  /// - Parameters:
  ///   - rate: requests a second; the gaps are exponential.
  ///   - service: of each backend.
  init(backends: Int, rate: Double, service: Distribution = .exponential(mean: 0.010), seconds: Int = 100) {
    scenario = Scenario(title: "lab")
    scenario.duration = .seconds(seconds)
    scenario.network.transport = .ideal
    scenario.network.routers = [RouterSpec(name: "r")]
    scenario.network.hosts = [HostSpec(name: "client")] + (0..<backends).map { HostSpec(name: "b\($0)") }
    scenario.network.links = scenario.network.hosts.map { host in
      var link = LinkSpec(host.name, "r")
      link.delay = .zero
      return link
    }
    var spec = ServiceSpec(name: "web")
    spec.backends = (0..<backends).map { BackendSpec(name: "b\($0)") }
    spec.serviceTime = service
    spec.queue = 1_000_000
    spec.timeout = .seconds(10_000)
    scenario.services = [spec]
    let requests = RequestsSpec(
      gap: .exponential(mean: 1 / rate), requestBytes: .constant(1), responseBytes: .constant(1))
    scenario.traffic = [
      TrafficSpec(name: "users", from: "client", to: .service("web"), kind: .requests(requests))
    ]
  }

  var service: ServiceSpec {
    get { scenario.services[0] }
    set { scenario.services[0] = newValue }
  }

  mutating func changeRequests(_ change: (inout RequestsSpec) -> Void) {
    guard case .requests(var spec) = scenario.traffic[0].kind else { return }
    change(&spec)
    scenario.traffic[0].kind = .requests(spec)
  }

  mutating func policy(_ name: String, flavor: String? = nil, _ parameters: [(String, Double)] = []) {
    service.policy = PolicySpec(name: name)
    service.policy.flavor = flavor
    service.policy.parameters = parameters.map { PolicySpec.Parameter(name: $0.0, value: $0.1) }
  }

  mutating func set(_ property: SettableProperty, at time: SimTime) {
    scenario.events.append(EventSpec(time: time, action: .set(property)))
  }

  func run(seed: UInt64 = 1) throws -> RunResult {
    var scenario = scenario
    scenario.seed = seed
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    return simulation.result()
  }

  func web(seed: UInt64 = 1) throws -> ServiceResult { try run(seed: seed).services[0] }
}
