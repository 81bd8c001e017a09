import Metrics
import NetworkModel
import Statistics
import Study

/// A comparison in OpenMetrics 1.0 text form: what a Prometheus server, or its push gateway, takes in.
package enum StudyOpenMetrics {
  package static func document(_ result: StudyResult) -> String {
    var text = ""
    func family(_ name: String, _ help: String, _ samples: [String]) {
      guard !samples.isEmpty else { return }
      text += "# TYPE \(name) gauge\n# HELP \(name) \(help)\n" + samples.joined()
    }
    family("rhumb_study_runs", "Runs of a variant.", runs(result))
    family(
      "rhumb_study_mean", "Mean of a metric over the runs of a variant, in its base unit.",
      estimates(result, "rhumb_study_mean") { $0.summary.mean })
    family(
      "rhumb_study_mean_low", "Lower end of the mean's confidence interval.",
      estimates(result, "rhumb_study_mean_low") { $0.interval?.low })
    family(
      "rhumb_study_mean_high", "Upper end of the mean's confidence interval.",
      estimates(result, "rhumb_study_mean_high") { $0.interval?.high })
    family(
      "rhumb_study_median", "Median of a metric over the runs of a variant.",
      estimates(result, "rhumb_study_median") { $0.median.value })
    family(
      "rhumb_study_difference", "Mean difference from the reference variant.",
      comparisons(result, "rhumb_study_difference") { $0.test.difference })
    family(
      "rhumb_study_p_value", "Of the difference from the reference, after Holm's correction.",
      comparisons(result, "rhumb_study_p_value") { $0.adjustedP })
    family(
      "rhumb_study_verdict", "1 better than the reference, -1 worse, 0 neither.",
      comparisons(result, "rhumb_study_verdict") { $0.verdict == .better ? 1 : $0.verdict == .worse ? -1 : 0 }
    )
    family("rhumb_study_expectation_missed_runs", "Runs that missed an expectation.", expectations(result))
    family("rhumb_study_regressions", "Metrics worse than the baseline.", baseline(result))
    return text + "# EOF\n"
  }

  private static func runs(_ result: StudyResult) -> [String] {
    result.blocks.flatMap { block in
      block.runs.enumerated().map { variant, runs in
        let labels = [("study", block.block.name), ("variant", block.block.variants[variant].name)]
        return sample("rhumb_study_runs", labels, Double(runs.count))
      }
    }
  }

  private static func estimates(_ result: StudyResult, _ name: String, _ value: (Estimate) -> Double?)
    -> [String]
  {
    each(result, name) { block, measure, variant in block.estimates[measure][variant].flatMap(value) }
  }

  private static func comparisons(_ result: StudyResult, _ name: String, _ value: (Comparison) -> Double?)
    -> [String]
  {
    each(result, name) { block, measure, variant in block.comparisons[measure][variant].flatMap(value) }
  }

  private static func each(
    _ result: StudyResult, _ name: String, _ value: (BlockResult, Int, Int) -> Double?
  ) -> [String] {
    result.blocks.flatMap { block in
      block.block.measures.enumerated().flatMap { number, measure in
        block.block.variants.enumerated().compactMap { variant, named in
          value(block, number, variant).map {
            sample(
              name,
              [
                ("study", block.block.name), ("variant", named.name), ("metric", measure.metric),
                ("unit", measure.unit.rawValue),
              ], $0)
          }
        }
      }
    }
  }

  private static func expectations(_ result: StudyResult) -> [String] {
    result.blocks.flatMap { block in
      // The same line may stand twice in a scenario; its samples may not.
      var seen: Set<String> = []
      return block.expectations.compactMap { tally -> String? in
        let labels = [
          ("study", block.block.name), ("variant", block.block.variants[tally.variant].name),
          ("expectation", tally.name),
        ]
        guard seen.insert("\(tally.variant) \(tally.name)").inserted else { return nil }
        return sample("rhumb_study_expectation_missed_runs", labels, Double(tally.misses.count))
      }
    }
  }

  private static func baseline(_ result: StudyResult) -> [String] {
    guard let baseline = result.baseline else { return [] }
    return [
      sample("rhumb_study_regressions", [("baseline", baseline.source)], Double(baseline.regressions.count))
    ]
  }

  private static func sample(_ name: String, _ labels: [(String, String)], _ value: Double) -> String {
    let list = labels.map { "\($0.0)=\"\(escape($0.1))\"" }.joined(separator: ",")
    return "\(name){\(list)} \(JSONValue.format(value))\n"
  }

  private static func escape(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
