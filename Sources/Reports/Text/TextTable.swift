/// Columns of text, aligned: names to the left, numbers to the right.
struct TextTable {
  enum Alignment {
    case left
    case right
  }

  private var header: [String]
  private var alignments: [Alignment]
  private var rows: [[String]] = []
  /// Columns that a narrow terminal can do without, the least needed first.
  private var dispensable: [Int]

  init(_ columns: [(String, Alignment)], dispensable: [Int] = []) {
    header = columns.map(\.0)
    alignments = columns.map(\.1)
    self.dispensable = dispensable
  }

  /// A cell for each column.
  mutating func add(_ row: [String]) { rows.append(row) }

  /// - Parameters:
  ///   - width: columns of the terminal. To keep to it, the last column is wrapped, then columns are left out that can be,
  ///     then names are shortened; numbers never.
  ///   - style: applied to the header line.
  func rendered(indent: Int = 2, width: Int? = nil, header style: (String) -> String = { $0 }) -> String {
    var widths = naturalWidths
    if let width {
      let excess = wrapLast(&widths, excess: lineWidth(widths, indent) - width)
      if excess > 0, let narrower {
        return narrower.rendered(indent: indent, width: width, header: style)
      }
      shorten(&widths, excess: excess)
    }
    let margin = String(repeating: " ", count: indent)
    let lines = ([header] + rows).enumerated().map { position, cells in
      let text = wrapped(cells, widths).map { margin + $0 }.joined(separator: "\n")
      return position == 0 ? style(text) : text
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var naturalWidths: [Int] {
    header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
  }

  private func lineWidth(_ widths: [Int], _ indent: Int) -> Int {
    indent + widths.reduce(0, +) + 2 * (widths.count - 1)
  }

  /// Narrows the last column if it is text; returns what is still too much.
  private func wrapLast(_ widths: inout [Int], excess: Int) -> Int {
    guard excess > 0, let last = widths.indices.last, alignments[last] == .left else { return excess }
    let taken = min(excess, max(0, widths[last] - 24))
    widths[last] -= taken
    return excess - taken
  }

  /// Without the column that is needed least; nil when all of them are.
  private var narrower: TextTable? {
    guard let column = dispensable.first else { return nil }
    var table = self
    table.header.remove(at: column)
    table.alignments.remove(at: column)
    for position in rows.indices { table.rows[position].remove(at: column) }
    table.dispensable = dispensable.dropFirst().map { $0 > column ? $0 - 1 : $0 }
    return table
  }

  /// Takes from the widest text, down to 12 characters.
  private func shorten(_ widths: inout [Int], excess: Int) {
    for _ in 0..<max(0, excess) {
      let texts = widths.indices.dropLast().filter { alignments[$0] == .left && widths[$0] > 12 }
      guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
    }
  }

  /// The lines of one row: several when the last cell does not fit.
  private func wrapped(_ cells: [String], _ widths: [Int]) -> [String] {
    var start = ""
    for column in cells.indices.dropLast() {
      start +=
        Self.pad(Self.shorten(cells[column], widths[column]), widths[column], alignments[column]) + "  "
    }
    guard let cell = cells.last, let width = widths.last, let alignment = alignments.last else {
      return [start]
    }
    return Self.wrap(cell, width).enumerated().map { position, part in
      let lead = position == 0 ? start : String(repeating: " ", count: start.count)
      var line = lead + Self.pad(part, width, alignment)
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  private static func pad(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.count))
    return alignment == .left ? text + padding : padding + text
  }

  private static func shorten(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }

  private static func wrap(_ text: String, _ width: Int) -> [String] {
    guard text.count > width else { return [text] }
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// The same as a Markdown table.
  var markdown: String {
    func row(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    let rule = alignments.map { $0 == .left ? "---" : "---:" }
    return row(header) + row(rule) + rows.map(row).joined()
  }

  /// The same as an HTML table.
  ///
  /// - Parameter escape: makes a cell's text safe for HTML.
  func html(_ escape: (String) -> String) -> String {
    func cells(_ row: [String], _ tag: String) -> String {
      zip(row, alignments).map { "<\(tag)\($1 == .right ? " class=\"n\"" : "")>\(escape($0))</\(tag)>" }
        .joined()
    }
    let body = rows.map { "<tr>\(cells($0, "td"))</tr>\n" }.joined()
    return "<table>\n<thead><tr>\(cells(header, "th"))</tr></thead>\n<tbody>\n\(body)</tbody></table>\n"
  }
}
