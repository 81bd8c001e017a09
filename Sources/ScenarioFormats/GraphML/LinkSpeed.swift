import NetworkModel

/// Reads the speed of a link from the Topology Zoo's attributes.
enum LinkSpeed {
  /// From `LinkSpeedRaw`, else `LinkSpeed` with `LinkSpeedUnits`, else the `LinkLabel`.
  static func read(_ values: [String: String]) -> Bandwidth? {
    if let raw = values["LinkSpeedRaw"].flatMap(Double.init), let bandwidth = bandwidth(raw) {
      return bandwidth
    }
    if let speed = values["LinkSpeed"].flatMap(leadingNumber), let unit = values["LinkSpeedUnits"],
      let size = unitSizes[unit.lowercased()], let bandwidth = bandwidth(speed * size)
    {
      return bandwidth
    }
    for name in ["LinkLabel", "LinkNote", "LinkType", "label"] {
      if let text = values[name], let bandwidth = parse(text) { return bandwidth }
    }
    return nil
  }

  private static let unitSizes: [String: Double] = [
    "": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12,
  ]

  /// Carrier hierarchies: ITU-T G.702 and G.707, ANSI T1.105, in bits a second.
  private static let carriers: [String: Double] = [
    "t1": 1.544e6, "ds1": 1.544e6, "e1": 2.048e6, "t3": 44.736e6, "ds3": 44.736e6, "e3": 34.368e6,
  ]

  /// `10 Gbps`, `155 Mb/s`, `OC-48`, `STM16`, `T3`, `<1 Gbps`, `2x10G`, `10GE`: the first speed in the text.
  static func parse(_ text: String) -> Bandwidth? {
    let lower = text.lowercased()
    if let level = number(after: ["oc-", "oc"], in: lower) { return bandwidth(level * 51.84e6) }
    if let level = number(after: ["stm-", "stm"], in: lower) { return bandwidth(level * 155.52e6) }
    for word in lower.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      if let rate = carriers[String(word)] { return bandwidth(rate) }
    }
    if lower.contains("fast ethernet") { return .megabits(100) }
    if lower.contains("gigabit ethernet") || lower.contains("gige") {
      return leadingSpeed(lower) ?? .gigabits(1)
    }
    return leadingSpeed(lower)
  }

  /// The first number that is followed by k, m, g or t.
  private static func leadingSpeed(_ text: String) -> Bandwidth? {
    var rest = Substring(text)
    while let start = rest.firstIndex(where: { $0.isASCII && $0.isNumber }) {
      let digits = rest[start...].prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
      let after = rest[digits.endIndex...].drop { $0 == " " }
      if let unit = after.first, let size = unitSizes[String(unit)], let value = leadingNumber(String(digits))
      {
        return bandwidth(value * size)
      }
      rest = rest[digits.endIndex...]
    }
    return nil
  }

  private static func number(after prefixes: [String], in text: String) -> Double? {
    for prefix in prefixes {
      guard let range = text.firstRange(of: prefix) else { continue }
      let digits = text[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
      if let value = Double(digits), value > 0 { return value }
    }
    return nil
  }

  private static func leadingNumber(_ text: String) -> Double? {
    let digits = text.drop { !($0.isASCII && $0.isNumber) }.prefix {
      ($0.isASCII && $0.isNumber) || $0 == "."
    }
    return Double(digits)
  }

  private static func bandwidth(_ bits: Double) -> Bandwidth? {
    bits.isFinite && bits >= 1 && bits <= 1e14 ? Bandwidth(bitsPerSecond: Int64(bits.rounded())) : nil
  }
}
