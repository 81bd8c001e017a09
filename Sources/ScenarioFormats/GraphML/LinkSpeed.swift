import NetworkModel

/// Reads the speed of a link from the Topology Zoo's attributes.
enum LinkSpeed {
  /// From `LinkSpeedRaw`, else `LinkSpeed` with `LinkSpeedUnits`, else the first of the texts that names a speed.
  static func read(_ values: [String: String]) -> Bandwidth? {
    if let raw = values["LinkSpeedRaw"].flatMap(Double.init), let bandwidth = bandwidth(raw) {
      return bandwidth
    }
    if let speed = values["LinkSpeed"].flatMap(leadingNumber), let unit = values["LinkSpeedUnits"],
      let size = unitSizes[unit.lowercased()], let bandwidth = bandwidth(speed * size)
    {
      return bandwidth
    }
    for name in ["LinkLabel", "LinkType", "LinkNote", "label"] {
      if let text = values[name], let bandwidth = parse(text) { return bandwidth }
    }
    return nil
  }

  private static let unitSizes: [String: Double] = [
    "": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12,
  ]

  /// Carrier hierarchies and Ethernet, in bits a second: ITU-T G.702, ANSI T1.107, IEEE 802.3.
  private static let carriers: [String: Double] = [
    "t1": 1.544e6, "ds1": 1.544e6, "e1": 2.048e6, "t3": 44.736e6, "ds3": 44.736e6, "e3": 34.368e6,
    "ge": 1e9, "gbe": 1e9, "gige": 1e9,
  ]

  /// The multiplied hierarchies, `OC-48` or `STM16c`: SONET (ANSI T1.105) and SDH (ITU-T G.707).
  private static let levels: [(prefix: String, rate: Double)] = [
    ("oc", 51.84e6), ("sts", 51.84e6), ("stm", 155.52e6),
  ]

  /// `10 Gbps`, `155 Mb/s`, `OC-48`, `STM16`, `DS-3`, `<1 Gbps`, `1-10 Gbps` (the number at the unit: 10 Gbps), `10GE`.
  ///
  /// Of several speeds the first holds. `2x10G` is 10 Gbps: the speed of one of the lines.
  static func parse(_ text: String) -> Bandwidth? {
    let lower = text.lowercased()
    let words = words(of: lower)
    if let rate = levelRate(words) ?? writtenRate(lower) ?? carrierRate(words) { return bandwidth(rate) }
    if lower.contains("fast ethernet") { return .megabits(100) }
    if lower.contains("gigabit ethernet") { return .gigabits(1) }
    return nil
  }

  /// The words, and pairs joined by a dash as one word: `ds-3` gives `ds`, `3` and `ds3`.
  private static func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "-") }) {
      let parts = word.split(separator: "-")
      words += parts
      for (first, second) in zip(parts, parts.dropFirst()) { words.append(first + second) }
    }
    return words
  }

  private static func levelRate(_ words: [Substring]) -> Double? {
    for word in words {
      for (prefix, rate) in levels where word.hasPrefix(prefix) {
        let digits = word.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber }
        if let level = Double(digits), level >= 1, level <= 4096 { return level * rate }
      }
    }
    return nil
  }

  private static func carrierRate(_ words: [Substring]) -> Double? {
    words.lazy.compactMap { carriers[String($0)] }.first
  }

  /// The first number that is followed by a unit: `Opened 2011`, `120 km` and `Adria-1` name no speed.
  private static func writtenRate(_ text: String) -> Double? {
    var rest = Substring(text)
    while let start = rest.firstIndex(where: { $0.isASCII && $0.isNumber }) {
      let digits = rest[start...].prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
      let word = rest[digits.endIndex...].drop { $0 == " " }.prefix { $0.isLetter }
      if let value = leadingNumber(String(digits)), let size = unitSize(word) { return value * size }
      rest = rest[digits.endIndex...]
    }
    return nil
  }

  /// `g`, `gb`, `gbps`, `gbit`, `gigabit`, `ge`, `gex` … and `bps`, `bit`; nil for other words (`km`, `ms`, `to`).
  private static func unitSize(_ word: Substring) -> Double? {
    if ["bps", "bit", "bits"].contains(word) { return 1 }
    guard let first = word.first, let size = unitSizes[String(first)] else { return nil }
    let ending = word.dropFirst()
    let isUnit =
      ["", "b", "e", "be", "ex", "ig", "ige", "eg", "bps", "bs"].contains(ending) || ending.hasPrefix("bit")
      || ["kilobit", "megabit", "gigabit", "terabit"].contains { word.hasPrefix($0) }
    return isUnit ? size : nil
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
