import Kernel

/// How unsteady a neighbour's route has been, and whether it is kept out for that (RFC 2439).
///
/// Every withdrawal and every change of attributes adds to a penalty that halves in each half-life. Above the suppress
/// threshold the route is not used until the penalty has fallen below the reuse threshold. The ceiling is what decays to the
/// reuse threshold within the longest time of suppression (§4.2).
package struct FlapDamping: Sendable, Equatable {
  package struct Parameters: Sendable, Equatable, CustomStringConvertible {
    package var halfLife = SimTime.seconds(15 * 60)
    package var reuse = 750.0
    package var suppress = 2000.0
    package var longestSuppression = SimTime.seconds(60 * 60)
    /// Penalties decay in steps of so long, and are whole numbers then (§4.5's decay array); zero: at every instant.
    package var step = SimTime.zero
    /// Suppressed routes are looked at so often (§4.7's reuse lists); zero: each at its own time.
    package var reuseInterval = SimTime.zero
    /// A penalty of just the threshold suppresses already.
    package var suppressesAtThreshold = false

    package init() {}

    /// As FRR's bgpd of version 8.4 counts: steps of 5 s, reuse lists every 15 s.
    package static let frr: Parameters = {
      var parameters = Parameters()
      parameters.step = .seconds(5)
      parameters.reuseInterval = .seconds(15)
      parameters.suppressesAtThreshold = true
      return parameters
    }()

    package var ceiling: Double {
      reuse * ExactMath.exp(FlapDamping.ln2 * longestSuppression.seconds / halfLife.seconds)
    }

    package var description: String {
      "half-life \(halfLife), suppress \(Int(suppress)), reuse \(Int(reuse)), at most \(longestSuppression)"
    }
  }

  package static let ofWithdrawal = 1000.0
  package static let ofChange = 500.0
  fileprivate static let ln2 = 0.6931471805599453

  private var penalty = 0.0
  private var updated = SimTime.zero
  package private(set) var isSuppressed = false

  package init() {}

  package func penalty(at now: SimTime, _ parameters: Parameters) -> Double {
    var passed = now - updated
    if parameters.step > .zero {
      let steps = passed.picoseconds / parameters.step.picoseconds
      if steps == 0 { return penalty }
      passed = parameters.step * steps
    }
    let left = penalty * ExactMath.exp(-Self.ln2 * passed.seconds / parameters.halfLife.seconds)
    return parameters.step > .zero ? left.rounded(.down) : left
  }

  package mutating func add(_ amount: Double, at now: SimTime, _ parameters: Parameters) {
    penalty = min(parameters.ceiling, penalty(at: now, parameters) + amount)
    updated = now
    if penalty > parameters.suppress || (parameters.suppressesAtThreshold && penalty == parameters.suppress) {
      isSuppressed = true
    }
  }

  /// When the penalty will have fallen to the reuse threshold, and is looked at.
  package func reuseTime(_ parameters: Parameters) -> SimTime {
    guard penalty > parameters.reuse else { return updated }
    let halves = ExactMath.log(penalty / parameters.reuse) / Self.ln2
    let time = updated + parameters.halfLife.scaled(by: halves)
    let interval = parameters.reuseInterval.picoseconds
    if interval == 0 { return time }
    return SimTime(picoseconds: (time.picoseconds / interval + 1) * interval)
  }

  /// True when the route may be used again from now on.
  package mutating func release(at now: SimTime, _ parameters: Parameters) -> Bool {
    guard isSuppressed, reuseTime(parameters) <= now else { return false }
    isSuppressed = false
    return true
  }

  /// §4.8.4: steady for so long that nothing need be remembered.
  package func isForgotten(at now: SimTime, _ parameters: Parameters) -> Bool {
    !isSuppressed && penalty(at: now, parameters) <= parameters.reuse / 2
  }
}
