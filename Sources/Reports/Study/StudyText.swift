import Kernel
import Metrics
import NetworkModel
import Study

/// What `rhumb compare` prints for people.
package enum StudyText {
  /// - Parameters:
  ///   - color: with ANSI colours, for a terminal.
  ///   - width: columns of the terminal; nil: as wide as the tables are.
  package static func document(_ result: StudyResult, color: Bool, width: Int? = nil) -> String {
    let paint = Paint(isOn: color, width: width)
    var text = ""
    for (number, block) in result.blocks.enumerated() {
      if number > 0 { text += "\n" }
      text += self.block(block, result.plan, paint)
    }
    let method = StudyWords.method(result)
    if !method.isEmpty { text += "\n" + paint.dim(method) + "\n" }
    return text + baseline(result, paint)
  }

  private static func block(_ block: BlockResult, _ plan: StudyPlan, _ paint: Paint) -> String {
    var text = paint.bold(ReportTables.oneLine(block.block.title)) + "\n  \(StudyWords.setup(block, plan))\n"
    for warning in StudyWords.warnings(block, plan) { text += "  \(paint.yellow("!")) \(warning)\n" }
    for (number, measure) in block.block.measures.enumerated() {
      text += "\n\(paint.bold(measure.metric)) \(paint.dim("(\(StudyWords.direction(measure)))"))\n"
      text += StudyTables.measure(number, block, plan).rendered(width: paint.width, header: paint.dim)
      for (variant, comparison) in block.comparisons[number].enumerated() {
        guard let comparison else { continue }
        let sentence = StudyWords.conclusion(
          comparison, measure, variant: block.block.variants[variant].name,
          reference: block.block.variants[block.block.reference].name, plan)
        text += "  \(sign(comparison.verdict, paint)) \(sentence.dropFirst(measure.metric.count + 2))\n"
      }
    }
    return text + expectations(block, paint)
  }

  private static func sign(_ verdict: Verdict, _ paint: Paint) -> String {
    switch verdict {
    case .better: paint.green("✓")
    case .worse: paint.red("✗")
    case .higher: "↑"
    case .lower: "↓"
    case .noDifferenceShown, .negligible, .tooFewRuns: "≈"
    case .identical: "="
    }
  }

  private static func expectations(_ block: BlockResult, _ paint: Paint) -> String {
    guard !block.expectations.isEmpty else { return "" }
    let missed = block.expectations.filter { !$0.misses.isEmpty }
    let runs = block.runs.reduce(0) { $0 + $1.count }
    if missed.isEmpty {
      let lines = block.expectations.count / max(1, block.block.variants.count)
      return
        "\n\(paint.green("✓")) \(lines) \(lines == 1 ? "expectation" : "expectations") met in all \(Decimal.grouped(UInt64(runs))) runs\n"
    }
    var text = "\n\(paint.bold("Expectations"))\n"
    for tally in missed {
      let variant = block.block.variants[tally.variant]
      text += "  \(paint.red("✗")) \(variant.name): missed in \(tally.misses.count) of \(tally.runs) runs: "
      guard let first = tally.misses.first else { continue }
      text += "\(first.message)\n    \(paint.dim(variant.replay(seed: first.seed)))\n"
    }
    return text
  }

  private static func baseline(_ result: StudyResult, _ paint: Paint) -> String {
    guard let baseline = result.baseline else { return "" }
    var text = "\n\(paint.bold("Against the baseline")) \(paint.dim(baseline.source))\n"
    if let table = StudyTables.baseline(result) {
      text += table.rendered(width: paint.width, header: paint.dim)
    }
    let compared = baseline.lines.count { $0.outcome != .new }
    let regressions = baseline.regressions
    if regressions.isEmpty {
      text += "  \(paint.green("✓")) no regression in \(compared) \(compared == 1 ? "metric" : "metrics")\n"
    } else {
      text += "  \(paint.red("✗")) \(regressions.count) of \(compared) metrics have regressed\n"
      text += "  do it again: \(result.plan.command)\n"
      for line in regressions {
        let variant = result.blocks[line.block].block.variants[line.variant]
        if let seed = line.worstSeed { text += "  its worst run: \(variant.replay(seed: seed))\n" }
      }
    }
    for name in baseline.unmeasured { text += "  \(paint.yellow("!")) not measured any more: \(name)\n" }
    let new = baseline.lines.count { $0.outcome == .new }
    if new > 0 { text += "  \(new) \(new == 1 ? "metric is" : "metrics are") not in the baseline\n" }
    return text
  }
}
