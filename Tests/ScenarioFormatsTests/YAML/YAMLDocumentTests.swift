import Testing
import Yams

@testable import ScenarioFormats

@Suite struct YAMLDocumentTests {
  private static func faults(_ text: String) -> [String] {
    YAMLDocument(text).faults.map { "\($0.position?.line ?? 0):\($0.position?.column ?? 0): \($0.message)" }
  }

  private static func text(_ path: [String], of text: String) -> String? {
    var node = YAMLDocument(text).root
    for step in path { node = node?.mapping?.first { $0.key.scalar?.string == step }?.value }
    return node?.scalar?.string
  }

  // MARK: Aliases and merge keys

  @Test func anAliasIsWhatItsAnchorWasLast() {
    let text = "a: &x 1\nb: *x\nc: &x 2\nd: *x\n"
    #expect(Self.text(["b"], of: text) == "1")
    #expect(Self.text(["d"], of: text) == "2")
  }

  @Test func starsElsewhereStay() {
    let text = "a: \"*x\"\nb: 2 * 3\nc: |\n  * item *x\n'*k': v\n"
    #expect(Self.faults(text) == [])
    #expect(Self.text(["a"], of: text) == "*x")
    #expect(Self.text(["b"], of: text) == "2 * 3")
    #expect(Self.text(["c"], of: text) == "* item *x\n")
    #expect(Self.text(["*k"], of: text) == "v")
  }

  @Test func anAliasMayBeAKey() { #expect(Self.text(["name"], of: "a: &k name\n*k : v\n") == "v") }

  @Test func ownKeysWinOverMergedOnesAndEarlierOverLater() {
    let text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2, d: 2}\nz: {d: 3, <<: [*x, *y]}\n"
    #expect(["a", "b", "c", "d"].map { Self.text(["z", $0], of: text) } == ["1", "1", "2", "3"])
  }

  @Test func anUnknownAliasIsLocated() {
    #expect(
      Self.faults("a: [1, *nope]\nb: *a\n") == [
        "1:8: there is no anchor `&nope` before this alias", "2:4: there is no anchor `&a` before this alias",
      ])
    #expect(Self.faults("&a [*a]\n") == ["1:5: there is no anchor `&a` before this alias"])
  }

  private static func bomb(_ levels: Int) -> String {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...levels {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    return text
  }

  @Test func whatGrowsWithoutBoundIsRefusedWhereItPassesTheLimit() {
    #expect(
      Self.faults(Self.bomb(40)) == [
        "7:5: the file has, or its aliases expand to, more than 2000000 values"
      ])
    // As a key it would have to be compared with the others.
    #expect(Self.faults(Self.bomb(9) + "z: {? *a9 : x, ? *a8 : y}\n").count == 1)
  }

  @Test func aChainOfAliasesIsAsDeepAsItLooks() {
    var text = "a0: &a0 [x]\n"
    for level in 1..<50_000 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(Self.faults(text) == ["100:6: this is nested more than 100 levels deep"])
    #expect(YAMLDocument(text).root == nil)
  }

  // MARK: Keys that stand twice

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", ["3:1"]), ("{a: 1, b: {a: 2}, a: 3}\n", ["1:19"]),
    ("x:\n  a: 1\n  b:\n    a: 2\n  a: 3\n", ["5:3"]), ("- a: 1\n  a: 2\n- a: 3\n", ["2:3"]),
    ("a: 1\n\"a\": 2\n'a': 3\n", ["2:1", "3:1"]), ("{a: \"a: }\", a: 1}\n", ["1:13"]),
    ("a: 1\nb: {c: 1, c: 2}\na: 2\n", ["2:11", "3:1"]), ("é: 1\né: 2\n", ["2:1"]),
    ("a: |\n  a: 1\n\na: 2\n", ["4:1"]), ("a: 1\r\nb: 2\r\na: 3\r\n", ["3:1"]),
  ])
  func theSecondOneIsLocated(text: String, places: [String]) {
    let document = YAMLDocument(text)
    let found = document.faults.map { "\($0.position?.line ?? 0):\($0.position?.column ?? 0)" }
    #expect(found == places)
    #expect(document.faults.allSatisfy { $0.message.contains("stands twice") })
    #expect(document.root != nil, "the rest of the file is still read")
  }

  @Test func manyRepetitionsEnd() {
    let text = String(repeating: "a: 1\n", count: 100)
    let document = YAMLDocument(text)
    #expect(document.faults.count == 1)
    #expect(document.root == nil)
  }

  // MARK: Texts that are no YAML

  @Test(arguments: [
    ("", "1:1: the file is empty"), ("# nothing\n", "1:1: the file is empty"),
    ("a: 1\n--- \nb: 2\n", "3:1: a scenario is one document; a second one begins here"),
    ("a: \u{0}\n", "1:4: the character U+0000 cannot be in a scenario"),
    ("é\u{7}\n", "1:2: the character U+0007 cannot be in a scenario"),
    ("a: \u{FEFF}\n", "1:4: the character U+FEFF cannot be in a scenario"),
    ("a: \u{F8FE}\n", "1:4: the character U+F8FE cannot be in a scenario"),
    ("a:\n\tb: 1\n", "2:1: the YAML is malformed: found character that cannot start any token"),
    ("a: [1,\n", "2:1: the YAML is malformed: did not find expected node content"),
    ("a: \"\\ud800\"\n", "1:7: the YAML is malformed: found invalid Unicode character escape code"),
    ("%YAML 9.9\n---\na: 1\n", "1:1: the YAML is malformed: found incompatible YAML document"),
  ])
  func theFaultIsLocated(text: String, fault: String) {
    #expect(Self.faults(text) == [fault])
    #expect(YAMLDocument(text).root == nil)
  }

  @Test func aByteOrderMarkAndOtherLineEndsAreRead() {
    #expect(Self.text(["a"], of: "\u{FEFF}a: 1\n") == "1")
    #expect(Self.text(["b"], of: "a: 1\r\nb: 2\r\n") == "2")
    #expect(Self.text(["b"], of: "a: 1\rb: 2\r") == "2")
  }

  private static let deepNestings: [String] = {
    func stairs(_ count: Int, by step: Int, _ line: String) -> String {
      (0..<count).map { String(repeating: " ", count: $0 * step) + line }.joined()
    }
    return ["[", "{a: ", "- ", "? "].map { String(repeating: $0, count: 100_000) } + [
      stairs(3000, by: 1, "a:\n"), stairs(3000, by: 1, "a:\r"), stairs(3000, by: 1, "a:\u{85}"),
      stairs(300, by: 10, "- - - - -\n"),
    ]
  }()

  /// Each way of nesting ends in a fault before the parser recurses too far.
  @Test(arguments: deepNestings.indices)
  func deepNestingIsRefused(index: Int) throws {
    let faults = Self.faults(Self.deepNestings[index])
    #expect(faults.count == 1)
    #expect(try #require(faults.first).contains("nested"))
  }
}
