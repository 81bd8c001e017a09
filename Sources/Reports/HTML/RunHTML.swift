import Kernel
import Metrics
import NetworkModel

/// `report.html`: the run as one page that needs nothing else; light and dark, and fit to be printed.
package enum RunHTML {
  /// - Parameter drawing: the topology as SVG, put into the page; nil: none.
  package static func document(_ result: RunResult, drawing: String? = nil) -> String {
    let title = XMLText.escape(ReportTables.title(result))
    var body = "<h1>\(title)</h1>\n"
    if let about = result.about {
      for paragraph in about.trimmed.components(separatedByBlankLines: ()) {
        body += "<p>\(prose(paragraph))</p>\n"
      }
    }
    body +=
      "<p class=\"facts\">Ran \(Decimal.duration(result.simulated)) of network time \(ReportTables.stopped(result)): "
    body += "\(Decimal.grouped(result.eventsProcessed)) events, seed \(result.seed), fingerprint "
    body +=
      "<code>\(result.fingerprint)</code>.<br>\(XMLText.escape(ReportTables.conservation(result.conservation))).</p>\n"
    for notice in result.notices { body += "<p class=\"notice\">\(XMLText.escape(notice))</p>\n" }
    body += expectations(result)
    if let drawing, let start = drawing.firstRange(of: "<svg") {
      body += "<figure>\(drawing[start.lowerBound...])</figure>\n"
    }
    section("Convergence", ReportTables.convergence(result), &body)
    section("Convergence by phase", ReportTables.phases(result), &body)
    body += ConvergenceTimeline.figure(result)
    section("Routing", ReportTables.protocols(result), &body)
    section("Flows", ReportTables.flows(result, limit: 1000), &body)
    section("Services", ReportTables.services(result), &body)
    for service in result.services {
      body +=
        "<h3>\(XMLText.escape(service.name))</h3>\n<p>\(XMLText.escape(ReportTables.outcomes(service)))</p>\n"
      body += "<div class=\"scroll\">\(ReportTables.backends(service).html(XMLText.escape))</div>\n"
    }
    section("Bytes", ReportTables.bytes(result), &body)
    section("Tunnels", ReportTables.tunnels(result), &body)
    section("Connections", ReportTables.connections(result), &body)
    section("Bridges", ReportTables.bridges(result), &body)
    section("Links", ReportTables.links(result, limit: 1000), &body)
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>\(style)</style></head>
      <body><main>
      \(body)</main></body></html>

      """
  }

  /// Prose of a scenario: what stands between backquotes is code, as in Markdown.
  static func prose(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false).map {
      XMLText.escape(String($0))
    }
    if parts.count % 2 == 0 { return XMLText.escape(text) }
    return parts.enumerated().map { $0 % 2 == 1 ? "<code>\($1)</code>" : $1 }.joined()
  }

  private static func section(_ title: String, _ table: TextTable?, _ body: inout String) {
    guard let table else { return }
    body += "<h2>\(title)</h2>\n<div class=\"scroll\">\(table.html(XMLText.escape))</div>\n"
  }

  private static func expectations(_ result: RunResult) -> String {
    guard !result.expectations.isEmpty else { return "" }
    let items = result.expectations.map { expectation in
      "<li class=\"\(expectation.isMet ? "met" : "missed")\">\(XMLText.escape(expectation.message))</li>\n"
    }
    return "<h2>Expectations</h2>\n<ul class=\"expectations\">\n\(items.joined())</ul>\n"
  }

  private static let style = """
    :root{color-scheme:light dark;--ink:#1c2733;--soft:#5c6b7a;--line:#d8dfe6;--ground:#fff;--panel:#f5f7f9;
    --good:#1a7f4b;--bad:#c0362c}
    @media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa8b5;--line:#34404c;--ground:#141a20;
    --panel:#1c242c;--good:#5fc991;--bad:#ff8a7a}}
    body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
    main{max-width:1100px;margin:0 auto;padding:32px 24px 64px}
    h1{font-size:28px;margin:0 0 8px}h2{font-size:19px;margin:36px 0 8px}h3{font-size:16px;margin:24px 0 4px}
    .facts{color:var(--soft)}.notice{border-left:3px solid #d9920a;padding:6px 12px;background:var(--panel)}
    figure{margin:24px 0;padding:16px;background:#fff;border:1px solid var(--line);border-radius:6px;text-align:center}
    figure svg{max-width:100%;height:auto;max-height:640px}
    .scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:4px 0 12px}
    th,td{padding:5px 12px 5px 0;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
    td:last-child:not(.n){white-space:normal}
    th{color:var(--soft);font-weight:600;font-size:13px}.n{text-align:right}
    .expectations{list-style:none;padding:0}.expectations li::before{font-weight:700;margin-right:8px}
    .met::before{content:"✓";color:var(--good)}.missed::before{content:"✗";color:var(--bad)}
    @media print{main{max-width:none;padding:0}h2{break-after:avoid}table,figure{break-inside:avoid}}
    """
}

extension String {
  /// The paragraphs of a text, line breaks inside them as blanks.
  fileprivate func components(separatedByBlankLines: Void) -> [String] {
    split(omittingEmptySubsequences: false) { $0.isNewline }
      .split { $0.allSatisfy(\.isWhitespace) }
      .map { $0.map { String($0).trimmed }.joined(separator: " ") }
  }
}
