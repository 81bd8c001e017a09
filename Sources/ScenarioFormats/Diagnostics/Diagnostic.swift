/// One thing that is wrong with an input file, where, and what to do about it.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable {
    case error
    case warning
  }

  /// The file, or the `--set` option that brought the value in.
  package var source: String
  /// From 1; zero when the message is about the whole source.
  package var line: Int
  /// In characters, from 1.
  package var column: Int
  package var severity: Severity
  package var message: String
  package var hint: String?
  /// The line of the source that `line` names.
  package var sourceLine: String?

  package init(
    source: String, line: Int = 0, column: Int = 0, severity: Severity = .error, message: String,
    hint: String? = nil, sourceLine: String? = nil
  ) {
    self.source = source
    self.line = line
    self.column = column
    self.severity = severity
    self.message = message
    self.hint = hint
    self.sourceLine = sourceLine
  }

  /// `file:line:col: error: message`, the line with a caret, and the hint.
  package var rendered: String {
    var text = source
    if line > 0 { text += ":\(line):\(max(1, column))" }
    text += ": \(severity.rawValue): \(message)\n"
    if let sourceLine, line > 0 {
      let shown = Self.excerpt(sourceLine, around: column)
      text += "  \(shown.line)\n  \(String(repeating: " ", count: shown.caret))^\n"
    }
    if let hint { text += "  hint: \(hint)\n" }
    return text
  }

  /// At most 100 characters of the line, tabs as blanks, and where the caret goes.
  private static func excerpt(_ line: String, around column: Int) -> (line: String, caret: Int) {
    let characters = line.map { $0 == "\t" || $0.asciiValue.map { $0 < 32 } ?? false ? " " : $0 }
    let position = min(max(0, column - 1), characters.count)
    let start = position > 80 ? position - 60 : 0
    let shown = characters[start..<min(characters.count, start + 100)]
    // East Asian wide characters and emoji take two columns on a terminal.
    let width = characters[start..<position].reduce(0) { $0 + ($1.isWide ? 2 : 1) }
    return (String(shown), width)
  }
}

extension Character {
  fileprivate var isWide: Bool {
    guard let scalar = unicodeScalars.first?.value else { return false }
    return (0x1100...0x115F).contains(scalar) || (0x2E80...0xA4CF).contains(scalar)
      || (0xAC00...0xD7A3).contains(scalar) || (0xF900...0xFAFF).contains(scalar)
      || (0xFE30...0xFE6F).contains(scalar) || (0xFF00...0xFF60).contains(scalar)
      || (0x1F300...0x1FAFF).contains(scalar)
  }
}

/// What made a file unusable: all of its errors, in the order of their positions.
package struct ScenarioFileError: Error {
  package var diagnostics: [Diagnostic]

  package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

/// The file itself could not be read.
package struct FileAccessError: Error, CustomStringConvertible {
  package let path: String
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "\(path): \(reason)" }
}
