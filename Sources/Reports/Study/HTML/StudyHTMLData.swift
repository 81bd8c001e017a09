import Metrics
import NetworkModel
import Study

/// What the page's script knows: curves, series and events, as one line of JSON.
enum StudyHTMLData {
  static func document(_ result: StudyResult, _ exemplars: [Exemplar], _ pictures: [StudyHTML.Picture?])
    -> String
  {
    let blocks = result.blocks.enumerated().map { number, block in
      self.block(
        block, exemplars.filter { $0.block == number },
        pictures.indices.contains(number) ? pictures[number]?.links ?? [] : [])
    }
    // A text of the scenario must not end the script element.
    return JSONValue.array(blocks).compact().replacing("</", with: "<\\/").replacing("<!", with: "<\\u0021")
  }

  private static func block(_ block: BlockResult, _ exemplars: [Exemplar], _ links: [String]) -> JSONValue {
    let measured = block.block.measures.indices.map { DistributionChart(block, measure: $0) }
    let latencies = StudyCharts.services(exemplars).map {
      DistributionChart(service: $0, exemplars, block.block)
    }
    return .object([
      ("variants", .array(block.block.variants.map { .string($0.name) })),
      ("colors", .array(block.block.variants.indices.map { .string(ChartStyle.color($0)) })),
      ("curves", .array((measured + latencies).map(chart))),
      ("exemplars", .array(exemplars.map(exemplar))),
      ("links", .array(links.map { .string($0) })),
    ])
  }

  private static func chart(_ chart: DistributionChart) -> JSONValue {
    let axis = chart.axis
    return .object([
      ("unit", .string(chart.unit.rawValue)),
      ("axis", .array([axis.low, axis.high, axis.start, axis.end].map { .number($0) })),
      (
        "curves",
        .array(
          chart.curves.map { curve in
            .object([
              ("v", .integer(Int64(curve.variant))),
              ("x", .array(curve.points.map { .number($0.value) })),
              ("y", .array(curve.points.map { .number(rounded($0.share)) })),
            ])
          })
      ),
    ])
  }

  private static func exemplar(_ exemplar: Exemplar) -> JSONValue {
    func series(_ list: [Exemplar.Series]) -> JSONValue {
      .array(
        list.map { series in
          .object([
            ("m", .string(series.metric)), ("e", .string(series.entity)),
            ("y", .array(series.values.map { .number(rounded($0)) })),
          ])
        })
    }
    return .object([
      ("v", .integer(Int64(exemplar.variant))), ("t", .array(exemplar.times.map { .number(rounded($0)) })),
      ("series", series(exemplar.series)), ("routes", series(exemplar.routeChanges)),
      (
        "events", .array(exemplar.events.map { .array([.number($0.seconds), .string($0.text)]) })
      ),
    ])
  }

  /// Six decimals, or six digits of what is smaller: more than a picture shows.
  private static func rounded(_ value: Double) -> Double {
    let size = abs(value) < 0.001 ? 1e12 : 1e6
    let scaled = value * size
    return abs(scaled) < 1e15 ? scaled.rounded() / size : value
  }
}
