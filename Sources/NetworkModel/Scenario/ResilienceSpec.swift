import Kernel

/// What a client or its balancer does when a try fails or takes long, and what it refuses to send.
package struct ResilienceSpec: Sendable, Equatable {
  /// A try that has no answer by then is given up, and another one may be made; nil: only the service's timeout counts.
  package var tryTimeout: SimTime?
  /// What is tried again.
  package var retryOn: Set<RetryCondition> = Set(RetryCondition.allCases)
  /// The n-th retry waits a time drawn from 0 … (2ⁿ − 1) · this; zero: no waiting.
  package var backoff: SimTime = .zero
  package var maximumBackoff: SimTime = .seconds(10)
  /// Retries under way are no more than this share of the requests under way, or the minimum; nil: no budget.
  package var retryBudget: Double?
  package var retryMinimum = 3
  /// A second try is sent elsewhere when the first has no answer by then; nil: none.
  package var hedgeAfter: SimTime?
  /// Requests that a balancer has under way at most; more fail at once.
  package var requestLimit: Int?
  /// Requests under way from one balancer to one backend.
  package var backendLimit: Int?
  /// What happens when that is reached; nil: as the policy's proxy does.
  package var whenFull: WhenFull?
  /// Of `wait`: how many may wait at a balancer, and how long.
  package var roomQueue = 1_000_000
  package var roomTimeout: SimTime?
  /// Requests a second that a balancer lets pass, and how many at once after a pause.
  package var rateLimit: Double?
  package var rateBurst = 1

  package init() {}
}

/// What a balancer does with a request for a backend that has as many as it may have.
package enum WhenFull: String, Sendable, CaseIterable {
  /// nginx's max_conns: the policy passes over the backend.
  case skip
  /// Envoy's thresholds for each host: the request fails.
  case fail
  /// HAProxy's maxconn: the request waits at the balancer.
  case wait
}

package enum RetryCondition: String, Sendable, CaseIterable {
  /// The backend's queue was full.
  case refused
  /// The network gave the try back.
  case unreachable
  /// The backend answered with an error.
  case error
  /// The try timed out.
  case timeout
}

/// How a balancer notices and treats backends that do not work, beside active checks.
package struct HealthSpec: Sendable, Equatable {
  package var passive: PassiveHealthSpec?
  package var outlier: OutlierSpec?
  /// When less than this share of the backends is healthy, all are used; nil: never.
  package var panicThreshold: Double?
  /// In per cent: what is healthy of a priority or zone bears so many times its share.
  package var overprovisioning = 140
  package var slowStart: SlowStartSpec?

  package init() {}
}

/// nginx's max_fails and fail_timeout.
package struct PassiveHealthSpec: Sendable, Equatable {
  package var maximumFailures = 1
  package var failTimeout: SimTime = .seconds(10)

  package init() {}
}

/// Envoy's outlier detection, with its defaults.
package struct OutlierSpec: Sendable, Equatable {
  package var consecutiveFailures = 5
  package var interval: SimTime = .seconds(10)
  package var baseEjection: SimTime = .seconds(30)
  package var maximumEjection: SimTime = .seconds(300)
  /// Share of the backends that may be ejected; one may always be.
  package var maximumEjected = 0.10
  package var successRateHosts = 5
  package var successRateRequests = 100
  /// A backend is ejected below mean − factor · standard deviation of the success rates.
  package var successRateFactor = 1.9

  package init() {}
}

/// A backend that is back gets its share little by little: weight · max(minimum, (t / window)^(1 / aggression)).
package struct SlowStartSpec: Sendable, Equatable {
  package var window: SimTime = .seconds(30)
  package var aggression = 1.0
  package var minimum = 0.10

  package init() {}
}

/// In which order a backend takes requests from its queue.
package enum QueueDiscipline: Sendable, Equatable {
  case fifo
  /// The newest first: when there are too many, some are answered in time.
  case lifo
  /// RFC 8289: requests are dropped at the front when even the least wait of an interval is above the target.
  case codel(target: SimTime, interval: SimTime)
}

/// Each backend remembers the last keys that it was asked for.
package struct CacheSpec: Sendable, Equatable {
  package var entries: Int
  /// In place of the service time.
  package var hitTime: Distribution

  package init(entries: Int, hitTime: Distribution) {
    self.entries = entries
    self.hitTime = hitTime
  }
}

/// How the clients of a service on layer 4 use their connections.
package struct ConnectionSpec: Sendable, Equatable {
  /// Open at once from one client.
  package var pool = 1
  /// Requests at once on one connection: 1 in HTTP/1.1, many in HTTP/2.
  package var streams = 1
  /// A connection is closed after so many; nil: never.
  package var requests: Int?

  package init() {}
}
