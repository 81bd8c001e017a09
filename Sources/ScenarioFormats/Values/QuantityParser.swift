import Kernel
import NetworkModel

/// Reads quantities with units, as scenarios write them: `10ms`, `1.5Gbps`, `64KiB`, `0.1%`, `500/s`.
///
/// Every function returns nil for what it cannot read; the caller knows what was expected.
package enum QuantityParser {
  /// Units of time in seconds.
  static let timeUnits: [String: Double] = [
    "ps": 1e-12, "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "sec": 1, "m": 60,
    "min": 60, "h": 3600, "d": 86400,
  ]

  /// Duration: `0`, or a number with ns, us, ms, s, min, h, d. At most `SimTime.longest`.
  package static func duration(_ text: String) -> SimTime? {
    guard let (value, unit) = split(text) else { return nil }
    if unit.isEmpty { return value == 0 ? .zero : nil }
    guard let size = timeUnits[unit], value >= 0 else { return nil }
    // Divide by the exact inverse where there is one: 0.3 ms is 300,000,000 ps and not one less.
    let picoseconds = size >= 1 ? value * size * 1e12 : value * (1e12 * size).rounded()
    guard picoseconds <= Double(SimTime.longest.picoseconds) else { return nil }
    return SimTime(picoseconds: Int64(picoseconds.rounded()))
  }

  /// Bandwidth: a number with bps, kbps, Mbps, Gbps, Tbps; 1 bps to 100 Tbps.
  package static func bandwidth(_ text: String) -> Bandwidth? {
    guard let (value, unit) = split(text) else { return nil }
    let units: [String: Double] = [
      "bps": 1, "kbps": 1e3, "Kbps": 1e3, "Mbps": 1e6, "Gbps": 1e9, "Tbps": 1e12, "bit/s": 1, "kbit/s": 1e3,
      "Mbit/s": 1e6, "Gbit/s": 1e9,
    ]
    guard let size = units[unit] else { return nil }
    let bits = (value * size).rounded()
    guard bits >= 1, bits <= 1e14 else { return nil }
    return Bandwidth(bitsPerSecond: Int64(bits))
  }

  /// Size: a number with B, kB, MB, GB (powers of 1000) or KiB, MiB, GiB; at most 1 TB.
  package static func bytes(_ text: String) -> Int? {
    guard let (value, unit) = split(text) else { return nil }
    let units: [String: Double] = [
      "B": 1, "bytes": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1024, "MiB": 1_048_576,
      "GiB": 1_073_741_824,
    ]
    guard let size = units[unit], value >= 0 else { return nil }
    let count = (value * size).rounded()
    return count <= 1e12 ? Int(count) : nil
  }

  /// A share: `0.1%` or a fraction; 0…1.
  package static func ratio(_ text: String) -> Double? {
    guard let (value, unit) = split(text), unit.isEmpty || unit == "%" else { return nil }
    let ratio = unit == "%" ? value / 100 : value
    return (0...1).contains(ratio) ? ratio : nil
  }

  /// Events a second: `500/s`, `10/min`, `2/h`; above zero.
  package static func rate(_ text: String) -> Double? {
    guard let (value, unit) = split(text), value > 0 else { return nil }
    switch unit {
    case "/s": return value
    case "/ms": return value * 1000
    case "/min": return value / 60
    case "/h": return value / 3600
    default: return nil
    }
  }

  /// `100 packets` or a size in bytes.
  package static func queue(_ text: String) -> QueueLimit? {
    if let (value, unit) = split(text), unit == "packets" || unit == "packet" || unit == "p" {
      return value >= 0 && value <= 1e9 && value == value.rounded() ? .packets(Int(value)) : nil
    }
    return bytes(text).flatMap { $0 <= 4_000_000_000 ? .bytes($0) : nil }
  }

  /// A plain finite number.
  package static func number(_ text: String) -> Double? {
    guard let (value, unit) = split(text), unit.isEmpty else { return nil }
    return value
  }

  /// A decimal number and what follows it, blanks between them dropped. Digits, one point, an exponent; nothing else
  /// that `Double` would take (hexadecimal, infinity, not-a-number).
  static func split(_ text: String) -> (value: Double, unit: String)? {
    let trimmed = text.drop { $0 == " " }
    var end = trimmed.startIndex
    var seen = (digit: false, point: false, exponent: false)
    while end < trimmed.endIndex {
      let character = trimmed[end]
      if character.isASCII && character.isNumber {
        seen.digit = true
      } else if character == "." && !seen.point && !seen.exponent {
        seen.point = true
      } else if (character == "-" || character == "+") && end == trimmed.startIndex {
        // A sign.
      } else if (character == "e" || character == "E") && seen.digit && !seen.exponent,
        startsExponent(trimmed[trimmed.index(after: end)...])
      {
        seen.exponent = true
        end = trimmed.index(after: end)
      } else {
        break
      }
      end = trimmed.index(after: end)
    }
    guard seen.digit, let value = Double(trimmed[..<end]), value.isFinite else { return nil }
    let unit = trimmed[end...].drop { $0 == " " }
    return (value, String(unit.reversed().drop { $0 == " " }.reversed()))
  }

  private static func startsExponent(_ rest: Substring) -> Bool {
    guard let first = rest.first else { return false }
    if first.isASCII && first.isNumber { return true }
    return (first == "-" || first == "+") && rest.dropFirst().first.map { $0.isASCII && $0.isNumber } ?? false
  }
}
