import Testing

@testable import GraphvizRender

@Suite struct DOTTextTests {
  @Test func quotationMarksAndBackslashesCannotEndAString() {
    #expect(DOTText.identifier(#"a"b"#) == #""a\"b""#)
    #expect(DOTText.identifier(#"ends in \"#) == #""ends in \\""#)
    #expect(DOTText.label(#"\N"#) == #""\\N""#)
  }

  @Test func newlinesStayAndOtherControlCharactersBecomeSpaces() {
    #expect(DOTText.label("one\ntwo\tthree\u{0}\u{7F}\u{9F}") == "\"one\\ntwo three   \"")
    #expect(DOTText.html("one\ntwo\r") == "one<BR/>two ")
  }

  @Test func entitiesAreOnlyWrittenWhereGraphvizResolvesThem() {
    #expect(DOTText.label("&lt;") == "\"&amp;lt;\"")
    #expect(DOTText.identifier("&lt;") == "\"&lt;\"")
    #expect(DOTText.html("<a href=\"x\">&") == "&lt;a href=&quot;x&quot;&gt;&amp;")
  }

  @Test func wordsThatXMLCannotHoldAreReplaced() {
    #expect(DOTText.html("a\u{FFFE}b\u{FFFF}") == "a\u{FFFD}b\u{FFFD}")
  }

  @Test func otherScriptsStayAsTheyAre() {
    #expect(DOTText.label("Zürich 網路 🌐") == "\"Zürich 網路 🌐\"")
    #expect(DOTText.html("") == " ")
  }
}
