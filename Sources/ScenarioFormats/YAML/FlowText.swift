import Yams

/// A YAML value on one line, as `--set` takes it.
enum FlowText {
  /// Nil for what has no place on one line: an alias.
  static func write(_ node: Node) -> String? {
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return isPlain && !scalar.string.contains(where: \.isNewline) ? scalar.string : quote(scalar.string)
    case .sequence(let sequence):
      var parts: [String] = []
      for item in sequence {
        guard let text = inside(item) else { return nil }
        parts.append(text)
      }
      return "[" + parts.joined(separator: ", ") + "]"
    case .mapping(let mapping):
      var parts: [String] = []
      for (key, value) in mapping {
        guard let key = inside(key), let value = inside(value) else { return nil }
        parts.append("\(key): \(value)")
      }
      return "{" + parts.joined(separator: ", ") + "}"
    case .alias: return nil
    }
  }

  /// A plain text that would mean something else between brackets gets quotes.
  private static func inside(_ node: Node) -> String? {
    guard let text = write(node) else { return nil }
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return text }
    let isSafe = !text.contains { "[]{},#\"'".contains($0) } && !text.contains(": ") && !text.hasSuffix(":")
    return isSafe && !text.isEmpty ? text : text == scalar.string ? quote(text) : text
  }

  private static func quote(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
      "\n", with: "\\n"
    )
    .replacing("\r", with: "\\r").replacing("\t", with: "\\t")
    return "\"\(escaped)\""
  }
}
