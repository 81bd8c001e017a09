/// One thing that is wrong with an input file, where, and what to do about it.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable {
    case error
    case warning
    /// Something of an imported file that takes no part in the simulation, or that was added to it.
    case note
  }

  /// The file, or the `--set` option that brought the value in.
  package var source: String
  /// From 1; zero when the message is about the whole source.
  package var line: Int
  /// In Unicode scalars, from 1.
  package var column: Int
  package var severity: Severity
  package var message: String
  package var hint: String?
  /// What is shown of the line that `line` names.
  package var excerpt: Excerpt?

  /// At most a hundred characters of a line, and under which of its columns the caret stands.
  package struct Excerpt: Sendable, Equatable {
    package let text: String
    /// Blanks before the caret on a terminal.
    package let caret: Int
  }

  package init(
    source: String, line: Int = 0, column: Int = 0, severity: Severity = .error, message: String,
    hint: String? = nil, sourceLine: Substring? = nil
  ) {
    self.source = source
    self.line = line
    self.column = column
    self.severity = severity
    self.message = Self.line(message)
    self.hint = hint.map(Self.line)
    excerpt = sourceLine.flatMap { Excerpt(of: $0, around: column) }
  }

  /// A name in a file may have any length and any characters; a message is one line that is not too long.
  private static func line(_ text: String) -> String {
    let short =
      text.utf8.count <= 600 ? text : String(text.prefix(300)) + " … " + String(text.suffix(100))
    guard short.unicodeScalars.contains(where: { isControl($0) }) else { return short }
    return short.unicodeScalars.reduce(into: "") { line, scalar in
      line += isControl(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
    }
  }

  /// Controls, and what turns the direction of the text around.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 32 || (127..<160).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value)
  }

  /// `file:line:col: note: message`: for long lists.
  package var summary: String {
    let place = line > 0 ? ":\(line):\(max(1, column))" : ""
    return "\(source)\(place): \(severity.rawValue): \(message)"
  }

  /// `file:line:col: error: message`, the line with a caret, and the hint.
  package var rendered: String {
    var text = source
    if line > 0 { text += ":\(line):\(max(1, column))" }
    text += ": \(severity.rawValue): \(message)\n"
    if let excerpt, line > 0 {
      text += "  \(excerpt.text)\n  \(String(repeating: " ", count: excerpt.caret))^\n"
    }
    if let hint { text += "  hint: \(hint)\n" }
    return text
  }
}

extension Diagnostic.Excerpt {
  /// Cuts a long line; a line of a hundred thousand bytes is not searched, and gives none.
  init?(of line: Substring, around column: Int) {
    guard line.utf8.count <= 100_000 else { return nil }
    let scalars = line.unicodeScalars
    let skipped = column > 80 ? column - 60 : 0
    guard let start = scalars.index(scalars.startIndex, offsetBy: skipped, limitedBy: scalars.endIndex)
    else { return nil }
    var shown = String.UnicodeScalarView()
    var caret = 0
    for (offset, scalar) in scalars[start...].prefix(100).enumerated() {
      if offset + skipped < column - 1 { caret += scalar.terminalWidth }
      shown.append(scalar.value < 32 || scalar.value == 127 ? " " : scalar)
    }
    text = String(shown)
    self.caret = caret
  }
}

extension Unicode.Scalar {
  /// Columns on a terminal: none for combining marks, two for East Asian wide characters and emoji.
  fileprivate var terminalWidth: Int {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      switch properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: return 0
      default: return 1
      }
    }
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
