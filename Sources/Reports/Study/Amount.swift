import Kernel
import Metrics
import NetworkModel
import Statistics

/// Measured values as people read them, in the metric's unit.
enum Amount {
  static func text(_ value: Double, _ unit: MetricName.Unit) -> String {
    switch unit {
    case .seconds: return Decimal.duration(.seconds(value))
    case .ratio: return digits(value * 100) + "%"
    case .count: return digits(value)
    case .bytes: return bytes(value)
    }
  }

  private static func bytes(_ value: Double) -> String {
    for (size, unit) in [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")] where abs(value) >= size {
      return digits(value / size) + unit
    }
    return digits(value) + "B"
  }

  /// With its sign: `+2.31ms`, `−12`.
  static func signed(_ value: Double, _ unit: MetricName.Unit) -> String {
    let text = text(abs(value), unit)
    return value > 0 ? "+" + text : value < 0 ? "−" + text : text
  }

  /// `+18%`; nil where the reference is zero.
  static func relative(_ ratio: Double?) -> String? {
    guard let ratio else { return nil }
    if ratio != 0 && abs(ratio) < 0.0005 { return ratio > 0 ? "+<0.05%" : "−<0.05%" }
    let percent = digits(abs(ratio) * 100, significant: 3) + "%"
    return ratio > 0 ? "+" + percent : ratio < 0 ? "−" + percent : percent
  }

  static func interval(_ interval: Interval?, _ unit: MetricName.Unit) -> String {
    guard let interval else { return "–" }
    return "\(text(interval.low, unit)) … \(text(interval.high, unit))"
  }

  static func difference(_ interval: Interval?, _ unit: MetricName.Unit) -> String {
    guard let interval else { return "–" }
    return "\(signed(interval.low, unit)) … \(signed(interval.high, unit))"
  }

  static func fixed(_ value: Double, _ decimals: Int) -> String {
    (value < 0 ? "−" : "") + Decimal.fixed(abs(value), decimals)
  }

  static func pValue(_ p: Double?) -> String {
    guard let p else { return "–" }
    return p < 0.001 ? "<0.001" : Decimal.fixed(p, 3)
  }

  /// So many significant digits, whole numbers whole, thousands in groups: `0.0123`, `12.3`, `1,234,567`.
  static func digits(_ value: Double, significant: Int = 4) -> String {
    let magnitude = abs(value)
    guard magnitude.isFinite else { return "\(value)" }
    let sign = value < 0 ? "−" : ""
    if magnitude == magnitude.rounded() || magnitude >= 10_000 {
      guard magnitude < 1e15 else { return "\(value)" }
      return sign + Decimal.grouped(UInt64(magnitude.rounded()))
    }
    var decimals = significant - 1
    var bound = 10.0
    while magnitude >= bound && decimals > 0 { (decimals, bound) = (decimals - 1, bound * 10) }
    bound = 1
    while magnitude < bound && decimals < 6 { (decimals, bound) = (decimals + 1, bound / 10) }
    var text = Decimal.fixed(magnitude, decimals)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    if let point = text.firstIndex(of: "."), let whole = UInt64(text[..<point]) {
      text = Decimal.grouped(whole) + text[point...]
    }
    return sign + text
  }
}
