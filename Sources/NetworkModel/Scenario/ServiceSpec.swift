import Kernel

/// A service: backends behind a balancing policy.
package struct ServiceSpec: Sendable, Equatable {
  package var name: String
  package var backends: [BackendSpec] = []
  /// The port on which the backends listen, for network policies.
  package var port: UInt16 = 80
  /// The node where the balancer sits; nil: each client balances for itself.
  package var balancer: String?
  package var layer: BalancingLayer = .request
  package var policy = PolicySpec(name: "round-robin")
  package var serviceTime: Distribution = .exponential(mean: 0.010)
  /// Requests served at once by a backend.
  package var concurrency = 1
  /// Requests waiting at a backend beyond those in service; more are refused.
  package var queue = 1000
  package var healthCheck: HealthCheckSpec?
  /// A request that has no answer by then has failed.
  package var timeout: SimTime = .seconds(30)
  /// How often a request is sent again, to the policy's next choice, when its backend fails or refuses it.
  package var retries = 0
  package var resilience = ResilienceSpec()
  package var health = HealthSpec()
  package var discipline: QueueDiscipline = .fifo
  /// Balancers beside the first, which share the work: each client takes them in turn.
  package var furtherBalancers: [String] = []
  /// How often balancers hear of the backends' load; zero: they always know.
  package var viewRefresh: SimTime = .zero
  /// For layer 4; nil: each request has a connection of its own.
  package var connections: ConnectionSpec?
  /// What connections begin with; nil: they stand already.
  package var security: SecuritySpec?
  /// Zones of backends and balancers.
  package var localities: LocalitySpec?
  /// Each balancer uses only some of the backends; nil: all.
  package var subset: SubsetSpec?
  /// HAProxy's `option allbackups`.
  package var usesAllBackups = false
  /// What its backends ask of other services before they answer.
  package var calls = CallPlan()
  /// Backends remember what they were asked; nil: they do not.
  package var cache: CacheSpec?

  package init(name: String) { self.name = name }
}

/// One backend, or a whole container set: the same settings for each of its containers.
package struct BackendSpec: Sendable, Equatable {
  /// A container, a container set or a host.
  package var name: String
  package var weight = 1
  /// Envoy's priority: 0 comes first.
  package var priority = 0
  /// Used when no other backend is left.
  package var isBackup = false
  /// In place of the service's.
  package var serviceTime: Distribution?
  package var concurrency: Int?
  /// Share of its requests that it answers with an error, and the time that takes in place of the service time.
  package var errors = 0.0
  package var errorTime: Distribution?
  /// Pauses in which it serves nothing: the time between them and their length.
  package var pauseGap: Distribution?
  package var pauseLength: Distribution?

  package init(name: String) { self.name = name }
}

package enum BalancingLayer: Int, Sendable {
  /// One choice a connection.
  case connection = 4
  /// One choice a request.
  case request = 7
}

/// A policy by its catalogue name, with parameters as written.
package struct PolicySpec: Sendable, Equatable {
  package var name: String
  package var flavor: String?
  /// In the order of the file.
  package var parameters: [Parameter] = []

  package struct Parameter: Sendable, Equatable {
    package var name: String
    /// Durations in seconds; zero for a word.
    package var value: Double
    /// A choice among words.
    package var text: String?

    package init(name: String, value: Double, text: String? = nil) {
      self.name = name
      self.value = value
      self.text = text
    }
  }

  package init(name: String) { self.name = name }
}

/// Active health checks from the balancer to each backend.
package struct HealthCheckSpec: Sendable, Equatable {
  package var interval: SimTime = .seconds(1)
  package var timeout: SimTime = .milliseconds(200)
  /// Failures in a row until a backend is taken out.
  package var unhealthy = 3
  /// Successes in a row until it is taken back.
  package var healthy = 2

  package init() {}
}
