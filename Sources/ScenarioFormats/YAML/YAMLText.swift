import Yams

/// A place in a text: line and column from 1, the column in Unicode scalars, as the YAML parser counts them.
struct TextPosition: Equatable {
  var line: Int
  var column: Int

  init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

/// What is wrong with a YAML text, before anything is known of its meaning.
struct YAMLFault: Error {
  var message: String
  var position: TextPosition?
  var hint: String?

  init(_ message: String, at position: TextPosition?, hint: String? = nil) {
    self.message = message
    self.position = position
    self.hint = hint
  }
}

/// Looks at a text before the parser does: characters that no text file has, and nesting, for the parser recurses.
enum YAMLText {
  /// Open brackets, or blocks inside blocks. A document of this depth is still refused after parsing, in better words.
  private static let maximumNesting = 200

  /// The first fault; nil when the parser may have the text. O(length).
  static func fault(in text: String) -> YAMLFault? {
    var position = TextPosition(line: 1, column: 0)
    var brackets = 0
    /// Columns at which the blocks around this line begin. Over-estimates: lines of block scalars count too.
    var blocks: [Int] = []
    var isIndentation = true
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      if isLineBreak(scalar) {
        if !(scalar == "\n" && previous == "\r") { position.line += 1 }
        position.column = 0
        isIndentation = true
        previous = scalar
        continue
      }
      position.column += 1
      previous = scalar
      if !isAllowed(scalar, at: position) {
        let code = String(scalar.value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
        return YAMLFault("the character \(name) cannot be in a scenario", at: position)
      }
      if isIndentation && scalar != " " && scalar != "\u{FEFF}" {
        // Only a dash or a question mark lets another block begin on the same line.
        isIndentation = scalar == "-" || scalar == "?"
        while let last = blocks.last, last >= position.column { blocks.removeLast() }
        blocks.append(position.column)
      }
      if scalar == "[" || scalar == "{" { brackets += 1 }
      if scalar == "]" || scalar == "}" { brackets = max(0, brackets - 1) }
      if brackets > maximumNesting || blocks.count > maximumNesting {
        return YAMLFault("the file is nested too deeply", at: position)
      }
    }
    return nil
  }

  /// YAML 1.1 §4.2, which libyaml follows.
  static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// YAML 1.1 §4.1: what is printable, but for the private-use characters that stand for others while a text is
  /// parsed. A byte order mark may only begin the text.
  private static func isAllowed(_ scalar: Unicode.Scalar, at position: TextPosition) -> Bool {
    switch scalar.value {
    case 0x09, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xF8DF, 0xF8FF...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      true
    case 0xFEFF: position == TextPosition(line: 1, column: 1)
    default: false
    }
  }
}
