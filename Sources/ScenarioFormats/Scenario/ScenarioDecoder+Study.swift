import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeStudy(_ node: Node) {
    let fields = reader.fields(of: node, as: .study)
    var study = StudySpec()
    for (path, value) in reader.paths(of: fields["vary"], what: "lists of values by the path of a field") {
      let values = reader.items(of: value, what: "values").compactMap { flowText($0) }
      if values.isEmpty { reader.error("`\(path)` has no values to try", at: value) }
      study.vary.append(StudySpec.Factor(path: path, values: values))
    }
    if let combination = reader.choice(
      fields["combine"], StudySpec.Combination.self, what: "a way to combine values")
    {
      study.combination = combination
    }
    for (_, name, value) in variants(fields["variants"]) {
      let assignments = reader.paths(of: value, what: "fields by their paths").compactMap { path, value in
        flowText(value).map { StudySpec.Assignment(path: path, value: $0) }
      }
      study.variants.append(StudySpec.Overlay(name: name, assignments: assignments))
    }
    study.reference = reader.text(fields["reference"], what: "the name of a variant")
    study.replications = reader.integer(
      fields["replications"], in: 1...1_000_000, what: "the replications")
    study.precision = precision(fields)
    study.confidence = share(fields["confidence"], what: "a confidence", example: "95%")
    study.warmUp = warmUp(fields["warm-up"]) ?? .none
    for item in reader.items(of: fields["measure"], what: "metrics") {
      if let measure = measure(item) { study.measure.append(measure) }
    }
    scenario.study = study
  }

  /// Variants may have names of any words, unlike nodes.
  private mutating func variants(_ node: Node?) -> [(key: Node, name: String, value: Node)] {
    guard let node, !reader.isNull(node) else { return [] }
    guard let mapping = node.mapping else {
      reader.error("expected a mapping of variants by name, found \(reader.describe(node))", at: node)
      return []
    }
    return mapping.compactMap { key, value in
      guard let name = key.scalar?.string, !name.isEmpty else {
        reader.error("a name must be text, found \(reader.describe(key))", at: key)
        return nil
      }
      return (key, name, value)
    }
  }

  private mutating func flowText(_ node: Node) -> String? {
    if let text = FlowText.write(node) { return text }
    reader.error("an alias cannot stand in a study", at: node, hint: "write the value out")
    return nil
  }

  private mutating func precision(_ fields: [String: Node]) -> PrecisionSpec? {
    let limit = reader.integer(
      fields["max-replications"], in: 1...1_000_000, what: "the largest number of replications")
    guard let width = share(fields["half-width"], what: "a half-width", example: "5%") else {
      if fields["half-width"] == nil, let node = fields["max-replications"] {
        reader.error("`max-replications` needs a `half-width` to reach", at: node)
      }
      return nil
    }
    return PrecisionSpec(halfWidth: width, limit: limit ?? PrecisionSpec.usualLimit)
  }

  /// Between 0 and 1, without the ends.
  private mutating func share(_ node: Node?, what: String, example: String) -> Double? {
    reader.value(node, what: "\(what) such as `\(example)`, between 0 and 1") { text in
      let value = QuantityParser.ratio(text) ?? QuantityParser.number(text)
      return value.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
    }
  }

  private mutating func warmUp(_ node: Node?) -> WarmUpSpec? {
    let expected = "a duration such as `10s`, or `mser-5`"
    guard let spec = reader.value(node, what: expected, { QuantityParser.warmUp($0) }) else { return nil }
    if case .fixed(let time) = spec, let end = scenario.duration, time >= end {
      reader.error("the warm-up is as long as the run", at: node)
    }
    if spec == .mser5, scenario.services.isEmpty {
      reader.error("mser-5 looks at the latency of requests, and there is no service", at: node)
    }
    return spec
  }

  private mutating func measure(_ item: Node) -> MeasureSpec? {
    guard item.mapping != nil else {
      guard let metric = reader.text(item, what: "a metric") else { return nil }
      return pattern(of: metric, at: item) == nil ? nil : MeasureSpec(metric: metric)
    }
    let fields = reader.fields(of: item, as: .measure)
    guard let metric = reader.text(fields["metric"], what: "a metric"), let node = fields["metric"],
      let pattern = pattern(of: metric, at: node)
    else { return nil }
    let better = reader.choice(
      fields["better"], MeasureSpec.Direction.self, what: "the direction that is better")
    let tolerance = reader.value(fields["tolerance"], what: "a tolerance such as `5%` or `statistical`") {
      QuantityParser.tolerance($0, of: pattern)
    }
    return MeasureSpec(metric: metric, better: better, tolerance: tolerance)
  }
}

extension PrecisionSpec {
  package static let usualLimit = 1000
}

extension QuantityParser {
  /// `none`, `mser-5`, or a duration.
  package static func warmUp(_ text: String) -> WarmUpSpec? {
    switch text {
    case "none": return WarmUpSpec.none
    case "mser-5": return .mser5
    default: return duration(text).map { $0 == .zero ? .none : .fixed($0) }
    }
  }

  /// `statistical`, `5%` of the baseline's mean, or an amount in the metric's unit.
  package static func tolerance(_ text: String, of metric: MetricName) -> MeasureSpec.Tolerance? {
    if text == "statistical" { return .statistical }
    if text.hasSuffix("%") { return ratio(text).map { .relative($0) } }
    let amount: Double?
    switch metric.unit {
    case .seconds: amount = duration(text)?.seconds
    case .bytes: amount = bytes(text).map(Double.init) ?? number(text)
    case .ratio, .count: amount = number(text)
    }
    return amount.flatMap { $0 >= 0 ? .absolute($0) : nil }
  }
}
