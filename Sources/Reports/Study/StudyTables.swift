import Kernel
import Metrics
import NetworkModel
import Statistics
import Study

/// The tables that the text, Markdown and HTML reports of a comparison share.
enum StudyTables {
  /// One metric of one block: a row a variant.
  static func measure(_ number: Int, _ block: BlockResult, _ plan: StudyPlan) -> TextTable {
    let measure = block.block.measures[number]
    let level = StudyWords.percent(plan.confidence)
    let isCompared = block.block.variants.count > 1
    var columns: [(String, TextTable.Alignment)] = [
      ("variant", .left), ("mean", .right), ("\(level) interval", .right), ("median", .right),
    ]
    if isCompared {
      columns += [
        ("difference", .right), ("", .right), ("\(level) interval", .right), ("p", .right),
        ("effect", .right),
        ("verdict", .left),
      ]
    }
    var table = TextTable(columns, dispensable: isCompared ? [8, 3, 7] : [3])
    for (variant, named) in block.block.variants.enumerated() {
      var row = [named.name] + estimate(block.estimates[number][variant], measure.unit)
      if isCompared {
        let comparison = block.comparisons[number][variant]
        row += cells(comparison, measure.unit)
        row.append(StudyWords.verdict(comparison, isReference: variant == block.block.reference))
      }
      table.add(row)
    }
    return table
  }

  private static func estimate(_ estimate: Estimate?, _ unit: MetricName.Unit) -> [String] {
    guard let estimate else { return ["–", "–", "–"] }
    return [
      Amount.text(estimate.summary.mean, unit), Amount.interval(estimate.interval, unit),
      Amount.text(estimate.median.value, unit),
    ]
  }

  private static func cells(_ comparison: Comparison?, _ unit: MetricName.Unit) -> [String] {
    guard let comparison else { return ["", "", "", "", ""] }
    return [
      Amount.signed(comparison.test.difference, unit), Amount.relative(comparison.relative) ?? "",
      Amount.difference(comparison.test.interval, unit), Amount.pValue(comparison.adjustedP),
      comparison.test.effectSize.map { Amount.fixed($0, 2) } ?? "–",
    ]
  }

  /// One row a variant, one column a metric: means, marked where they are better or worse than the reference's.
  static func overview(_ block: BlockResult) -> TextTable {
    let names = shortNames(block.block.measures)
    var table = TextTable([("variant", .left)] + names.map { ($0, .right) })
    for (variant, named) in block.block.variants.enumerated() {
      table.add(
        [named.name]
          + block.block.measures.enumerated().map { number, measure in
            guard let estimate = block.estimates[number][variant] else { return "–" }
            return Amount.text(estimate.summary.mean, measure.unit) + mark(block.comparisons[number][variant])
          })
    }
    return table
  }

  static func mark(_ comparison: Comparison?) -> String {
    switch comparison?.verdict {
    case .better: " ✓"
    case .worse: " ✗"
    case .higher: " ↑"
    case .lower: " ↓"
    case .noDifferenceShown, .negligible: " ≈"
    case .identical: " ="
    case .tooFewRuns, nil: ""
    }
  }

  static let legend =
    "✓ better and ✗ worse than the reference, ↑ higher, ↓ lower, ≈ no difference shown or a negligible one, = the same in every run."

  /// Metrics' names without the words with which all of them begin.
  static func shortNames(_ measures: [Measure]) -> [String] {
    let parts = measures.map { $0.metric.split(separator: ".").map(String.init) }
    guard parts.count > 1 else { return measures.map(\.metric) }
    var shared = 0
    while let word = parts.first?.dropFirst(shared).first,
      parts.allSatisfy({ $0.count > shared + 1 && $0[shared] == word })
    {
      shared += 1
    }
    return parts.map { $0.dropFirst(shared).joined(separator: ".") }
  }

  static func expectations(_ block: BlockResult) -> TextTable? {
    guard !block.expectations.isEmpty else { return nil }
    var table = TextTable([("variant", .left), ("expectation", .left), ("met", .right), ("", .left)])
    for tally in block.expectations {
      table.add([
        block.block.variants[tally.variant].name, tally.name,
        "\(tally.runs - tally.misses.count) of \(tally.runs)",
        tally.misses.isEmpty ? "✓" : "✗",
      ])
    }
    return table
  }

  /// - Parameter all: false leaves out what has not changed.
  static func baseline(_ result: StudyResult, all: Bool = false) -> TextTable? {
    guard let baseline = result.baseline else { return nil }
    let lines = baseline.lines.filter { all || ($0.outcome != .unchanged && $0.outcome != .new) }
    guard !lines.isEmpty else { return nil }
    var table = TextTable(
      [
        ("study", .left), ("variant", .left), ("metric", .left), ("baseline", .right), ("now", .right),
        ("change", .right), ("", .right), ("tolerance", .left), ("outcome", .left),
      ], dispensable: [7])
    for line in lines {
      let block = result.blocks[line.block]
      let measure = block.block.measures[line.measure]
      let relative = line.test.flatMap { test in
        line.baselineMean.flatMap { $0 == 0 ? nil : test.difference / abs($0) }
      }
      table.add([
        block.block.name, block.block.variants[line.variant].name, measure.metric,
        line.baselineMean.map { Amount.text($0, measure.unit) } ?? "–",
        block.estimates[line.measure][line.variant].map { Amount.text($0.summary.mean, measure.unit) } ?? "–",
        line.test.map { Amount.signed($0.difference, measure.unit) } ?? "–", Amount.relative(relative) ?? "",
        tolerance(measure), line.outcome.rawValue,
      ])
    }
    return table
  }

  static func tolerance(_ measure: Measure) -> String {
    switch measure.tolerance {
    case .statistical: "statistical"
    case .relative(let share): Amount.digits(share * 100) + "%"
    case .absolute(let amount): Amount.text(amount, measure.unit)
    }
  }
}
