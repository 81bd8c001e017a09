import Balancing
import Kernel
import Metrics
import NetworkModel

/// A service while it runs: its servers, its balancers and what was counted.
struct Service: ~Copyable {
  let name: String
  let policy: PolicySpec
  /// The balancers sit at nodes of their own, not in each client.
  let hasOwnNode: Bool
  let timeout: SimTime
  let maximumRetries: Int
  let healthCheck: HealthCheckSpec?
  var servers: StableArray<Server>
  /// All keys that its requests may carry, and the policy's hash of each.
  var keys = KeyTable()
  var keyHashes: [UInt64] = []
  /// Draws the balancer that a backend tells when it has become idle.
  var idleness: RandomStream
  // What its policy looks at.
  /// Backends tell each change of their load at once.
  let tellsLoads: Bool
  let seesIdleness: Bool
  let seesAddress: Bool
  let seesAttempts: Bool
  /// One at the balancer's node, or one for each client that balances for itself.
  var balancers = StableArray<Balancer>()
  var requests: UInt64 = 0
  /// Of them, those that other services made.
  var calledRequests: UInt64 = 0
  /// What its backends ask of other services; nil: nothing.
  var calls: ServiceCalls?
  /// By `RequestOutcome`.
  var outcomes = FixedArray<UInt64>(repeating: 0, count: RequestOutcome.allCases.count)
  var latencies = LatencyHistogram()
  /// Requests sent to a backend, retries and hedges among them.
  var attempts: UInt64 = 0
  var retries: UInt64 = 0
  var hedges: UInt64 = 0
  var retriesUnderWay = 0
  /// Requests that have waited at a balancer for room at a backend.
  var waited: UInt64 = 0
  /// Draws the waiting of retries.
  var jitter: RandomStream
  let resilience: ResilienceSpec
  let healthRules: HealthSpec
  let discipline: QueueDiscipline
  let viewRefresh: SimTime
  /// Only on layer 4.
  let connections: ConnectionSpec?
  /// Handshakes, open connections and sessions; nil: connections cost nothing.
  var keeper: ConnectionKeeper?
  let isOnLayer4: Bool
  // What the loop asks for each request.
  let hasHandshakes: Bool
  let hasLimits: Bool
  let backendLimit: BackendLimit?
  let watchesTries: Bool
  let watchesHealth: Bool
  /// Its requests go the short way, see `Simulation+PlainRequests`.
  var isPlain = false
  /// Requests in the order in which they time out.
  var deadlines = DeadlineQueue()
  var isDeadlineScheduled = false

  init(_ spec: ServiceSpec, hasOwnNode: Bool, servers: [Server], seed: UInt64) {
    name = spec.name
    policy = spec.policy
    self.hasOwnNode = hasOwnNode
    timeout = spec.timeout
    maximumRetries = spec.retries
    healthCheck = spec.healthCheck
    resilience = spec.resilience
    healthRules = spec.health
    discipline = spec.discipline
    viewRefresh = spec.viewRefresh
    connections = spec.layer == .connection ? spec.connections : nil
    keeper = spec.security.map { ConnectionKeeper($0) }
    hasHandshakes = spec.security != nil
    isOnLayer4 = spec.layer == .connection
    hasLimits = spec.resilience.requestLimit != nil || spec.resilience.rateLimit != nil
    backendLimit = BackendLimit(spec)
    watchesTries = spec.resilience.tryTimeout != nil || spec.resilience.hedgeAfter != nil
    watchesHealth = spec.health.passive != nil || spec.health.outlier != nil
    let sees = BalancingCatalogue.type(of: spec.policy)?.descriptor.sees ?? []
    tellsLoads = sees.contains(.load) && spec.viewRefresh == .zero
    seesIdleness = sees.contains(.idleness)
    seesAddress = sees.contains(.address)
    seesAttempts = sees.contains(.attempts)
    idleness = RandomStream(seed: seed, entity: spec.name, purpose: "idleness")
    jitter = RandomStream(seed: seed, entity: spec.name, purpose: "back-off")
    self.servers = StableArray(servers)
  }

  /// No limits, connections, further tries, health from requests, calls, caches, pauses or groups: see
  /// `Simulation+PlainRequests`.
  var hasNothingButBackends: Bool {
    if hasLimits || hasHandshakes || watchesTries || watchesHealth { return false }
    if connections != nil || backendLimit != nil || calls != nil || discipline != .fifo { return false }
    if healthRules.slowStart != nil { return false }
    for place in balancers.indices where balancers[place].hasGroups { return false }
    for place in servers.indices where servers[place].cache != nil || servers[place].pauses != nil {
      return false
    }
    return true
  }

  var pending: UInt64 { requests - (0..<outcomes.count).reduce(0) { $0 + outcomes[$1] } }
}

/// One balancer: its policy, its view of the backends, and its health checks.
struct Balancer {
  /// Where it sits, and where its probes come from.
  let node: UInt32
  var policy: any BalancingPolicy
  var table: BackendTable
  /// Where backends are in groups, each with a policy and a table of its own; then the table above only counts.
  var groups: BackendGroups?
  /// Whether there are groups: asked for each request, which the optional itself would be too dear for.
  var hasGroups = false
  var health: [BackendHealth]
  /// With limits on backends that hide full ones: which are full; else empty.
  var isFull: [Bool] = []
  /// What waits for room.
  var room = RoomQueue()
  /// As last told.
  var wasHealthy: [Bool]
  var isPanicking = false
  var stream: RandomStream
  /// With an ideal transport: from here to each node, and for which state of the network that holds.
  var delays: [SimTime] = []
  var delaysVersion: UInt32 = .max
  var bucket = RequestRateLimiter()
  /// Until then some backend is in slow start.
  var warmUntil = SimTime.zero
  var slowStart: SlowStartSpec?
  var warming: RandomStream

  /// A backend in slow start is passed over as often as it is not yet warm; the policy is asked again.
  mutating func choose(for request: BalancingRequest) -> BalancingDecision? {
    guard warmUntil > request.now else { return pick(request) }
    for _ in 0..<8 {
      guard let decision = pick(request) else { return nil }
      let warmth = warmth(of: decision.backend, at: request.now)
      if warmth >= 1 || warming.bernoulli(warmth) { return decision }
    }
    return pick(request)
  }

  @inline(__always)
  private mutating func pick(_ request: BalancingRequest) -> BalancingDecision? {
    if hasGroups { return groups?.choose(for: request, stream: &stream) ?? nil }
    return policy.choose(table, for: request, stream: &stream)
  }

  /// Without groups and slow start; -1 when there is none.
  mutating func chooseBackend(for request: BalancingRequest) -> Int {
    policy.chooseBackend(table, for: request, stream: &stream)
  }

  mutating func began(_ backend: Int) {
    table.began(backend)
    if hasGroups { groups?.began(backend) }
  }

  mutating func ended(_ backend: Int) {
    table.ended(backend)
    if hasGroups { groups?.ended(backend) }
  }

  /// A backend's load is reported.
  mutating func setLoad(_ backend: Int, _ load: Int) {
    table.entries[backend].load = load
    if hasGroups { groups?.setLoad(backend, load) }
  }

  mutating func becameIdle(_ backend: Int) {
    if hasGroups { groups?.becameIdle(backend) } else { policy.becameIdle(backend) }
  }

  mutating func setEligible(_ backend: Int, _ isEligible: Bool) {
    guard table.entries[backend].isEligible != isEligible else { return }
    table.setEligible(backend, isEligible)
    policy.eligibilityChanged(backend, table)
  }

  /// - Parameter counts: whether the table counts requests, and not connections.
  mutating func ended(_ report: AttemptReport, counts: Bool) {
    if counts { ended(report.backend) }
    if hasGroups { groups?.attemptEnded(report) } else { policy.attemptEnded(report, table) }
  }
}
