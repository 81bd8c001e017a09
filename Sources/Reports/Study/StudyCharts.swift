import Study

/// The charts of a comparison as SVG files, for papers and for the Markdown report.
package enum StudyCharts {
  /// By block, then measure: the file with means and intervals, which the Markdown report links.
  package static func intervalNames(_ result: StudyResult) -> [[String]] {
    result.blocks.map { block in
      block.block.measures.map { "charts/\(fileName(block.block.name))-\(fileName($0.metric)).svg" }
    }
  }

  /// All files, each with its name.
  package static func files(_ result: StudyResult, _ exemplars: [Exemplar]) -> [(name: String, text: String)]
  {
    var files: [(name: String, text: String)] = []
    for (number, block) in result.blocks.enumerated() {
      let names = intervalNames(result)[number]
      for measure in block.block.measures.indices {
        let chart = IntervalChart(block, measure: measure, confidence: result.plan.confidence)
        files.append((names[measure], chart.file))
        let stem = names[measure].dropLast(4)
        files.append(("\(stem)-cdf.svg", DistributionChart(block, measure: measure).file))
      }
      let own = exemplars.filter { $0.block == number }
      for service in services(own) {
        files.append(
          (
            "charts/\(fileName(block.block.name))-\(fileName(service))-requests-cdf.svg",
            DistributionChart(service: service, own, block.block).file
          ))
      }
    }
    return files
  }

  /// In the order in which they are first met.
  static func services(_ exemplars: [Exemplar]) -> [String] {
    var services: [String] = []
    for curve in exemplars.flatMap(\.latencies) where !services.contains(curve.service) {
      services.append(curve.service)
    }
    return services
  }

  /// What any file system takes: letters, digits, dots; the rest becomes a hyphen.
  static func fileName(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") ? $0 : "-" })
  }
}
