/// How words of a scenario are written in Graphviz's language, so that they come out as they were.
enum DOTText {
  /// A quoted identifier. The language knows one escape in it, the quotation mark; a backslash is doubled so that it cannot
  /// escape the mark that ends the string.
  static func identifier(_ text: String) -> String { quoted(text, ampersand: "&") }

  /// A quoted label. Labels are escape strings (`\N` is the node's name), so a backslash is doubled; and entities are
  /// resolved in them, so an ampersand is written as one.
  static func label(_ text: String) -> String { quoted(text, ampersand: "&amp;") }

  private static func quoted(_ text: String, ampersand: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "&": quoted += ampersand
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(printable(scalar))
      }
    }
    return quoted + "\""
  }

  /// Words inside an HTML-like label. What is between the tags is an escape string too.
  static func html(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\\": escaped += "\\\\"
      case "\n": escaped += "<BR/>"
      default: escaped.unicodeScalars.append(printable(scalar))
      }
    }
    return escaped.isEmpty ? " " : escaped
  }

  /// XML has no place for control characters and U+FFFE, U+FFFF, not even as entities.
  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}": " "
    case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
    default: scalar
    }
  }
}
