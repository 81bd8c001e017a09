import Foundation
import Testing

@testable import ScenarioFormats

@Suite struct XMLTextTests {
  private static func file(_ encoding: String) -> String {
    "<?xml version='1.0' encoding='\(encoding)'?><graphml><key id='l' attr.name='label'/><graph>"
      + "<node id='1'><data key='l'>Málaga</data></node></graph></graphml>"
  }

  private static func label(_ bytes: [UInt8]) throws -> String? {
    try GraphMLDocument.parse(bytes).nodes.first?.values["label"]
  }

  @Test func utf8IsReadWithAndWithoutAMark() throws {
    for name in ["utf-8", "UTF-8"] {
      #expect(try Self.label(Array(Self.file(name).utf8)) == "Málaga")
      #expect(try Self.label([0xEF, 0xBB, 0xBF] + Array(Self.file(name).utf8)) == "Málaga")
    }
  }

  @Test func latin1IsRead() throws {
    let bytes = try #require(Self.file("ISO-8859-1").data(using: .isoLatin1))
    #expect(try Self.label(Array(bytes)) == "Málaga")
  }

  @Test func utf16IsReadInBothByteOrders() throws {
    let text = Self.file("UTF-16")
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    let little = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect(try Self.label([0xFE, 0xFF] + big) == "Málaga")
    #expect(try Self.label([0xFF, 0xFE] + little) == "Málaga")
    // A half surrogate pair, and half a unit.
    #expect(throws: GraphMLError.self) { try XMLText.decode([0xFE, 0xFF, 0xD8, 0x00, 0x00, 0x41]) }
    #expect(try XMLText.decode([0xFE, 0xFF, 0x00, 0x41, 0x00]) == [0x41])
  }

  /// Foundation's parser traps on such names.
  @Test(arguments: [0x80, 0xC3, 0xE0, 0xF0, 0xFF] as [UInt8])
  func aByteThatIsNoUTF8IsAnErrorAtItsPlace(byte: UInt8) {
    let bytes = Array("<graphml>\n <node é".utf8) + [byte] + Array("='1'/></graphml>".utf8)
    let error = #expect(throws: GraphMLError.self) { try GraphMLDocument.parse(bytes) }
    #expect(error?.description == "line 2, column 9: the text is not valid UTF-8")
  }

  @Test func otherEncodingsAreRefusedByName() {
    let error = #expect(throws: GraphMLError.self) {
      try GraphMLDocument.parse(Array(Self.file("UTF-7").utf8))
    }
    #expect(error?.message == "the encoding utf-7 is not supported; UTF-8 is")
  }

  @Test func linesAndColumnsStay() throws {
    let text = Array("<?xml version='1.0'\nencoding='UTF-8'?><graphml/>".utf8)
    let decoded = String(decoding: try XMLText.decode(text), as: UTF8.self)
    #expect(
      decoded == String(repeating: " ", count: 19) + "\n" + String(repeating: " ", count: 18) + "<graphml/>")
  }
}
