import Kernel

package struct ServiceResult: Sendable {
  package var name: String
  package var policy: String
  package var requests: UInt64
  /// In the order of `RequestOutcome`; outcomes that did not happen are left out.
  package var outcomes: [(outcome: RequestOutcome, count: UInt64)]
  /// Not answered when the run ended.
  package var pending: UInt64
  /// Of the requests answered; nil when there is none.
  package var latency: LatencySummary?
  package var backends: [BackendResult]
  /// Requests sent to a backend, retries and hedges among them.
  package var attempts: UInt64 = 0
  package var retries: UInt64 = 0
  package var hedges: UInt64 = 0
  package var bytes = ByteResult()
  /// Nil where connections cost nothing.
  package var connections: ConnectionResult?
  /// Requests that waited at a balancer for room at a backend; nil without limits on backends.
  package var waited: UInt64?
  /// Requests of users (not calls of services) that could lead to this service, where services call services.
  package var userRequests: UInt64?
  /// Requests that found their key in the backend's cache, of all; nil without caches.
  package var cacheHitRatio: Double?

  package init(
    name: String, policy: String, requests: UInt64, outcomes: [(outcome: RequestOutcome, count: UInt64)],
    pending: UInt64, latency: LatencySummary?, backends: [BackendResult]
  ) {
    self.name = name
    self.policy = policy
    self.requests = requests
    self.outcomes = outcomes
    self.pending = pending
    self.latency = latency
    self.backends = backends
  }

  package func count(of outcome: RequestOutcome) -> UInt64 {
    outcomes.first { $0.outcome == outcome }?.count ?? 0
  }

  /// Answered, of those that ended; nil when none ended, so that no bound holds for want of requests.
  package var successRatio: Double? {
    let ended = requests - pending
    return ended == 0 ? nil : Double(count(of: .ok)) / Double(ended)
  }

  /// The requests of each backend for its weight, over the mean of all; nil without requests.
  package var spread: (least: Double, most: Double)? {
    let loads = backends.map { Double($0.requests) / Double(max(1, $0.weight)) }
    let mean = loads.reduce(0, +) / Double(max(1, loads.count))
    guard mean > 0, let least = loads.min(), let most = loads.max() else { return nil }
    return (least / mean, most / mean)
  }

  /// How retries and fan-out multiply on the way here: tries at this service for each request of a user. Nil without users.
  package var triesPerUserRequest: Double? {
    let users = userRequests ?? requests
    return users == 0 ? nil : Double(attempts) / Double(users)
  }
}

/// How the connections of a service with handshakes came about.
package struct ConnectionResult: Sendable, Equatable {
  /// By a full handshake.
  package var opened: UInt64
  /// By resuming a session.
  package var resumed: UInt64
  /// Requests that went over a connection that stood already.
  package var reused: UInt64

  package init(opened: UInt64, resumed: UInt64, reused: UInt64) {
    self.opened = opened
    self.resumed = resumed
    self.reused = reused
  }
}

package enum RequestOutcome: Int, Sendable, CaseIterable, CustomStringConvertible {
  case ok
  /// No answer within the service's timeout.
  case timeout
  /// The backend's queue was full.
  case refused
  /// The backend, or the balancer, could not be reached.
  case unreachable
  /// No backend was healthy.
  case noBackend
  /// The backend crashed while it had the request.
  case failed
  /// The backend answered with an error.
  case error
  /// A limit on requests or on their rate kept it from being sent.
  case limited

  package var description: String {
    switch self {
    case .ok: "ok"
    case .timeout: "timeout"
    case .refused: "refused"
    case .unreachable: "unreachable"
    case .noBackend: "no-backend"
    case .failed: "failed"
    case .error: "error"
    case .limited: "limited"
    }
  }
}

package struct LatencySummary: Sendable, Equatable {
  package var mean: SimTime
  package var p50: SimTime
  package var p90: SimTime
  package var p99: SimTime
  package var p999: SimTime
  package var max: SimTime

  package init(
    mean: SimTime, p50: SimTime, p90: SimTime, p99: SimTime, p999: SimTime, max: SimTime
  ) {
    self.mean = mean
    self.p50 = p50
    self.p90 = p90
    self.p99 = p99
    self.p999 = p999
    self.max = max
  }
}

package struct BackendResult: Sendable {
  package var name: String
  package var weight: Int
  package var requests: UInt64
  /// Busy servers over all servers, over the run.
  package var utilization: Double
  package var queueMean: Double
  package var queuePeak: Int
  /// Marked healthy at the end of the run.
  package var isHealthy: Bool

  package init(
    name: String, weight: Int, requests: UInt64, utilization: Double, queueMean: Double, queuePeak: Int,
    isHealthy: Bool
  ) {
    self.name = name
    self.weight = weight
    self.requests = requests
    self.utilization = utilization
    self.queueMean = queueMean
    self.queuePeak = queuePeak
    self.isHealthy = isHealthy
  }
}

/// One row of requests.csv.
package struct RequestRecord: Sendable {
  package var id: UInt64
  package var time: SimTime
  package var client: String
  package var service: String
  /// The last one tried; nil when none could be chosen.
  package var backend: String?
  package var outcome: RequestOutcome
  package var latency: SimTime
  package var retries: Int
  /// The request for which a service made this one; nil: a user's.
  package var caller: UInt64?

  package init(
    id: UInt64, time: SimTime, client: String, service: String, backend: String?, outcome: RequestOutcome,
    latency: SimTime, retries: Int, caller: UInt64? = nil
  ) {
    self.id = id
    self.time = time
    self.client = client
    self.service = service
    self.backend = backend
    self.outcome = outcome
    self.latency = latency
    self.retries = retries
    self.caller = caller
  }
}

/// One choice of a balancer: one row of decisions.csv.
package struct DecisionRecord: Sendable {
  package var time: SimTime
  package var service: String
  /// The node where the balancer is.
  package var balancer: String
  package var request: UInt64
  /// 1 for the first try.
  package var attempt: Int
  /// What the policy hashes or remembers: the request's key, or its client's address.
  package var key: String
  /// Nil when none could be chosen.
  package var backend: String?
  package var reason: String

  package init(
    time: SimTime, service: String, balancer: String, request: UInt64, attempt: Int, key: String,
    backend: String?, reason: String
  ) {
    self.time = time
    self.service = service
    self.balancer = balancer
    self.request = request
    self.attempt = attempt
    self.key = key
    self.backend = backend
    self.reason = reason
  }
}

package struct ExpectationResult: Sendable {
  package var metric: String
  /// `at most 50ms`.
  package var bound: String
  /// The value found, in the metric's base unit; nil when the metric has no value in this run.
  package var actual: Double?
  package var isMet: Bool
  /// A full sentence: expected, actual, and why there is no value.
  package var message: String

  package init(metric: String, bound: String, actual: Double?, isMet: Bool, message: String) {
    self.metric = metric
    self.bound = bound
    self.actual = actual
    self.isMet = isMet
    self.message = message
  }
}
