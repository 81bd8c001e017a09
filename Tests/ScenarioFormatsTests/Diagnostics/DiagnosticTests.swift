import Testing

@testable import ScenarioFormats

@Suite struct DiagnosticTests {
  @Test func theLineStandsWithACaretAndAHint() {
    let text = "title: t\nnetwork:\n  routers: {alpha: }\n  links: [alpah -- alpha]\n"
    #expect(
      ScenarioText.diagnostics(text).map(\.rendered) == [
        """
        t.yaml:4:11: error: there is no `alpah`; expected a node
            links: [alpah -- alpha]
                    ^
          hint: did you mean `alpha`?

        """
      ])
  }

  /// Two columns for each of the wide characters, none for the accent that combines with the letter before it.
  @Test(arguments: [("日本語x", 4, 6), ("e\u{301}x", 3, 1), ("\t\tx", 3, 2), ("😀x", 2, 2), ("x", 1, 0)])
  func theCaretStandsUnderTheColumn(line: String, column: Int, caret: Int) throws {
    let diagnostic = Diagnostic(source: "t", line: 1, column: column, message: "m", sourceLine: line[...])
    #expect(diagnostic.excerpt?.caret == caret)
    #expect(diagnostic.excerpt?.text.contains("\t") == false)
  }

  @Test func aLongLineIsCutAroundTheColumn() throws {
    let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
    let diagnostic = Diagnostic(source: "t", line: 1, column: 501, message: "m", sourceLine: line[...])
    let excerpt = try #require(diagnostic.excerpt)
    #expect(excerpt.text.count == 100)
    #expect(Array(excerpt.text)[excerpt.caret] == "X")
  }

  @Test(arguments: [0, 1, 2, 80, 81, 1000, Int.max]) func noColumnTraps(column: Int) {
    let diagnostic = Diagnostic(source: "t", line: 1, column: column, message: "m", sourceLine: "abc")
    #expect(diagnostic.rendered.contains("m"))
  }

  @Test func whatHasNoPlaceShowsNone() {
    #expect(Diagnostic(source: "t", message: "m", hint: "h").rendered == "t: error: m\n  hint: h\n")
  }

  /// A message is never as long as the name that it is about.
  @Test func hugeNamesAreCut() {
    let name = String(repeating: "n", count: 1_000)
    let rendered = ScenarioText.diagnostics("title: t\n\(name): 1\n").map(\.rendered).joined()
    #expect(rendered.utf8.count < 1500)
  }

  /// Twenty thousand wrong names among twenty thousand: hints for some, an answer within seconds for all.
  @Test(.timeLimit(.minutes(1))) func thousandsOfErrorsEndInAThousandDiagnostics() {
    var text = "title: t\nnetwork:\n  routers:\n"
    for number in 0..<20_000 { text += "    r\(number):\n" }
    text += "  links:\n"
    for number in 0..<20_000 { text += "  - x\(number) -- y\(number)\n" }
    let found = ScenarioText.diagnostics(text)
    #expect(found.count == 1001)
    #expect(found.contains { $0.message.contains("more than 1000 errors") })
    #expect(found.contains { $0.hint != nil })
  }
}

@Suite struct SourceTextTests {
  private static func errors(_ bytes: [UInt8]) -> [String] {
    do {
      return try ScenarioFile.load(bytes, from: "t.yaml", overrides: []).warnings.map(\.summary)
    } catch { return error.diagnostics.map(\.summary) }
  }

  @Test func aByteOrderMarkInFrontIsNoPartOfTheText() {
    let text = Array("title: t\nnetwork: {routers: {r1: }}\n".utf8)
    #expect(Self.errors([0xEF, 0xBB, 0xBF] + text) == [])
  }

  @Test func aByteOfNoCharacterIsPointedAt() {
    #expect(
      Self.errors(Array("title: t\nabout: é".utf8) + [0xFF]) == [
        "t.yaml:2:9: error: the file is not UTF-8 text"
      ])
  }

  @Test(arguments: ["", "# nothing but words\n"]) func anEmptyFileHasAPlaceToo(text: String) {
    #expect(Self.errors(Array(text.utf8)) == ["t.yaml:1:1: error: the file is empty"])
  }

  /// Whatever a name has in it, each diagnostic begins on a line of its own.
  @Test func aMessageIsOneLine() {
    let diagnostic = Diagnostic(source: "t", message: "no `a\nb\u{202E}c`", hint: "\u{1B}[31m")
    #expect(diagnostic.rendered == "t: error: no `a\\nb\\u{202E}c`\n  hint: \\u{1B}[31m\n")
  }
}

@Suite struct StudyPlaceTests {
  static let text = """
    title: t
    study:
      vary:
        routing.rip.update: [1s, 2s]
      variants:
        fast: {routing.rip.update: 1s}
    """

  @Test(
    arguments: [
      ("routing.rip.update", "x", "4:5"), (nil, "fast", "6:5"), (nil, "slow", "3:3"), (nil, nil, "3:3"),
    ] as [(String?, String?, String)])
  func theFieldTheVariantOrTheStudyIsPointedAt(field: String?, variant: String?, place: String) {
    let study = StudyPlace(of: Array(Self.text.utf8), named: "t.yaml")
    let found = study.locating(Diagnostic(source: "t.yaml", message: "m"), field: field, variant: variant)
    #expect(found.summary == "t.yaml:\(place): error: m")
  }
}

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("updte", "update"), ("upadte", "update"), ("timeuot", "timeout"), ("Update", "update"),
    ("garbag", "garbage"),
  ])
  func slipsAreUnderstood(written: String, meant: String) {
    #expect(NearestName.find(written, among: ["update", "timeout", "garbage"]) == meant)
  }

  @Test(arguments: ["x", "colour", ""]) func otherWordsAreNot(written: String) {
    #expect(NearestName.find(written, among: ["update", "timeout", "garbage"]) == nil)
  }

  @Test(arguments: [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("ca", "abc", 3)])
  func distancesAreThoseOfOptimalAlignment(a: String, b: String, distance: Int) {
    #expect(NearestName.distance(a, b) == distance)
    #expect(NearestName.distance(b, a) == distance)
  }

  @Test func aShortListIsTheHint() {
    #expect(NearestName.hint("zzz", among: ["a", "b"]) == "one of: a, b")
    #expect(NearestName.hint("zzz", among: [String]()) == nil)
  }
}
