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
  /// All keys that its requests may carry, and the policy's hash of each.
  var keys = KeyTable()
  var keyHashes: [UInt64] = []
  /// Draws the balancer that a backend tells when it has become idle.
  var idleness: RandomStream
  let sees: PolicyDescriptor.Observations
  /// One at the balancer's node, or one for each client that balances for itself.
  var balancers: [Balancer] = []
  var requests: UInt64 = 0
  var outcomes = [UInt64](repeating: 0, count: RequestOutcome.allCases.count)
  var latencies = LatencyHistogram()
  /// Requests in the order in which they time out.
  var deadlines: [(deadline: SimTime, request: UInt32, stamp: UInt32)] = []
  var firstDeadline = 0
  var isDeadlineScheduled = false

  init(_ spec: ServiceSpec, balancerNode: UInt32?, servers: [Server], seed: UInt64) {
    idleness = RandomStream(seed: seed, entity: spec.name, purpose: "idleness")
    name = spec.name
    policy = spec.policy
    sees = BalancingCatalogue.type(of: spec.policy)?.descriptor.sees ?? []
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
  /// With an ideal transport: from here to each node, and for which state of the network that holds.
  var delays: [SimTime] = []
  var delaysVersion: UInt32 = .max

  mutating func choose(for request: BalancingRequest) -> BalancingDecision? {
    policy.choose(table, for: request, stream: &stream)
  }

  mutating func setEligible(_ backend: Int, _ isEligible: Bool) {
    guard table.entries[backend].isEligible != isEligible else { return }
    table.setEligible(backend, isEligible)
    policy.eligibilityChanged(backend, table)
  }

  mutating func ended(_ report: AttemptReport) {
    table.ended(report.backend)
    policy.attemptEnded(report, table)
  }
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
  /// Where its keys begin in the service's table, and the place of the client's own address there.
  let firstKey: UInt32
  let ownKey: UInt32
  let stop: SimTime
  let limit: Int
  let gap: Sampler
  let requestBytes: Sampler
  let responseBytes: Sampler
  var arrivals: RandomStream
  var sizes: RandomStream
  var keys: KeySource
  var sent = 0
}
