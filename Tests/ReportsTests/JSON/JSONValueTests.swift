import Foundation
import Testing

@testable import Reports

@Suite struct JSONValueTests {
  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (3, "3"), (-2, "-2"), (0.1, "0.1"), (1e-06, "1e-06"), (1e15, "1000000000000000"),
    (1e19, "1e+19"),
    (999_999_999_999_999, "999999999999999"), (1.0 / 3, "0.3333333333333333"),
    (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (.nan, "null"), (.infinity, "null"),
    (-.infinity, "null"),
  ])
  func numbersAreShortAndFinite(value: Double, text: String) { #expect(JSONValue.format(value) == text) }

  @Test(arguments: [0.1, 1.0 / 3, 1e15, 1e-06, 123456.789, .leastNonzeroMagnitude, 1.7976931348623157e308])
  func numbersReadBackAsTheSame(value: Double) { #expect(Double(JSONValue.format(value)) == value) }

  @Test func largeCountsKeepAllTheirDigits() {
    #expect(JSONValue.unsigned(.max).serialized() == "18446744073709551615\n")
    #expect(JSONValue.integer(.min).serialized() == "-9223372036854775808\n")
  }

  @Test func textIsEscapedAndReadsBack() throws {
    let text = "a\"\\\n\r\t\u{1}\u{1F}\u{7F}é\u{2028}𝄞"
    let serialized = JSONValue.array([.string(text)]).serialized()
    #expect(serialized.hasPrefix("[\"a\\\"\\\\\\n\\r\\t\\u0001\\u001f"))
    #expect(try JSONSerialization.jsonObject(with: Data(serialized.utf8)) as? [String] == [text])
  }

  @Test func shortListsStayOnOneLineAndLongOnesDoNot() {
    let numbers = (1...5).map { JSONValue.integer($0) }
    #expect(JSONValue.array(Array(numbers.prefix(4))).serialized() == "[1, 2, 3, 4]\n")
    #expect(JSONValue.array(numbers).serialized() == "[\n  1,\n  2,\n  3,\n  4,\n  5\n]\n")
    #expect(JSONValue.array([]).serialized() == "[]\n")
    #expect(JSONValue.object([]).serialized() == "{}\n")
    #expect(JSONValue.object([("a", .array([]))]).serialized() == "{\n  \"a\": []\n}\n")
  }

  @Test func entriesKeepTheirOrder() {
    #expect(
      JSONValue.object([("b", .bool(true)), ("a", .null)]).serialized() == "{\"b\": true, \"a\": null}\n")
  }
}
