/// Exponential, logarithm and power from IEEE-exact operations only (+ − × ÷ √ and bits).
///
/// The platform's `log` and `exp` differ in the last bit between C libraries, and one bit is enough to make two machines
/// disagree about a run. These agree everywhere, to about one unit in the last place of the true value.
public enum ExactMath {
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// Natural logarithm of a positive finite number. ln(m·2ᵉ) = e·ln 2 + 2·artanh((m − 1)/(m + 1)), |m| in [√½, √2).
  public static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x.isFinite else { return x }
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 0x1.6a09e667f3bcdp+0 {
      mantissa *= 0.5
      exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var series = 1.0 / 27
    var divisor = 25.0
    while divisor >= 3 {
      series = series * square + 1 / divisor
      divisor -= 2
    }
    let artanh = ratio + ratio * square * series
    return exponent * ln2High + (2 * artanh + exponent * ln2Low)
  }

  /// e to the power x: x = k·ln 2 + r with |r| ≤ ln 2 / 2, then a Taylor series of 14 terms.
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782712893384 { return .infinity }  // ln of the largest finite number.
    if x < -745.133219101941 { return 0 }  // ln of half the smallest.
    let k = (x * 0x1.71547652b82fep+0).rounded()
    let remainder = (x - k * ln2High) - k * ln2Low
    var series = 1.0
    var n = 14.0
    while n >= 1 {
      series = 1 + remainder / n * series
      n -= 1
    }
    let half = Int((k / 2).rounded(.down))
    return series * power2(half) * power2(Int(k) - half)
  }

  /// base to the power exponent, for a positive base.
  public static func pow(_ base: Double, _ exponent: Double) -> Double {
    if base == 0 { return exponent == 0 ? 1 : 0 }
    return exp(exponent * log(base))
  }

  private static let halfPi = 1.5707963267948966

  /// Sine of an angle in radians, for angles of everyday size (to about 10⁻¹⁵ below 10³).
  public static func sin(_ x: Double) -> Double {
    guard x.isFinite else { return .nan }
    let quarter = (x / halfPi).rounded()
    let rest = x - quarter * halfPi
    switch Int(quarter.truncatingRemainder(dividingBy: 4)) & 3 {
    case 0: return sineSeries(rest)
    case 1: return cosineSeries(rest)
    case 2: return -sineSeries(rest)
    default: return -cosineSeries(rest)
    }
  }

  public static func cos(_ x: Double) -> Double { sin(x + halfPi) }

  /// Arcsine for 0 ≤ x ≤ 1, by Newton's method on the sine.
  public static func arcsin(_ x: Double) -> Double {
    if x >= 1 { return halfPi }
    if x > 0.75 { return halfPi - arcsin((1 - x * x).squareRoot()) }
    var angle = x
    for _ in 0..<6 { angle -= (sin(angle) - x) / cos(angle) }
    return angle
  }

  private static func sineSeries(_ x: Double) -> Double {
    var series = 1.0
    var n = 18.0
    while n >= 2 {
      series = 1 - x * x / (n * (n + 1)) * series
      n -= 2
    }
    return x * series
  }

  private static func cosineSeries(_ x: Double) -> Double {
    var series = 1.0
    var n = 18.0
    while n >= 2 {
      series = 1 - x * x / (n * (n - 1)) * series
      n -= 2
    }
    return series
  }

  /// 2 to the power n for −1022 ≤ n ≤ 1023.
  private static func power2(_ n: Int) -> Double {
    Double(sign: .plus, exponent: n, significand: 1)
  }
}
