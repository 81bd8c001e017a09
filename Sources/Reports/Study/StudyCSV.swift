import Metrics
import NetworkModel
import Study

/// The runs and the comparisons of a study as comma-separated values (RFC 4180), in long form.
package enum StudyCSV {
  /// `study,variant,replication,seed,metric,unit,value`: a row for each run and metric; an empty value where there is none.
  package static func runs(_ result: StudyResult) -> String {
    var text = "study,variant,replication,seed,fingerprint,metric,unit,value\n"
    for block in result.blocks {
      for (variant, runs) in block.runs.enumerated() {
        let head = "\(RunCSV.quote(block.block.name)),\(RunCSV.quote(block.block.variants[variant].name))"
        for run in runs {
          for (measure, value) in zip(block.block.measures, run.values) {
            text +=
              "\(head),\(run.key.replication),\(run.seed),\(run.fingerprint),\(RunCSV.quote(measure.metric)),"
            text += "\(measure.unit.rawValue),\(value.map(JSONValue.format) ?? "")\n"
          }
        }
      }
    }
    return text
  }

  /// A row for each variant and metric: the estimate, and the comparison with the reference where there is one.
  package static func comparisons(_ result: StudyResult) -> String {
    var text =
      "study,metric,unit,better,variant,n,mean,deviation,low,high,median,reference,difference,difference_low,"
      + "difference_high,p,adjusted_p,effect_size,verdict\n"
    for block in result.blocks {
      for (number, measure) in block.block.measures.enumerated() {
        for (variant, named) in block.block.variants.enumerated() {
          let estimate = block.estimates[number][variant]
          let comparison = block.comparisons[number][variant]
          let numbers = [
            estimate?.summary.mean, estimate?.summary.deviation, estimate?.interval?.low,
            estimate?.interval?.high,
            estimate?.median.value,
          ]
          let compared = [
            comparison?.test.difference, comparison?.test.interval?.low, comparison?.test.interval?.high,
            comparison?.test.pValue, comparison?.adjustedP, comparison?.test.effectSize,
          ]
          let reference = comparison == nil ? "" : block.block.variants[block.block.reference].name
          let cells =
            [
              RunCSV.quote(block.block.name), RunCSV.quote(measure.metric), measure.unit.rawValue,
              measure.better.rawValue, RunCSV.quote(named.name), String(estimate?.summary.count ?? 0),
            ] + numbers.map(cell) + [RunCSV.quote(reference)] + compared.map(cell)
            + [comparison?.verdict.rawValue ?? ""]
          text += cells.joined(separator: ",") + "\n"
        }
      }
    }
    return text
  }

  private static func cell(_ value: Double?) -> String { value.map(JSONValue.format) ?? "" }
}
