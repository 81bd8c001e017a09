import Metrics

/// JUnit XML: a suite for each run, a test case for each expectation; what CI systems read.
package enum RunJUnit {
  package struct Run {
    package let result: RunResult
    /// A command line that does the same again.
    let replay: String

    package init(result: RunResult, replay: String) {
      self.result = result
      self.replay = replay
    }
  }

  package static func document(_ runs: [Run]) -> String {
    let failures = runs.reduce(0) { $0 + $1.result.expectations.count { !$0.isMet } }
    let tests = runs.reduce(0) { $0 + max(1, $1.result.expectations.count) }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"rhumb\" tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\">\n"
    for run in runs { text += suite(run) }
    return text + "</testsuites>\n"
  }

  private static func suite(_ run: Run) -> String {
    let result = run.result
    let name = XMLText.escape(ReportTables.title(result))
    let failures = result.expectations.count { !$0.isMet }
    let tests = max(1, result.expectations.count)
    var text =
      "  <testsuite name=\"\(name)\" tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\" skipped=\"0\" "
      + "time=\"0\">\n"
    // A scenario without expectations still ran.
    if result.expectations.isEmpty {
      text += "    <testcase classname=\"\(name)\" name=\"runs\" time=\"0\"/>\n"
    }
    for expectation in result.expectations {
      let title = XMLText.escape("\(expectation.metric) \(expectation.bound)")
      text += "    <testcase classname=\"\(name)\" name=\"\(title)\" time=\"0\""
      if expectation.isMet {
        text += "/>\n"
      } else {
        let message = XMLText.escape(expectation.message)
        text += ">\n      <failure message=\"\(message)\" type=\"expectation\">"
        text += "\(message)\nReplay: \(XMLText.escape(run.replay))</failure>\n    </testcase>\n"
      }
    }
    return text + "  </testsuite>\n"
  }
}

/// Text for XML and HTML.
enum XMLText {
  /// Characters that XML 1.0 cannot hold are dropped.
  static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
