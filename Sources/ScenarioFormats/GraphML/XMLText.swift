/// The bytes of an XML file as valid UTF-8 without its declaration.
///
/// Foundation's parser traps on a name that is not UTF-8, so nothing else reaches it. The encodings that graph files
/// come in are decoded here: UTF-8, UTF-16 with a byte order mark, and Latin-1.
enum XMLText {
  /// - Returns: the text as UTF-8. The declaration is blanked out, so that lines and columns stay.
  static func decode(_ bytes: [UInt8]) throws(GraphMLError) -> [UInt8] {
    if bytes.starts(with: [0xFE, 0xFF]) { return try decodeUTF16(bytes, high: 0, low: 1) }
    if bytes.starts(with: [0xFF, 0xFE]) { return try decodeUTF16(bytes, high: 1, low: 0) }
    let plain = Array(SourceText.withoutMark(bytes))
    switch declaredEncoding(plain) {
    case nil, "utf-8", "utf8", "us-ascii", "ascii":
      do throws(SourceText.NotUTF8) { _ = try SourceText.decode(plain) } catch {
        throw GraphMLError(
          line: error.position.line, column: error.position.column, message: "the text is not valid UTF-8")
      }
      return blankingDeclaration(plain)
    case "iso-8859-1", "latin1", "latin-1", "windows-1252":
      // Every byte is the code point of the same number.
      return blankingDeclaration(
        Array(String(String.UnicodeScalarView(plain.map { Unicode.Scalar($0) })).utf8))
    case let name?:
      throw GraphMLError(
        line: 1, column: 1, message: "the encoding \(name) is not supported; UTF-8 is")
    }
  }

  private static func decodeUTF16(_ bytes: [UInt8], high: Int, low: Int) throws(GraphMLError) -> [UInt8] {
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { position in
      UInt16(bytes[position + high]) << 8 | UInt16(bytes[position + low])
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw GraphMLError(line: 1, column: 1, message: "the text is not valid UTF-16")
    }
    return blankingDeclaration(Array(text.utf8))
  }

  /// `<?xml … ?>` at the very beginning.
  private static func declaration(_ bytes: [UInt8]) -> Range<Int>? {
    guard bytes.starts(with: Array("<?xml ".utf8)),
      let end = bytes.prefix(1000).firstIndex(of: UInt8(ascii: ">"))
    else { return nil }
    return 0..<(end + 1)
  }

  private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
    guard let range = declaration(bytes) else { return nil }
    let text = String(decoding: bytes[range], as: UTF8.self).lowercased()
    guard let name = text.firstRange(of: "encoding") else { return nil }
    let parts = text[name.upperBound...].split(whereSeparator: { $0 == "\"" || $0 == "'" })
    return parts.count >= 2 ? String(parts[1]) : nil
  }

  private static func blankingDeclaration(_ bytes: [UInt8]) -> [UInt8] {
    guard let range = declaration(bytes) else { return bytes }
    var blanked = bytes
    for position in range where blanked[position] != UInt8(ascii: "\n") {
      blanked[position] = UInt8(ascii: " ")
    }
    return blanked
  }
}
