import Kernel
import NetworkModel
import Yams

extension ScenarioDecoder {
  /// One line of `study.expect:`. Whether there are variants of these names shows when the variants are made.
  mutating func studyExpectation(_ item: Node) -> StudyExpectationSpec? {
    let fields = reader.fields(of: item, as: .studyExpectation)
    guard let node = fields["metric"], let metric = reader.text(node, what: "a metric"),
      let pattern = pattern(of: metric, at: node)
    else { return nil }
    let claims = ["at-most", "at-least", "between", "better-than", "trend"].filter { fields[$0] != nil }
    guard claims.count == 1, let name = claims.first else {
      reader.error("expected one of at-most, at-least, between, better-than and trend", at: item)
      return nil
    }
    let variant = reader.text(fields["of"], what: "the name of a variant")
    let other = reader.text(fields["times"], what: "the name of a variant")
    if let misplaced = fields["times"], name == "better-than" || name == "trend" {
      reader.error("`times` goes with at-most, at-least or between", at: misplaced)
    }
    if name != "trend" && variant == nil && (name == "better-than" || other != nil) {
      reader.error("which variant? `of` names it", at: item)
      return nil
    }
    if name == "trend", let misplaced = fields["of"] {
      reader.error("a trend is over all variants; `of` says nothing here", at: misplaced)
    }
    return claim(name, fields[name], pattern, times: other).map {
      StudyExpectationSpec(metric: metric, variant: variant, claim: $0)
    }
  }

  private mutating func claim(_ name: String, _ node: Node?, _ pattern: MetricName, times other: String?)
    -> StudyExpectationSpec.Claim?
  {
    switch name {
    case "better-than": return reader.text(node, what: "the name of a variant").map { .betterThan($0) }
    case "trend":
      return reader.choice(node, StudyExpectationSpec.Trend.self, what: "a trend").map { .trend($0) }
    default:
      guard let other else { return bound(name, node, pattern).map { .bound($0) } }
      return multiple(name, node).map { .ratio($0, to: other) }
    }
  }

  /// A bound without unit: how many times another variant's mean.
  private mutating func multiple(_ name: String, _ node: Node?) -> ExpectationSpec.Bound? {
    let items = name == "between" ? reader.items(of: node, what: "two numbers") : [node].compactMap { $0 }
    let values = items.compactMap { item in
      reader.value(item, what: "how many times, such as `1.2`", QuantityParser.number)
    }
    guard values.count == items.count, let first = values.first else { return nil }
    switch name {
    case "at-most": return .atMost(first)
    case "at-least": return .atLeast(first)
    default:
      guard values.count == 2, values[0] <= values[1] else {
        reader.error("expected a lower and an upper bound", at: node)
        return nil
      }
      return .between(values[0], values[1])
    }
  }
}
