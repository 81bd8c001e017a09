/// A key that stands twice in one mapping.
///
/// The parser stops at the first one and tells only where its first occurrence is. To say where the second is, and to go
/// on, it is found in the text and its first character replaced by one that no key begins with.
struct DuplicateKey {
  /// How many are found in one text. Each one's first character is replaced by another private-use character, so that a key
  /// that stands three times is not repeated again by its marks.
  static let marks: [Unicode.Scalar] = (0xF8E0...0xF8F3).compactMap(Unicode.Scalar.init)

  let name: String
  let first: TextPosition
  let second: TextPosition

  /// Finds the second occurrence and masks it in `text`; nil when it is written in another way than the first one.
  static func mask(
    _ name: String, first: TextPosition, with mark: Unicode.Scalar, in text: inout [Unicode.Scalar]
  ) -> DuplicateKey? {
    let finder = Finder(text: text, name: name, first: first)
    guard let found = finder.second() else { return nil }
    text[found.index] = mark
    return DuplicateKey(name: name, first: first, second: found.position)
  }

  private struct Finder {
    let text: [Unicode.Scalar]
    /// The ways of writing the key.
    private let spellings: [[Unicode.Scalar]]
    private let first: TextPosition
    private let start: Int

    init(text: [Unicode.Scalar], name: String, first: TextPosition) {
      self.text = text
      self.first = first
      var line = 1
      var index = 0
      while index < text.count && line < first.line {
        if Finder.isLineEnd(text, index) { line += 1 }
        index += 1
      }
      start = min(text.count, index + first.column - 1)
      spellings = ["", "\"", "'"].map { quote in Array((quote + name + quote).unicodeScalars) }
    }

    private static func isLineEnd(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
      guard YAMLText.isLineBreak(text[index]) else { return false }
      return !(text[index] == "\r" && index + 1 < text.count && text[index + 1] == "\n")
    }

    private func isKey(at index: Int) -> Bool {
      spellings.contains { spelling in
        guard !spelling.isEmpty, index + spelling.count <= text.count,
          text[index..<(index + spelling.count)].elementsEqual(spelling)
        else { return false }
        var after = index + spelling.count
        while after < text.count && text[after] == " " { after += 1 }
        return after < text.count && text[after] == ":"
      }
    }

    func second() -> (index: Int, position: TextPosition)? {
      var before = start - 1
      while before >= 0, text[before] == " " || YAMLText.isLineBreak(text[before]) { before -= 1 }
      let isFlow = before >= 0 && (text[before] == "{" || text[before] == ",")
      return isFlow ? secondInFlow() : secondInBlock()
    }

    /// The keys of a block mapping begin at one column; a line that begins before it ends the mapping.
    private func secondInBlock() -> (index: Int, position: TextPosition)? {
      var position = first
      var isIndentation = false
      for index in start..<text.count {
        if Self.isLineEnd(text, index) {
          position = TextPosition(line: position.line + 1, column: 1)
          isIndentation = true
          continue
        }
        defer { position.column += 1 }
        guard isIndentation, text[index] != " ", text[index] != "\r" else { continue }
        isIndentation = false
        if text[index] == "#" { continue }
        if position.column < first.column { return nil }
        if position.column == first.column && isKey(at: index) { return (index, position) }
      }
      return nil
    }

    /// The keys of a flow mapping follow commas outside of inner brackets and quotes.
    private func secondInFlow() -> (index: Int, position: TextPosition)? {
      var position = first
      var depth = 0
      var quote: Unicode.Scalar?
      var isAfterComma = false
      for index in start..<text.count {
        let scalar = text[index]
        if Self.isLineEnd(text, index) {
          position = TextPosition(line: position.line + 1, column: 1)
          continue
        }
        defer { position.column += 1 }
        if depth == 0 && quote == nil && isAfterComma && isKey(at: index) { return (index, position) }
        if scalar != " " { isAfterComma = false }
        if let open = quote {
          if scalar == open { quote = nil }
          continue
        }
        switch scalar {
        case "\"", "'": quote = scalar
        case "[", "{": depth += 1
        case "]", "}":
          depth -= 1
          if depth < 0 { return nil }
        case ",": isAfterComma = true
        default: break
        }
      }
      return nil
    }
  }
}
