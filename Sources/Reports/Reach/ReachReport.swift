import NetworkModel

/// A reachability matrix as text: a row a source, a column a destination, `.` allowed and `X` denied.
package enum ReachText {
  package static func document(_ matrices: [ReachMatrix]) -> String {
    matrices.map(document).joined(separator: "\n")
  }

  private static func document(_ matrix: ReachMatrix) -> String {
    var columns: [(String, TextTable.Alignment)] = [("from \\ to", .left)]
    columns += matrix.names.map { ($0, .left) }
    var table = TextTable(columns)
    for (name, row) in zip(matrix.names, matrix.verdicts) {
      table.add([name] + row.map { $0.isAllowed ? "." : "X" })
    }
    let total = matrix.names.count * matrix.names.count
    var text =
      "\(matrix.transport) \(matrix.port): \(matrix.allowedCount) of \(total) allowed (. allowed, X denied)\n"
    text += table.rendered()
    let reasons = denials(matrix)
    if !reasons.isEmpty {
      text += "\n" + reasons.map { "  \($0.count) denied: \($0.reason)\n" }.joined()
    }
    return text
  }

  /// The reasons of denials and how often each decides, in the order of their first use.
  static func denials(_ matrix: ReachMatrix) -> [(reason: String, count: Int)] {
    var counts: [(reason: String, count: Int)] = []
    var positions: [String: Int] = [:]
    for verdict in matrix.verdicts.joined() where !verdict.isAllowed {
      if let position = positions[verdict.reason] {
        counts[position].count += 1
      } else {
        positions[verdict.reason] = counts.count
        counts.append((verdict.reason, 1))
      }
    }
    return counts
  }
}

/// One row a pair: `source,destination,protocol,port,verdict,reason`.
package enum ReachCSV {
  package static func document(_ matrices: [ReachMatrix]) -> String {
    var text = "source,destination,protocol,port,verdict,reason\n"
    for matrix in matrices {
      for (source, row) in zip(matrix.names, matrix.verdicts) {
        for (destination, verdict) in zip(matrix.names, row) {
          let fields = [
            source, destination, matrix.transport.description, "\(matrix.port)",
            verdict.isAllowed ? "allowed" : "denied", verdict.reason,
          ]
          text += fields.map(quoted).joined(separator: ",") + "\n"
        }
      }
    }
    return text
  }

  /// RFC 4180 §2.
  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}

/// One page without further files; the reason of each cell is its tooltip.
package enum ReachHTML {
  package static func document(_ matrices: [ReachMatrix], title: String) -> String {
    var text = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>\(escaped(title))</title>
      <style>
      body { font: 14px system-ui, sans-serif; margin: 2em; color: #1f2937 }
      table { border-collapse: collapse }
      th { font-weight: 500; text-align: left; padding: 2px 8px; white-space: nowrap }
      thead th { writing-mode: vertical-rl; transform: rotate(180deg); padding: 8px 2px }
      td { width: 26px; height: 22px; text-align: center; border: 1px solid #fff }
      .allowed { background: #d1fae5 } .denied { background: #fecaca }
      @media (prefers-color-scheme: dark) {
        body { background: #111827; color: #e5e7eb } td { border-color: #111827 }
        .allowed { background: #065f46 } .denied { background: #7f1d1d }
      }
      </style></head><body>
      <h1>\(escaped(title))</h1>

      """
    for matrix in matrices { text += table(matrix) }
    return text + "</body></html>\n"
  }

  private static func table(_ matrix: ReachMatrix) -> String {
    let total = matrix.names.count * matrix.names.count
    var text = "<h2>\(matrix.transport) \(matrix.port)</h2>\n"
    text += "<p>\(matrix.allowedCount) of \(total) allowed: a row a source, a column a destination.</p>\n"
    text += "<table><thead><tr><th>from \\ to</th>"
    text += matrix.names.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined() + "</tr></thead><tbody>\n"
    for (source, row) in zip(matrix.names, matrix.verdicts) {
      text += "<tr><th scope=\"row\">\(escaped(source))</th>"
      for (destination, verdict) in zip(matrix.names, row) {
        let tip = "\(source) → \(destination): \(verdict.reason)"
        text +=
          "<td class=\"\(verdict.isAllowed ? "allowed" : "denied")\" title=\"\(escaped(tip))\">"
          + (verdict.isAllowed ? "✓" : "✗") + "</td>"
      }
      text += "</tr>\n"
    }
    text += "</tbody></table>\n"
    let reasons = ReachText.denials(matrix)
    if reasons.isEmpty { return text }
    text += "<ul>" + reasons.map { "<li>\($0.count) denied: \(escaped($0.reason))</li>" }.joined()
    return text + "</ul>\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
