import Metrics
import Study

/// JUnit XML of a comparison: a suite for each study and one for the baseline; a test case for each expectation of each
/// variant, and for each metric of the baseline.
package enum StudyJUnit {
  package static func document(_ result: StudyResult) -> String {
    var suites = result.blocks.map { suite($0) }
    if let baseline = result.baseline { suites.append(suite(baseline, result)) }
    let tests = suites.reduce(0) { $0 + $1.cases.count }
    let failures = suites.reduce(0) { $0 + $1.failures }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"rhumb compare\" tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\">\n"
    for suite in suites { text += suite.text }
    return text + "</testsuites>\n"
  }

  private struct Case {
    let name: String
    /// Nil: passed.
    let failure: (message: String, detail: String)?
  }

  private struct Suite {
    let name: String
    let cases: [Case]

    var failures: Int { cases.count { $0.failure != nil } }

    var text: String {
      let name = XMLText.escape(name)
      var text =
        "  <testsuite name=\"\(name)\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"0\" "
        + "time=\"0\">\n"
      for entry in cases {
        text += "    <testcase classname=\"\(name)\" name=\"\(XMLText.escape(entry.name))\" time=\"0\""
        guard let failure = entry.failure else {
          text += "/>\n"
          continue
        }
        text += ">\n      <failure message=\"\(XMLText.escape(failure.message))\" type=\"expectation\">"
        text += "\(XMLText.escape(failure.detail))</failure>\n    </testcase>\n"
      }
      return text + "  </testsuite>\n"
    }
  }

  private static func suite(_ block: BlockResult) -> Suite {
    var cases = block.expectations.map { tally in
      let variant = block.block.variants[tally.variant]
      return Case(
        name: "\(variant.name): \(tally.name)",
        failure: tally.misses.first.map { first in
          let message = "missed in \(tally.misses.count) of \(tally.runs) runs: \(first.message)"
          return (message, "\(message)\nReplay: \(variant.replay(seed: first.seed))")
        })
    }
    // A study without expectations still ran.
    if cases.isEmpty { cases = block.block.variants.map { Case(name: "\($0.name): runs", failure: nil) } }
    return Suite(name: ReportTables.oneLine(block.block.title), cases: cases)
  }

  private static func suite(_ baseline: BaselineResult, _ result: StudyResult) -> Suite {
    let cases = baseline.lines.filter { $0.outcome != .new }.map { line in
      let block = result.blocks[line.block]
      let variant = block.block.variants[line.variant]
      let measure = block.block.measures[line.measure]
      let name = "\(block.block.name): \(variant.name): \(measure.metric)"
      guard line.outcome == .regression else { return Case(name: name, failure: nil) }
      let now = block.estimates[line.measure][line.variant].map { Amount.text($0.summary.mean, measure.unit) }
      let before = line.baselineMean.map { Amount.text($0, measure.unit) } ?? "no value"
      let message =
        "\(measure.metric) was \(before) and is \(now ?? "without a value"), which is worse by more than the tolerance "
        + "(\(StudyTables.tolerance(measure)))."
      let replay = line.worstSeed.map { "\nIts worst run: \(variant.replay(seed: $0))" } ?? ""
      return Case(name: name, failure: (message, "\(message)\nAgain: \(result.plan.command)\(replay)"))
    }
    return Suite(name: "baseline \(baseline.source)", cases: cases)
  }
}
