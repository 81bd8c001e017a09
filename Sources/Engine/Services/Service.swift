import Balancing
import Kernel
import Metrics
import NetworkModel

/// A service while it runs: its servers, its balancers and what was counted.
struct Service {
  let name: String
  let policy: PolicySpec
  let balancerNode: UInt32?
  let timeout: SimTime
  let maximumRetries: Int
  let healthCheck: HealthCheckSpec?
  var servers: [Server]
  /// One at the balancer's node, or one for each client that balances for itself.
  var balancers: [Balancer] = []
  var requests: UInt64 = 0
  var outcomes = [UInt64](repeating: 0, count: RequestOutcome.allCases.count)
  var latencies = LatencyHistogram()
  /// Requests in the order in which they time out.
  var deadlines: [(deadline: SimTime, request: UInt32, stamp: UInt32)] = []
  var firstDeadline = 0
  var isDeadlineScheduled = false

  init(_ spec: ServiceSpec, balancerNode: UInt32?, servers: [Server]) {
    name = spec.name
    policy = spec.policy
    self.balancerNode = balancerNode
    timeout = spec.timeout
    maximumRetries = spec.retries
    healthCheck = spec.healthCheck
    self.servers = servers
  }

  var pending: UInt64 { requests - outcomes.reduce(0, +) }
}

/// One balancer: its policy, its view of the backends, and its health checks.
struct Balancer {
  /// Where it sits, and where its probes come from.
  let node: UInt32
  var policy: any BalancingPolicy
  var table: BackendTable
  var health: [BackendHealth]
  var stream: RandomStream

  mutating func choose() -> BalancingDecision? { policy.choose(table, stream: &stream) }
}

/// What active health checks have found out about one backend.
struct BackendHealth: BitwiseCopyable {
  var isHealthy = true
  var failuresInRow = 0
  var successesInRow = 0
  /// The probe, or its answer, that is under way.
  var message: UInt32 = .max
}

/// Where requests come from: one client of a traffic line.
struct RequestSource {
  let service: UInt32
  let client: NodeIndex
  let balancer: UInt32
  let stop: SimTime
  let limit: Int
  let spec: RequestsSpec
  var arrivals: RandomStream
  var sizes: RandomStream
  var sent = 0
}
