import NetworkModel
import Yams

/// `discipline: fq-codel`, or with parameters `discipline: {name: red, min: 5, max: 15}`.
extension ScenarioDecoder {
  private static let parameters: [String: [String]] = [
    "drop-tail": [], "priority": [],
    "red": ["min", "max", "probability", "weight", "ecn"],
    "codel": ["target", "interval", "ecn"],
    "fq-codel": ["target", "interval", "ecn", "flows", "quantum"],
    "drr": ["flows", "quantum"],
    "token-bucket": ["rate", "burst"],
  ]

  mutating func decodeDiscipline(_ node: Node?) -> DisciplineSpec? {
    guard let node else { return nil }
    if node.mapping == nil {
      return disciplineName(node).flatMap { discipline($0, [:], at: node) }
    }
    let fields = reader.fields(of: node, as: .discipline)
    guard let name = disciplineName(fields["name"]) else { return nil }
    let known = Self.parameters[name] ?? []
    for key in fields.keys.sorted() where key != "name" && !known.contains(key) {
      let hint = known.isEmpty ? "it has none" : "one of: \(known.joined(separator: ", "))"
      reader.error("the discipline `\(name)` has no parameter `\(key)`", at: fields[key], hint: hint)
    }
    return discipline(name, fields, at: node)
  }

  private mutating func disciplineName(_ node: Node?) -> String? {
    guard let text = reader.text(node, what: "a queue discipline") else { return nil }
    if DisciplineSpec.names.contains(text) { return text }
    reader.error(
      "there is no queue discipline `\(text)`", at: node, hint: reader.hint(text, among: DisciplineSpec.names)
    )
    return nil
  }

  private mutating func discipline(
    _ name: String, _ fields: [String: Node], at node: Node
  ) -> DisciplineSpec? {
    switch name {
    case "red": return .red(decodeRED(fields))
    case "codel": return .coDel(decodeCoDel(fields, marks: false))
    case "fq-codel":
      // RFC 8290 §4.1.1 and §5.2: 1024 queues, one large Ethernet frame a turn; Linux marks by default.
      return .fairCoDel(
        decodeCoDel(fields, marks: true), flows: flows(fields), quantum: quantum(fields) ?? 1514)
    case "drr": return .deficitRoundRobin(flows: flows(fields), quantum: quantum(fields) ?? 1500)
    case "priority": return .strictPriority
    case "token-bucket":
      guard fields["rate"] != nil, fields["burst"] != nil else {
        reader.error(
          "a token bucket needs its `rate` and `burst`", at: node,
          hint: "for example {name: token-bucket, rate: 10Mbps, burst: 15kB}")
        return nil
      }
      let rate = reader.value(fields["rate"], what: "a rate such as `10Mbps`", QuantityParser.bandwidth)
      let burst = reader.value(fields["burst"], what: "a size such as `15kB`", Self.positiveBytes)
      guard let rate, let burst else { return nil }
      return .tokenBucket(rate: rate, burst: burst)
    default: return .dropTail
    }
  }

  private mutating func decodeRED(_ fields: [String: Node]) -> DisciplineSpec.RED {
    var red = DisciplineSpec.RED()
    if let least = reader.number(fields["min"], in: 0...1e6, what: "`min`") { red.least = least }
    if let most = reader.number(fields["max"], in: 0...1e6, what: "`max`") { red.most = most }
    if red.most <= red.least {
      reader.error("`max` must be more than `min`, \(red.least) packets", at: fields["max"] ?? fields["min"])
    }
    let share = reader.value(
      fields["probability"], what: "a probability such as `2%`", QuantityParser.ratio)
    if let share { red.probability = share }
    if let weight = reader.number(fields["weight"], in: 0...1, what: "`weight`") { red.weight = weight }
    if let marks = reader.boolean(fields["ecn"], what: "`ecn`") { red.marks = marks }
    return red
  }

  private mutating func decodeCoDel(_ fields: [String: Node], marks: Bool) -> DisciplineSpec.CoDel {
    var coDel = DisciplineSpec.CoDel()
    coDel.marks = marks
    if let target = reader.duration(fields["target"], what: "a target") { coDel.target = target }
    if let interval = reader.duration(fields["interval"], what: "an interval") { coDel.interval = interval }
    if let marks = reader.boolean(fields["ecn"], what: "`ecn`") { coDel.marks = marks }
    return coDel
  }

  private mutating func flows(_ fields: [String: Node]) -> Int {
    reader.integer(fields["flows"], in: 1...65536, what: "`flows`") ?? 1024
  }

  private mutating func quantum(_ fields: [String: Node]) -> Int? {
    reader.value(fields["quantum"], what: "a size such as `1514B`", Self.positiveBytes)
  }

  private static func positiveBytes(_ text: String) -> Int? {
    QuantityParser.bytes(text).flatMap { (1...1_000_000_000).contains($0) ? $0 : nil }
  }
}
