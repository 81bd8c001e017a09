import Kernel
import Metrics
import NetworkModel

/// `report.md`: the run as a page that a repository or a merge request shows.
package enum RunMarkdown {
  /// - Parameter picture: name of the topology's drawing beside the report; nil: none.
  package static func document(_ result: RunResult, picture: String? = nil) -> String {
    var text = "# \(ReportTables.title(result))\n\n"
    if let about = result.about { text += about.trimmed + "\n\n" }
    if let picture { text += "![topology](\(picture))\n\n" }
    text +=
      "Ran \(Decimal.duration(result.simulated)) of network time \(ReportTables.stopped(result)): "
      + "\(Decimal.grouped(result.eventsProcessed)) events, seed \(result.seed), fingerprint `\(result.fingerprint)`.\n\n"
    text += "Packets: \(ReportTables.conservation(result.conservation)).\n\n"
    for notice in result.notices { text += "> **Note.** \(notice)\n\n" }
    expectations(result, &text)
    section("ASes", ReportTables.asLevel(result, limit: 1000), &text)
    section("Convergence", ReportTables.convergence(result), &text)
    if ReportTables.convergence(result) != nil {
      text +=
        "Times count from the event. *Lost* are data packets dropped for want of a working route until the next event, "
        + "*looped* those seen to pass a node twice.\n\n"
    }
    section("Convergence by phase", ReportTables.phases(result), &text)
    section("Routing", ReportTables.protocols(result), &text)
    section("Flows", ReportTables.flows(result, limit: 1000), &text)
    section("Services", ReportTables.services(result), &text)
    for service in result.services {
      text += "### \(service.name)\n\n\(ReportTables.outcomes(service))\n\n"
      text += ReportTables.backends(service).markdown + "\n"
    }
    section("Bytes", ReportTables.bytes(result), &text)
    section("Tunnels", ReportTables.tunnels(result), &text)
    section("Connections", ReportTables.connections(result), &text)
    section("Bridges", ReportTables.bridges(result), &text)
    section("Links", ReportTables.links(result, limit: 1000), &text)
    return text.trimmed + "\n"
  }

  private static func section(_ title: String, _ table: TextTable?, _ text: inout String) {
    guard let table else { return }
    text += "## \(title)\n\n\(table.markdown)\n"
  }

  private static func expectations(_ result: RunResult, _ text: inout String) {
    guard !result.expectations.isEmpty else { return }
    text += "## Expectations\n\n"
    for expectation in result.expectations {
      text += "- \(expectation.isMet ? "✓" : "✗") \(expectation.message)\n"
    }
    if let replay = result.replay { text += "\nReplay: `\(replay)`\n" }
    text += "\n"
  }
}

extension String {
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
