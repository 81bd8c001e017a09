import Kernel

/// Numbers as text, without the C library's locale and rounding.
package enum Decimal {
  /// With the given number of decimals, rounded half away from zero.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale: Int64 = 1
    for _ in 0..<max(0, min(decimals, 3)) { scale *= 10 }
    if decimals > 3 { for _ in 3..<min(decimals, 6) { scale *= 10 } }
    guard abs(value) < 9e18 / Double(scale) else { return "\(value)" }
    let scaled = Int64((value * Double(scale)).rounded())
    let magnitude = scaled.magnitude
    var text = String(magnitude / UInt64(scale))
    if scale > 1 {
      let rest = String(magnitude % UInt64(scale) + UInt64(scale)).dropFirst()
      text += "." + rest
    }
    return scaled < 0 ? "-" + text : text
  }

  /// Three significant digits in the unit that suits: `12.3ms`, `1.05s`, `250us`; whole above 1000 s.
  package static func duration(_ time: SimTime) -> String {
    let picoseconds = abs(Double(time.picoseconds))
    let sign = time.picoseconds < 0 ? "-" : ""
    if picoseconds == 0 { return "0s" }
    for (size, unit) in [(1e12, "s"), (1e9, "ms"), (1e6, "us"), (1e3, "ns"), (1, "ps")]
    where picoseconds >= size {
      let value = picoseconds / size
      let decimals = value >= 100 || size == 1 ? (value >= 1000 || size == 1 ? 0 : 1) : value >= 10 ? 2 : 3
      var text = fixed(value, decimals)
      if text.contains(".") {
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
      }
      return sign + text + unit
    }
    return "0s"
  }

  /// With thin groups: 1,234,567.
  package static func grouped(_ value: UInt64) -> String {
    let digits = String(value)
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0 && (digits.count - position) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
