/// A JSON document in the order in which it was put together: the same input gives the same bytes.
package indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  /// Shortest text that reads back as the same number; not-a-number and infinities become null.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// Indented by two blanks; short arrays and objects of plain values stay on one line.
  package func serialized() -> String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }

  /// On one line without blanks, for programs.
  package func compact() -> String {
    var text = ""
    writeCompact(to: &text)
    return text
  }

  private func writeCompact(to text: inout String) {
    switch self {
    case .array(let values):
      text += "["
      for (position, value) in values.enumerated() {
        if position > 0 { text += "," }
        value.writeCompact(to: &text)
      }
      text += "]"
    case .object(let entries):
      text += "{"
      for (position, entry) in entries.enumerated() {
        if position > 0 { text += "," }
        Self.quote(entry.key, to: &text)
        text += ":"
        entry.value.writeCompact(to: &text)
      }
      text += "}"
    default: write(to: &text, indent: 0)
    }
  }

  private var isPlain: Bool {
    switch self {
    case .null, .bool, .integer, .unsigned, .number, .string: true
    case .array, .object: false
    }
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .number(let value): text += Self.format(value)
    case .string(let value): Self.quote(value, to: &text)
    case .array(let values):
      let isShort = values.count <= 4 && values.allSatisfy(\.isPlain)
      Self.writeList(values, "[", "]", isShort: isShort, indent, to: &text) { value, text, indent in
        value.write(to: &text, indent: indent)
      }
    case .object(let entries):
      let isShort = entries.count <= 4 && entries.allSatisfy(\.value.isPlain)
      Self.writeList(entries, "{", "}", isShort: isShort, indent, to: &text) { entry, text, indent in
        Self.quote(entry.key, to: &text)
        text += ": "
        entry.value.write(to: &text, indent: indent)
      }
    }
  }

  private static func writeList<Element>(
    _ elements: [Element], _ open: String, _ close: String, isShort: Bool, _ indent: Int,
    to text: inout String,
    _ body: (Element, inout String, Int) -> Void
  ) {
    text += open
    for (position, element) in elements.enumerated() {
      if position > 0 { text += isShort ? ", " : "," }
      if !isShort { text += "\n" + String(repeating: " ", count: indent + 2) }
      body(element, &text, indent + 2)
    }
    if !isShort && !elements.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += close
  }

  /// Swift's shortest round-trip form, which is the same on every platform; whole numbers without a fraction.
  static func format(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded() && abs(value) < 0x1p63 { return String(Int64(value)) }
    return "\(value)"
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
