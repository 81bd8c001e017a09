import Metrics
import NetworkModel
import Statistics
import Study

/// One metric by variant: a dot a run, the mean as a diamond, its interval as a bar.
struct IntervalChart {
  private let measure: Measure
  private let names: [String]
  private let runs: [[Double]]
  private let estimates: [Estimate?]
  private let confidence: Double

  static let width = 760.0
  private static let rowHeight = 30.0
  private static let top = 34.0

  init(_ block: BlockResult, measure number: Int, confidence: Double) {
    measure = block.block.measures[number]
    names = block.block.variants.map(\.name)
    runs = block.runs.map { $0.compactMap { $0.values[number] } }
    estimates = block.estimates[number]
    self.confidence = confidence
  }

  var height: Double { Self.top + Self.rowHeight * Double(names.count) + 34 }

  var file: String { ChartStyle.file(body, width: Self.width, height: height) }

  var inline: String {
    ChartStyle.inline(
      body, width: Self.width, height: height,
      attributes: " aria-label=\"\(XMLText.escape(measure.metric)) by variant\"")
  }

  private var body: String {
    let labelWidth = min(260, 20 + 6.8 * Double(names.map(\.count).max() ?? 0))
    let ends = estimates.compactMap { $0?.interval }.flatMap { [$0.low, $0.high] }
    let axis = ChartAxis(runs.flatMap { $0 } + ends, from: labelWidth + 14, to: Self.width - 24)
    let bottom = height - 30
    var text =
      "<text class=\"title\" x=\"12\" y=\"20\">\(XMLText.escape(measure.metric))"
      + "<tspan class=\"soft\" font-weight=\"normal\">  runs, mean, \(StudyWords.percent(confidence)) interval</tspan></text>\n"
    for tick in axis.ticks {
      let x = pixels(axis.position(tick))
      text +=
        "<line class=\"grid\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(pixels(Self.top))\" y2=\"\(pixels(bottom))\"/>"
      text +=
        "<text class=\"soft\" x=\"\(x)\" y=\"\(pixels(bottom + 17))\" text-anchor=\"middle\">\(Amount.text(tick, measure.unit))</text>\n"
    }
    for variant in names.indices { text += row(variant, axis, labelWidth) }
    return text
  }

  private func row(_ variant: Int, _ axis: ChartAxis, _ labelWidth: Double) -> String {
    let middle = Self.top + Self.rowHeight * (Double(variant) + 0.5)
    let color = ChartStyle.color(variant)
    var text = "<g class=\"v v\(variant)\" fill=\"\(color)\">"
    let name = names[variant].count > 38 ? names[variant].prefix(37) + "…" : names[variant][...]
    text +=
      "<text x=\"\(pixels(labelWidth))\" y=\"\(pixels(middle + 4))\" text-anchor=\"end\">\(XMLText.escape(String(name)))</text>"
    for (number, value) in runs[variant].prefix(500).enumerated() {
      // Dots of near values stand beside each other.
      let offset = Double(number % 5 - 2) * 3
      text +=
        "<circle cx=\"\(pixels(axis.position(value)))\" cy=\"\(pixels(middle + offset))\" r=\"2.2\" opacity=\"0.4\"/>"
    }
    if let estimate = estimates[variant] {
      let x = axis.position(estimate.summary.mean)
      if let interval = estimate.interval {
        text +=
          "<rect x=\"\(pixels(axis.position(interval.low)))\" y=\"\(pixels(middle - 3))\" "
          + "width=\"\(pixels(max(1, axis.position(interval.high) - axis.position(interval.low))))\" height=\"6\" rx=\"2\" "
          + "opacity=\"0.75\"/>"
      }
      text +=
        "<path d=\"M\(pixels(x)) \(pixels(middle - 8))l6 8l-6 8l-6 -8z\" stroke=\"#fff\"><title>\(XMLText.escape(names[variant])): "
        + "\(Amount.text(estimate.summary.mean, measure.unit)), \(Amount.interval(estimate.interval, measure.unit))</title></path>"
    }
    return text + "</g>\n"
  }
}
