import Metrics
import NetworkModel
import Study

/// The tables of the page; each cell carries the number by which it is sorted.
enum StudyHTMLTables {
  struct Cell {
    var text: String
    var value: Double?
    var isText = false
    var mark = ""
  }

  static func overview(_ block: BlockResult) -> String {
    let names = StudyTables.shortNames(block.block.measures)
    let rows = block.block.variants.indices.map { variant in
      block.block.measures.indices.map { measure -> Cell in
        guard let estimate = block.estimates[measure][variant] else { return Cell(text: "–") }
        let comparison = block.comparisons[measure][variant]
        return Cell(
          text: Amount.text(estimate.summary.mean, block.block.measures[measure].unit)
            + StudyTables.mark(comparison), value: estimate.summary.mean, mark: mark(comparison))
      }
    }
    let legend = block.block.variants.count > 1 ? "<p class=\"facts\">\(StudyTables.legend)</p>\n" : ""
    return table(block, names, rows) + legend
  }

  static func measure(_ number: Int, _ block: BlockResult, _ plan: StudyPlan) -> String {
    let measure = block.block.measures[number]
    let level = StudyWords.percent(plan.confidence)
    let isCompared = block.block.variants.count > 1
    var columns = ["mean", "\(level) interval"]
    if isCompared {
      columns += ["difference", "relative", "\(level) interval", "p", "verdict", "effect size"]
    }
    columns += ["median", "p90 of runs", "n"]
    let rows = block.block.variants.indices.map { variant -> [Cell] in
      let (mean, spread) = estimated(block.estimates[number][variant], measure.unit)
      return mean + (isCompared ? compared(block, number, variant) : []) + spread
    }
    return table(block, columns, rows)
  }

  private static func estimated(_ estimate: Estimate?, _ unit: MetricName.Unit) -> ([Cell], [Cell]) {
    guard let estimate else {
      return ([Cell(text: "–"), Cell(text: "–")], [Cell(text: "–"), Cell(text: "–"), Cell(text: "0")])
    }
    let summary = estimate.summary
    return (
      [
        Cell(text: Amount.text(summary.mean, unit), value: summary.mean),
        Cell(text: Amount.interval(estimate.interval, unit), value: estimate.interval?.halfWidth),
      ],
      [
        Cell(text: Amount.text(estimate.median.value, unit), value: estimate.median.value),
        Cell(text: Amount.text(estimate.upper.value, unit), value: estimate.upper.value),
        Cell(text: String(summary.count), value: Double(summary.count)),
      ]
    )
  }

  private static func compared(_ block: BlockResult, _ number: Int, _ variant: Int) -> [Cell] {
    let unit = block.block.measures[number].unit
    guard let comparison = block.comparisons[number][variant] else {
      let verdict = StudyWords.verdict(nil, isReference: variant == block.block.reference)
      return Array(repeating: Cell(text: ""), count: 4) + [Cell(text: verdict, isText: true), Cell(text: "")]
    }
    return [
      Cell(text: Amount.signed(comparison.test.difference, unit), value: comparison.test.difference),
      Cell(text: Amount.relative(comparison.relative) ?? "–", value: comparison.relative),
      Cell(
        text: Amount.difference(comparison.test.interval, unit), value: comparison.test.interval?.halfWidth),
      Cell(text: Amount.pValue(comparison.adjustedP), value: comparison.adjustedP),
      Cell(text: comparison.verdict.rawValue, isText: true, mark: mark(comparison)),
      Cell(
        text: comparison.test.effectSize.map { Amount.fixed($0, 2) } ?? "–", value: comparison.test.effectSize
      ),
    ]
  }

  private static func mark(_ comparison: Comparison?) -> String {
    switch comparison?.verdict {
    case .better: "good"
    case .worse: "bad"
    default: ""
    }
  }

  private static func table(_ block: BlockResult, _ columns: [String], _ rows: [[Cell]]) -> String {
    var text = "<div class=\"scroll\"><table class=\"sortable\">\n<thead><tr><th>variant</th>"
    for (position, column) in columns.enumerated() {
      let isText = rows.allSatisfy { $0[position].isText }
      text += "<th\(isText ? "" : " class=\"n\"")>\(XMLText.escape(column))</th>"
    }
    text += "</tr></thead>\n<tbody>\n"
    for (variant, row) in rows.enumerated() {
      text +=
        "<tr class=\"v v\(variant)\"><td><i class=\"chip\" style=\"background:\(ChartStyle.color(variant))\"></i>"
        + "\(XMLText.escape(block.block.variants[variant].name))</td>"
      for cell in row {
        let classes = [cell.isText ? "" : "n", cell.mark].filter { !$0.isEmpty }.joined(separator: " ")
        text += "<td\(classes.isEmpty ? "" : " class=\"\(classes)\"")"
        if let value = cell.value { text += " data-v=\"\(JSONValue.format(value))\"" }
        text += ">\(XMLText.escape(cell.text))</td>"
      }
      text += "</tr>\n"
    }
    return text + "</tbody></table></div>\n"
  }

  static func expectations(_ block: BlockResult) -> String {
    guard let table = StudyTables.expectations(block) else { return "" }
    let missed = block.expectations.filter { !$0.misses.isEmpty && $0.isBinding }
    var text =
      "<details\(missed.isEmpty ? "" : " open")><summary>\(missed.isEmpty ? "No expectation is missed" : "Expectations missed")"
      + "</summary>\n<div class=\"scroll\">\(table.html(XMLText.escape))</div>\n"
    for tally in missed {
      guard let first = tally.misses.first else { continue }
      let replay = block.block.variants[tally.variant].replay(seed: first.seed)
      text +=
        "<p class=\"bad\">\(XMLText.escape(first.message))<br><code>\(XMLText.escape(replay))</code></p>\n"
    }
    return text + "</details>\n"
  }

  static func baseline(_ result: StudyResult) -> String {
    guard let baseline = result.baseline else { return "" }
    let count = baseline.regressions.count
    let compared = baseline.lines.count { $0.outcome != .new }
    let source = "<code>\(XMLText.escape(baseline.source))</code>"
    var text =
      count == 0
      ? "<p class=\"good\">No regression against \(source) in \(compared) metrics.</p>\n"
      : "<p class=\"bad\"><b>\(count) of \(compared) metrics have regressed</b> against \(source).</p>\n"
    if let table = StudyTables.baseline(result) {
      text += "<div class=\"scroll\">\(table.html(XMLText.escape))</div>\n"
    }
    for line in baseline.regressions {
      let variant = result.blocks[line.block].block.variants[line.variant]
      if let seed = line.worstSeed {
        text += "<p>Its worst run: <code>\(XMLText.escape(variant.replay(seed: seed)))</code></p>\n"
      }
    }
    return text
  }
}
