import Kernel
import Metrics
import NetworkModel

/// What `rhumb run` prints for people.
package enum RunText {
  /// - Parameters:
  ///   - color: with ANSI colours, for a terminal.
  ///   - width: columns of the terminal, to which tables are fitted where that can be; nil: as wide as they are.
  package static func document(_ result: RunResult, color: Bool, width: Int? = nil) -> String {
    let paint = Paint(isOn: color, width: width)
    var text = paint.bold(ReportTables.title(result)) + "\n"
    text +=
      "  ran \(Decimal.duration(result.simulated)) of network time \(ReportTables.stopped(result)), "
      + "\(Decimal.grouped(result.eventsProcessed)) events, seed \(result.seed), fingerprint \(result.fingerprint)\n"
    text += "  packets: \(ReportTables.conservation(result.conservation))\n"
    if !result.conservation.isBalanced {
      text += paint.red("  the packet ledger does not balance: this is a fault in rhumb\n")
    }
    for notice in result.notices { text += "  " + paint.yellow("! ") + notice + "\n" }
    section("ASes", ReportTables.asLevel(result, limit: 20), paint, &text)
    section("Convergence", ReportTables.convergence(result), paint, &text)
    section("Convergence by phase", ReportTables.phases(result), paint, &text)
    section("Routing", ReportTables.protocols(result), paint, &text)
    section("Flows", ReportTables.flows(result, limit: 20), paint, &text)
    note(omitted: result.flows.count - 20, "flows", &text)
    section("Services", ReportTables.services(result), paint, &text)
    for service in result.services {
      text += "\n  \(service.name): \(ReportTables.outcomes(service))\n"
      text += ReportTables.backends(service).rendered(indent: 4, width: paint.width, header: paint.dim)
    }
    section("Bytes", ReportTables.bytes(result), paint, &text)
    section("Tunnels", ReportTables.tunnels(result), paint, &text)
    section("Connections", ReportTables.connections(result), paint, &text)
    section("Bridges", ReportTables.bridges(result), paint, &text)
    section("Busiest links", ReportTables.links(result, limit: 8), paint, &text)
    expectations(result, paint, &text)
    return text
  }

  private static func section(_ title: String, _ table: TextTable?, _ paint: Paint, _ text: inout String) {
    guard let table else { return }
    text += "\n\(paint.bold(title))\n\(table.rendered(width: paint.width, header: paint.dim))"
  }

  private static func note(omitted count: Int, _ what: String, _ text: inout String) {
    if count > 0 { text += "  … and \(count) more \(what)\n" }
  }

  private static func expectations(_ result: RunResult, _ paint: Paint, _ text: inout String) {
    guard !result.expectations.isEmpty else { return }
    text += "\n\(paint.bold("Expectations"))\n"
    for expectation in result.expectations {
      text += expectation.isMet ? "  \(paint.green("✓")) " : "  \(paint.red("✗")) "
      text += expectation.message + "\n"
    }
    if let replay = result.replay { text += "  Replay: \(replay)\n" }
  }
}

/// What the terminal can show: ANSI colours or none, and how wide it is.
struct Paint {
  let isOn: Bool
  let width: Int?

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func red(_ text: String) -> String { wrap(text, "31") }
  func green(_ text: String) -> String { wrap(text, "32") }
  func yellow(_ text: String) -> String { wrap(text, "33") }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
