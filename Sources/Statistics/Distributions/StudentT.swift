import Kernel

/// Student's t distribution.
package struct StudentT: Sendable {
  /// Positive; need not be whole (Welch).
  package let degreesOfFreedom: Double
  private let logNorm: Double

  package init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
    logNorm =
      logGamma((degreesOfFreedom + 1) / 2) - logGamma(degreesOfFreedom / 2)
      - 0.5 * ExactMath.log(degreesOfFreedom * .pi)
  }

  /// P(T > t) for t ≥ 0: half of Iₓ(ν/2, ½) with x = ν/(ν + t²) (Abramowitz and Stegun 26.7.1).
  private func upperTail(_ t: Double) -> Double {
    let square = t * t
    guard square.isFinite else { return 0 }
    let x = degreesOfFreedom / (degreesOfFreedom + square)
    return 0.5
      * regularizedBeta(x, degreesOfFreedom / 2, 0.5, complement: square / (degreesOfFreedom + square))
  }

  /// P(T ≤ t).
  package func cumulative(_ t: Double) -> Double { t < 0 ? upperTail(-t) : 1 - upperTail(t) }

  /// P(|T| ≥ |t|): the p-value of a two-sided test.
  package func twoSided(_ t: Double) -> Double { min(1, 2 * upperTail(abs(t))) }

  private func density(_ t: Double) -> Double {
    ExactMath.exp(logNorm - (degreesOfFreedom + 1) / 2 * ExactMath.log(1 + t * t / degreesOfFreedom))
  }

  /// The value below which the share `p` lies, 0 < p < 1: Newton's method on the tail, kept inside a bracket.
  package func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    let tail = min(p, 1 - p)
    if tail == 0.5 { return 0 }
    var (low, high) = (0.0, 1.0)
    while upperTail(high) > tail && high < 1e300 { (low, high) = (high, high * 2) }
    var t = min(high, max(low, -StandardNormal.quantile(tail)))
    for _ in 0..<200 {
      let excess = upperTail(t) - tail
      if excess > 0 { low = t } else { high = t }
      var next = t + excess / density(t)
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      if abs(next - t) <= 1e-15 * abs(t) { break }
      t = next
    }
    return p < 0.5 ? -t : t
  }
}
