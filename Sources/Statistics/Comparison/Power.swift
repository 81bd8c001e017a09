import Kernel

/// How many replications a t-test on differences needs.
package enum Power {
  /// Replications with which a difference of this size would be shown with the given power; nil when that would take more
  /// than ten million, or when nothing varies.
  ///
  /// n ≥ ((t₁₋α⸝₂ + t_power) · s / d)² with n − 1 degrees of freedom, iterated to the least such n (Law, Simulation Modeling
  /// and Analysis, §9.4, solved for a difference as in Cohen, Statistical Power Analysis, §2.4).
  package static func replications(
    toShow difference: Double, deviation: Double, significance: Double, power: Double
  ) -> Int? {
    guard deviation > 0, difference != 0, deviation.isFinite, difference.isFinite else { return nil }
    let ratio = deviation / abs(difference)
    guard ratio < 1000 else { return nil }
    func need(_ n: Int) -> Double {
      let sum = quantileSum(n, significance, power)
      return sum * sum * ratio * ratio
    }
    // The need falls with n: the least n that is enough, by doubling and bisection.
    var (low, high) = (1, 2)
    while Double(high) < need(high) {
      (low, high) = (high, high * 2)
      if high > 20_000_000 { return nil }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if Double(middle) >= need(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The smallest difference that a test with `count` replications shows with the given power; nil for fewer than two.
  package static func detectableDifference(
    count: Int, deviation: Double, significance: Double, power: Double
  ) -> Double? {
    guard count >= 2 else { return nil }
    return quantileSum(count, significance, power) * deviation / Double(count).squareRoot()
  }

  private static func quantileSum(_ n: Int, _ significance: Double, _ power: Double) -> Double {
    if n > 10_000 {
      return StandardNormal.quantile(1 - significance / 2) + StandardNormal.quantile(power)
    }
    let t = StudentT(degreesOfFreedom: Double(max(1, n - 1)))
    return t.quantile(1 - significance / 2) + t.quantile(power)
  }
}
