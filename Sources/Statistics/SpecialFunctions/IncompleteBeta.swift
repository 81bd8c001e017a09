import Kernel

/// The regularized incomplete beta function Iₓ(a, b) for a, b > 0 and 0 ≤ x ≤ 1.
///
/// The continued fraction of DLMF 8.17.22 (https://dlmf.nist.gov/8.17), evaluated by the modified Lentz method (Thompson and
/// Barnett, J. Comput. Phys. 64, 1986), on that side of the mean where it converges fast; the other side by
/// Iₓ(a, b) = 1 − I₁₋ₓ(b, a) (DLMF 8.17.4). O(√max(a, b)) steps.
///
/// - Parameter complement: 1 − x, where the caller knows it with less rounding.
func regularizedBeta(_ x: Double, _ a: Double, _ b: Double, complement: Double? = nil) -> Double {
  guard a > 0, b > 0, !x.isNaN else { return .nan }
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  let rest = complement ?? 1 - x
  if x > (a + 1) / (a + b + 2) { return 1 - lowerBeta(rest, b, a, complement: x) }
  return lowerBeta(x, a, b, complement: rest)
}

private func lowerBeta(_ x: Double, _ a: Double, _ b: Double, complement: Double) -> Double {
  let logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * ExactMath.log(x) + b * ExactMath.log(complement)
  let tiny = 1e-300
  func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / away(1 - (a + b) * x / (a + 1))
  var fraction = d
  for step in 1...100_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    let change = d * c
    fraction *= change
    if abs(change - 1) < 1e-15 { break }
  }
  return min(1, max(0, ExactMath.exp(logFront) * fraction / a))
}
