import Metrics
import NetworkModel
import Study

/// Cumulative distributions, a curve a variant: which share of runs, or of requests, lies below a value.
struct DistributionChart {
  struct Curve {
    let variant: Int
    let name: String
    /// Rising; drawn as steps.
    let points: [(value: Double, share: Double)]
  }

  let title: String
  let subtitle: String
  let unit: MetricName.Unit
  let curves: [Curve]

  static let width = 760.0
  static let height = 280.0

  /// Of the values of one metric over runs.
  init(_ block: BlockResult, measure number: Int) {
    let measure = block.block.measures[number]
    title = measure.metric
    subtitle = "share of runs at or below"
    unit = measure.unit
    curves = block.block.variants.enumerated().map { variant, named in
      let sorted = block.runs[variant].compactMap { $0.values[number] }.sorted()
      return Curve(
        variant: variant, name: named.name,
        points: Self.steps(sorted))
    }
  }

  /// Of a service's latencies over the requests of one run a variant.
  init(service: String, _ exemplars: [Exemplar], _ block: StudyBlock) {
    title = "services.\(service).latency"
    subtitle = "share of requests answered within, first replication"
    unit = .seconds
    curves = exemplars.compactMap { exemplar in
      exemplar.latencies.first { $0.service == service }.map { curve in
        Curve(
          variant: exemplar.variant, name: block.variants[exemplar.variant].name,
          points: curve.points.map { ($0.seconds, $0.share) })
      }
    }
  }

  /// Each value with the share at or below it; of many values, four hundred.
  private static func steps(_ sorted: [Double]) -> [(value: Double, share: Double)] {
    let count = min(400, sorted.count)
    return (0..<count).map { number in
      let rank = (number + 1) * sorted.count / count
      return (sorted[rank - 1], Double(rank) / Double(sorted.count))
    }
  }

  var file: String {
    let names = curves.enumerated().map { position, curve in
      let y = 58 + 16 * Double(position)
      return
        "<g fill=\"\(ChartStyle.color(curve.variant))\"><rect x=\"72\" y=\"\(pixels(y - 8))\" width=\"14\" height=\"4\"/>"
        + "<text x=\"92\" y=\"\(pixels(y))\">\(XMLText.escape(curve.name))</text></g>\n"
    }
    return ChartStyle.file(
      body + (curves.count <= 12 ? names.joined() : ""), width: Self.width, height: Self.height)
  }

  /// - Parameter number: the chart's place in the page's data, by which the pointer finds its values.
  func inline(number: Int) -> String {
    ChartStyle.inline(
      body, width: Self.width, height: Self.height,
      attributes: " data-curves=\"\(number)\" aria-label=\"\(XMLText.escape("\(title), \(subtitle)"))\"")
  }

  var axis: ChartAxis {
    ChartAxis(curves.flatMap { $0.points.map(\.value) }, from: 60, to: Self.width - 24)
  }

  private var body: String {
    let axis = axis
    let shares = ChartAxis([0, 1], from: Self.height - 40, to: 40)
    func y(_ share: Double) -> Double { Self.height - 40 - share * (Self.height - 80) }
    var text =
      "<text class=\"title\" x=\"12\" y=\"20\">\(XMLText.escape(title))<tspan class=\"soft\" font-weight=\"normal\">  "
      + "\(XMLText.escape(subtitle))</tspan></text>\n"
    for tick in axis.ticks {
      let x = pixels(axis.position(tick))
      text += "<line class=\"grid\" x1=\"\(x)\" x2=\"\(x)\" y1=\"40\" y2=\"\(pixels(Self.height - 40))\"/>"
      text +=
        "<text class=\"soft\" x=\"\(x)\" y=\"\(pixels(Self.height - 22))\" text-anchor=\"middle\">\(Amount.text(tick, unit))</text>\n"
    }
    for share in shares.ticks where (0...1).contains(share) {
      text +=
        "<line class=\"grid\" x1=\"60\" x2=\"\(pixels(Self.width - 24))\" y1=\"\(pixels(y(share)))\" y2=\"\(pixels(y(share)))\"/>"
      text +=
        "<text class=\"soft\" x=\"52\" y=\"\(pixels(y(share) + 4))\" text-anchor=\"end\">\(Amount.digits(share * 100))%</text>\n"
    }
    for curve in curves {
      guard let first = curve.points.first else { continue }
      var path = "M\(pixels(axis.position(first.value))) \(pixels(y(0)))"
      for point in curve.points { path += "H\(pixels(axis.position(point.value)))V\(pixels(y(point.share)))" }
      path += "H\(pixels(Self.width - 24))"
      text +=
        "<path class=\"v v\(curve.variant)\" d=\"\(path)\" fill=\"none\" stroke=\"\(ChartStyle.color(curve.variant))\" "
        + "stroke-width=\"1.8\"\(ChartStyle.dash(curve.variant))><title>\(XMLText.escape(curve.name))</title></path>\n"
    }
    return text
  }
}
