/// Columns of text, aligned: the first to the left, numbers to the right.
struct TextTable {
  enum Alignment {
    case left
    case right
  }

  private let header: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  init(_ columns: [(String, Alignment)]) {
    header = columns.map(\.0)
    alignments = columns.map(\.1)
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// - Parameter style: applied to the header line.
  func rendered(indent: Int = 2, header style: (String) -> String = { $0 }) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      var text = String(repeating: " ", count: indent)
      for (column, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { text += "  " }
        text += alignments[column] == .left ? cell + padding : padding + cell
      }
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
    return ([style(line(header))] + rows.map(line)).joined(separator: "\n") + "\n"
  }

  /// The same as a Markdown table.
  var markdown: String {
    func row(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    let rule = alignments.map { $0 == .left ? "---" : "---:" }
    return row(header) + row(rule) + rows.map(row).joined()
  }

  /// The same as an HTML table; cells must be escaped already.
  func html(_ escape: (String) -> String) -> String {
    func cells(_ row: [String], _ tag: String) -> String {
      zip(row, alignments).map { "<\(tag)\($1 == .right ? " class=\"n\"" : "")>\(escape($0))</\(tag)>" }
        .joined()
    }
    let body = rows.map { "<tr>\(cells($0, "td"))</tr>\n" }.joined()
    return "<table>\n<thead><tr>\(cells(header, "th"))</tr></thead>\n<tbody>\n\(body)</tbody></table>\n"
  }
}
