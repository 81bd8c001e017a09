import Metrics
import NetworkModel
import Statistics

/// Judges `study.expect:`: what must hold between variants, over their replications.
///
/// Bounds are on means, which common random numbers make the same every time; `better-than` and trends ask for more than
/// chance.
struct StudyExpectationEvaluator {
  let block: StudyBlock
  let runs: [[RunRecord]]
  let confidence: Double

  func judge() -> [StudyJudgement] { block.expectations.flatMap(judge) }

  private func judge(_ spec: StudyExpectationSpec) -> [StudyJudgement] {
    guard let number = block.measures.firstIndex(where: { $0.metric == spec.metric }) else { return [] }
    switch spec.claim {
    case .bound(let bound):
      let variants = spec.variant.map { [index(of: $0)] } ?? block.variants.indices.map { $0 }
      return variants.map { self.bound(spec, number, $0, bound) }
    case .ratio(let bound, let other):
      return [ratio(spec, number, index(of: spec.variant), bound, index(of: other))]
    case .betterThan(let other): return [better(spec, number, index(of: spec.variant), index(of: other))]
    case .trend(let trend): return [self.trend(spec, number, trend)]
    }
  }

  /// Names are checked when a study is loaded.
  private func index(of name: String?) -> Int {
    block.variants.firstIndex { $0.name == name } ?? block.reference
  }

  private func values(_ measure: Int, _ variant: Int) -> [Double?] {
    runs[variant].map { $0.values[measure] }
  }

  private func mean(_ measure: Int, _ variant: Int) -> Double? {
    SampleSummary(values(measure, variant).compactMap { $0 })?.mean
  }

  private func bound(
    _ spec: StudyExpectationSpec, _ measure: Int, _ variant: Int, _ bound: ExpectationSpec.Bound
  )
    -> StudyJudgement
  {
    let unit = block.measures[measure].unit
    let words = Self.words(bound) { ExpectationEvaluator.format($0, unit) }
    let name = "\(spec.metric) of \(block.variants[variant].name) \(words)"
    guard let mean = mean(measure, variant) else { return missing(name) }
    return StudyJudgement(
      name: name, isMet: Self.holds(mean, bound),
      message: "\(spec.metric) of \(block.variants[variant].name) should be \(words) and is "
        + "\(ExpectationEvaluator.format(mean, unit)) in the mean of \(runs[variant].count) runs.")
  }

  private func ratio(
    _ spec: StudyExpectationSpec, _ measure: Int, _ variant: Int, _ bound: ExpectationSpec.Bound, _ other: Int
  ) -> StudyJudgement {
    let unit = block.measures[measure].unit
    let (own, reference) = (block.variants[variant].name, block.variants[other].name)
    let words = Self.words(bound) { Decimal.fixed($0, 3).trimmingZeros } + " × \(reference)"
    let name = "\(spec.metric) of \(own) \(words)"
    guard let mean = mean(measure, variant), let unitMean = self.mean(measure, other) else {
      return missing(name)
    }
    // In products, so that a mean of zero divides nothing.
    let isMet = Self.holds(mean, Self.scaled(bound, unitMean))
    let times = unitMean == 0 ? "" : "\(Decimal.fixed(mean / unitMean, 3).trimmingZeros) ×, "
    return StudyJudgement(
      name: name, isMet: isMet,
      message: "\(spec.metric) of \(own) should be \(words) and is \(times)"
        + "\(ExpectationEvaluator.format(mean, unit)) to \(ExpectationEvaluator.format(unitMean, unit)).")
  }

  private func better(_ spec: StudyExpectationSpec, _ measure: Int, _ variant: Int, _ other: Int)
    -> StudyJudgement
  {
    let (own, reference) = (block.variants[variant].name, block.variants[other].name)
    let name = "\(spec.metric) of \(own) better than \(reference)"
    guard let test = test(measure, other, variant) else { return missing(name) }
    let direction = block.measures[measure].better
    let isRight = direction == .lower ? test.difference < 0 : direction == .higher && test.difference > 0
    let p =
      test.pValue.map { $0 < 0.0001 ? "below 0.0001" : Decimal.fixed($0, 4) } ?? "unknown from a single run"
    return StudyJudgement(
      name: name, isMet: isRight && isShown(test),
      message: "\(spec.metric) of \(own) should be better than that of \(reference); the difference is "
        + "\(ExpectationEvaluator.format(test.difference, block.measures[measure].unit)) with p \(p)"
        + (direction == .neither ? ", and neither direction is better." : "."))
  }

  private func trend(_ spec: StudyExpectationSpec, _ measure: Int, _ trend: StudyExpectationSpec.Trend)
    -> StudyJudgement
  {
    let name = "\(spec.metric) \(trend.rawValue) over \(block.variants.count) variants"
    let sign = trend == .increasing ? 1.0 : -1.0
    let unit = block.measures[measure].unit
    let all = block.variants.indices.compactMap { mean(measure, $0) }
    guard all.count == block.variants.count, all.count > 1,
      let whole = test(measure, 0, block.variants.count - 1)
    else { return missing(name) }
    // Many steps are many chances to be wrong by accident.
    let steps = block.variants.indices.dropFirst().compactMap { variant in
      test(measure, variant - 1, variant).map { (variant, $0) }
    }
    let level = (1 - confidence) / Double(max(1, steps.count))
    let wrong = steps.first { _, test in test.difference * sign < 0 && (test.pValue ?? 1) <= level }
    let list = all.map { ExpectationEvaluator.format($0, unit) }.joined(separator: ", ")
    var message = "\(spec.metric) should be \(trend.rawValue) over the variants; the means are \(list)"
    if let (variant, test) = wrong {
      message +=
        ", and \(block.variants[variant].name) goes the other way from \(block.variants[variant - 1].name) by "
        + ExpectationEvaluator.format(abs(test.difference), unit)
    } else if !(whole.difference * sign > 0 && isShown(whole)) {
      message += ", which do not show it"
    }
    return StudyJudgement(
      name: name, isMet: wrong == nil && whole.difference * sign > 0 && isShown(whole), message: message + "."
    )
  }

  private func isShown(_ test: MeanTest) -> Bool { (test.pValue ?? 1) <= 1 - confidence }

  private func test(_ measure: Int, _ first: Int, _ second: Int) -> MeanTest? {
    let (a, b) = (values(measure, first), values(measure, second))
    guard block.seeds[first] == block.seeds[second] else {
      return MeanTest.welch(a.compactMap { $0 }, b.compactMap { $0 }, confidence: confidence)
    }
    let pairs = zip(a, b).compactMap { a, b in a.flatMap { a in b.map { (a, $0) } } }
    return MeanTest.paired(pairs.map(\.0), pairs.map(\.1), confidence: confidence)
  }

  private func missing(_ name: String) -> StudyJudgement {
    StudyJudgement(name: name, isMet: false, message: "\(name): there are runs without a value.")
  }

  private static func holds(_ value: Double, _ bound: ExpectationSpec.Bound) -> Bool {
    switch bound {
    case .atMost(let limit): value <= limit
    case .atLeast(let limit): value >= limit
    case .equals(let wanted): abs(value - wanted) <= 1e-9 * max(1, abs(wanted))
    case .between(let low, let high): value >= low && value <= high
    }
  }

  private static func scaled(_ bound: ExpectationSpec.Bound, _ unit: Double) -> ExpectationSpec.Bound {
    switch bound {
    case .atMost(let times): .atMost(times * unit)
    case .atLeast(let times): .atLeast(times * unit)
    case .equals(let times): .equals(times * unit)
    case .between(let low, let high): .between(low * unit, high * unit)
    }
  }

  private static func words(_ bound: ExpectationSpec.Bound, _ format: (Double) -> String) -> String {
    switch bound {
    case .atMost(let value): "at most \(format(value))"
    case .atLeast(let value): "at least \(format(value))"
    case .equals(let value): format(value)
    case .between(let low, let high): "between \(format(low)) and \(format(high))"
    }
  }
}

extension String {
  /// `1.200` is `1.2`.
  fileprivate var trimmingZeros: String {
    guard contains(".") else { return self }
    var text = self[...]
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
