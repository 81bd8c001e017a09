import Balancing
import Kernel
import NetworkModel

/// What one balancer knows of the health of one backend, from probes and from its own requests.
struct BackendHealth: BitwiseCopyable {
  // Active checks.
  var isProbedHealthy = true
  var failuresInRow = 0
  var successesInRow = 0
  /// The probe, or its answer, that is under way.
  var message: UInt32 = .max

  // nginx's passive checks.
  var fails = 0
  /// When it last failed, and when it was last given a try.
  var failedAt = SimTime.zero
  var checkedAt = SimTime.zero
  var isFailed = false
  /// Its time is over; the next request tries it, and all others leave it alone until that one has ended.
  var isOnTrial = false

  // Outlier detection.
  var isEjected = false
  var ejectedAt = SimTime.zero
  var ejections = 0
  var consecutiveFailures = 0
  var intervalRequests = 0
  var intervalSuccesses = 0

  /// When it came back, for slow start.
  var healthySince = SimTime.zero
  var hasBeenOut = false

  var isHealthy: Bool { isProbedHealthy && !isFailed && !isEjected }
}

extension Balancer {
  /// The group of the last choice, for people, with a colon; empty where there are none.
  var groupReason: String {
    guard let text = groups?.lastChoice, !text.isEmpty else { return "" }
    return "\(text): "
  }

  /// How much of its share a backend gets already (Envoy's slow start).
  func warmth(of backend: Int, at now: SimTime) -> Double {
    guard let slowStart, health[backend].hasBeenOut else { return 1 }
    let age = max(.seconds(1), now - health[backend].healthySince)
    if age >= slowStart.window { return 1 }
    let share = age.seconds / slowStart.window.seconds
    let factor = slowStart.aggression == 1 ? share : ExactMath.pow(share, 1 / slowStart.aggression)
    return max(slowStart.minimum, factor)
  }

  /// Brings the table in line with the health of all backends. Below the panic threshold all are eligible.
  ///
  /// - Returns: whether the balancer panics.
  mutating func refreshEligibility(panicThreshold: Double?) -> Bool {
    if groups != nil {
      let isPanic = groups?.refresh(health.map(\.isHealthy)) ?? false
      for backend in health.indices { table.setEligible(backend, groups?.isInUse(backend) ?? false) }
      return isPanic
    }
    let healthy = health.count { $0.isHealthy }
    let isPanic = panicThreshold.map { Double(healthy) < $0 * Double(health.count) } ?? false
    for backend in health.indices {
      setEligible(
        backend, (isPanic || health[backend].isHealthy) && !(isFull.isEmpty ? false : isFull[backend]))
    }
    return isPanic
  }
}
