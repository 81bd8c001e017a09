/// The bytes of a text file as text.
enum SourceText {
  /// Where the first byte is that belongs to no character.
  struct NotUTF8: Error {
    let position: TextPosition

    static let hint = "a byte here belongs to no character; the editor should save the file as UTF-8"
  }

  /// - Returns: the text without the byte order mark that some editors put in front.
  static func decode(_ bytes: [UInt8]) throws(NotUTF8) -> String {
    let plain = withoutMark(bytes)
    if let text = String(validating: plain, as: UTF8.self) { return text }
    throw NotUTF8(position: endOfValidText(plain))
  }

  static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  }

  /// The place behind the last character before something that is no UTF-8.
  private static func endOfValidText(_ bytes: ArraySlice<UInt8>) -> TextPosition {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var position = TextPosition(line: 1, column: 1)
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" {
        position = TextPosition(line: position.line + 1, column: 1)
      } else {
        position.column += 1
      }
    }
    return position
  }
}
