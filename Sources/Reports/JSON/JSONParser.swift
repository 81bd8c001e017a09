/// Reads JSON (RFC 8259) back: what rhumb itself has written, and what people have changed in it.
package struct JSONParser {
  package struct Fault: Error, Equatable {
    package let line: Int
    package let column: Int
    package let message: String
  }

  private let bytes: [UInt8]
  private var position = 0
  /// Nested deeper, a document is not of ours.
  private static let maximumDepth = 64

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Parameter bytes: UTF-8. Of a key that stands twice, both are kept.
  package static func parse(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.position == bytes.count else { throw parser.fault("there is something after the document") }
    return value
  }

  private mutating func value(depth: Int) throws(Fault) -> JSONValue {
    guard depth < Self.maximumDepth else { throw fault("the document is nested too deeply") }
    skipBlanks()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw fault("the document ends too early")
    default: return try number()
    }
  }

  private mutating func object(_ depth: Int) throws(Fault) -> JSONValue {
    var entries: [(key: String, value: JSONValue)] = []
    position += 1
    skipBlanks()
    if take("}") { return .object(entries) }
    while true {
      skipBlanks()
      guard peek == UInt8(ascii: "\"") else { throw fault("expected a key in quotes") }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw fault("expected a colon") }
      entries.append((key, try value(depth: depth + 1)))
      skipBlanks()
      if take("}") { return .object(entries) }
      guard take(",") else { throw fault("expected a comma or a closing brace") }
    }
  }

  private mutating func array(_ depth: Int) throws(Fault) -> JSONValue {
    var values: [JSONValue] = []
    position += 1
    skipBlanks()
    if take("]") { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      skipBlanks()
      if take("]") { return .array(values) }
      guard take(",") else { throw fault("expected a comma or a closing bracket") }
    }
  }

  private mutating func string() throws(Fault) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw fault("the text is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): content += Array(String(try escaped()).utf8)
      case 0..<32: throw fault("a control character stands in a text")
      default: content.append(byte)
      }
    }
    throw fault("a text has no end")
  }

  private mutating func escaped() throws(Fault) -> Unicode.Scalar {
    guard let byte = peek else { throw fault("a text has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"):
      let high = try unit()
      guard (0xD800..<0xDC00).contains(high) else {
        guard let scalar = Unicode.Scalar(high) else { throw fault("half a surrogate pair") }
        return scalar
      }
      guard take("\\"), take("u") else { throw fault("half a surrogate pair") }
      let low = try unit()
      guard (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      else { throw fault("half a surrogate pair") }
      return scalar
    default: throw fault("there is no such escape")
    }
  }

  private mutating func unit() throws(Fault) -> UInt32 {
    guard position + 4 <= bytes.count,
      let digits = String(validating: bytes[position..<position + 4], as: UTF8.self),
      digits.utf8.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let value = UInt32(digits, radix: 16)
    else { throw fault("expected four hexadecimal digits") }
    position += 4
    return value
  }

  private mutating func number() throws(Fault) -> JSONValue {
    let start = position
    while let byte = peek, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let isPlain = text.first.map { $0 == "-" || $0.isNumber } ?? false
    guard isPlain else {
      position = start
      throw fault("expected a value")
    }
    if let whole = Int64(text) { return .integer(whole) }
    if let whole = UInt64(text) { return .unsigned(whole) }
    guard let value = Double(text), value.isFinite else {
      position = start
      throw fault("`\(text.prefix(40))` is no number")
    }
    return .number(value)
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Fault) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("expected a value") }
    position += word.utf8.count
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = peek, UInt32(byte) == character.value else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
  }

  private func fault(_ message: String) -> Fault {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 10 } + 1
    let start = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
    return Fault(line: line, column: before.count - start + 1, message: message)
  }
}

extension JSONValue {
  package subscript(key: String) -> JSONValue? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  package var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  package var elements: [JSONValue]? {
    if case .array(let values) = self { return values }
    return nil
  }

  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  package var unsigned: UInt64? {
    switch self {
    case .integer(let value): UInt64(exactly: value)
    case .unsigned(let value): value
    case .number(let value): UInt64(exactly: value)
    default: nil
    }
  }
}
