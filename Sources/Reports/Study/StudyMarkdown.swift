import Kernel
import Metrics
import NetworkModel
import Study

/// `report.md` of a comparison: what was found first, how sure it is next, every number behind a fold. It fits the summary
/// page of a CI job and the comments of a merge request.
package enum StudyMarkdown {
  /// - Parameter charts: file names of charts beside the report, by block and measure; empty: none.
  package static func document(_ result: StudyResult, charts: [[String]] = []) -> String {
    var text = ""
    if result.blocks.count > 1 { text += "# Comparison\n\n" }
    text += baseline(result)
    for (number, block) in result.blocks.enumerated() {
      text += result.blocks.count > 1 ? "## " : "# "
      text += escape(ReportTables.oneLine(block.block.title)) + "\n\n"
      text += self.block(block, result.plan, charts.indices.contains(number) ? charts[number] : [])
    }
    let method = StudyWords.method(result)
    if !method.isEmpty { text += method + "\n\n" }
    text += "Run again with `\(result.plan.command)`.\n"
    return text
  }

  private static func block(_ block: BlockResult, _ plan: StudyPlan, _ charts: [String]) -> String {
    var text = StudyWords.setup(block, plan) + "\n\n"
    for warning in StudyWords.warnings(block, plan) { text += "> **Note.** \(warning)\n\n" }
    let summary = StudyConclusions.sentences(block)
    if !summary.isEmpty { text += summary.map { "- \($0)\n" }.joined() + "\n" }
    text += StudyTables.overview(block).markdown + "\n"
    if block.block.variants.count > 1 { text += StudyTables.legend + "\n\n" }
    text += expectations(block)
    for (number, measure) in block.block.measures.enumerated() {
      text += "<details><summary>\(measure.metric)</summary>\n\n"
      if charts.indices.contains(number) {
        text += "![\(measure.metric) by variant](\(charts[number]))\n\n"
      }
      text += StudyTables.measure(number, block, plan).markdown + "\n"
      for (variant, comparison) in block.comparisons[number].enumerated() {
        guard let comparison else { continue }
        let reference = block.block.variants[block.block.reference].name
        text +=
          "- "
          + StudyWords.conclusion(
            comparison, measure, variant: block.block.variants[variant].name, reference: reference, plan)
          + "\n"
      }
      text += "\n</details>\n\n"
    }
    return text
  }

  private static func expectations(_ block: BlockResult) -> String {
    guard let table = StudyTables.expectations(block) else { return "" }
    let missed = block.expectations.filter { !$0.misses.isEmpty }
    let heading = missed.isEmpty ? "All expectations are met" : "Expectations missed"
    var text = "<details\(missed.isEmpty ? "" : " open")><summary>\(heading)</summary>\n\n\(table.markdown)\n"
    for tally in missed {
      guard let first = tally.misses.first else { continue }
      text += "- \(first.message) `\(block.block.variants[tally.variant].replay(seed: first.seed))`\n"
    }
    return text + "\n</details>\n\n"
  }

  private static func baseline(_ result: StudyResult) -> String {
    guard let baseline = result.baseline else { return "" }
    let compared = baseline.lines.count { $0.outcome != .new }
    let count = baseline.regressions.count
    var text =
      count == 0
      ? "✓ No regression against `\(baseline.source)` in \(compared) metrics.\n\n"
      : "✗ **\(count) of \(compared) metrics have regressed** against `\(baseline.source)`.\n\n"
    if let table = StudyTables.baseline(result) { text += table.markdown + "\n" }
    for line in baseline.regressions {
      let variant = result.blocks[line.block].block.variants[line.variant]
      if let seed = line.worstSeed { text += "- Its worst run: `\(variant.replay(seed: seed))`\n" }
    }
    for name in baseline.unmeasured { text += "- Not measured any more: \(name)\n" }
    return text.hasSuffix("\n\n") ? text : text + "\n"
  }

  /// Text that Markdown would take for its own.
  private static func escape(_ text: String) -> String {
    text.replacing("<", with: "&lt;").replacing("*", with: "\\*").replacing("_", with: "\\_")
      .replacing("`", with: "\\`")
  }
}
