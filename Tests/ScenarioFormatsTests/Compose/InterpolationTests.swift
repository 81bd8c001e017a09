import Testing

@testable import ScenarioFormats

/// Compose specification, 12 “Interpolation”.
@Suite struct InterpolationTests {
  private static let variables = ["A": "a", "EMPTY": "", "N2": "two"]

  private static func expand(_ text: String) throws(Interpolation.Fault) -> String {
    var interpolation = Interpolation(variables)
    return try interpolation.expand(text)
  }

  static let forms: [(String, String)] = [
    ("$A-${A}", "a-a"), ("${N2}$N2", "twotwo"), ("$Ab", ""), ("${A}b", "ab"), ("$$A", "$A"),
    ("$${A}", "${A}"), ("$$$A", "$a"), ("no variable", "no variable"),
    ("${UNSET}", ""), ("${UNSET:-x}", "x"), ("${UNSET-x}", "x"), ("${EMPTY:-x}", "x"), ("${EMPTY-x}", ""),
    ("${A:-x}", "a"), ("${A-x}", "a"), ("${A:+x}", "x"), ("${A+x}", "x"), ("${EMPTY:+x}", ""),
    ("${EMPTY+x}", "x"), ("${UNSET:+x}", ""), ("${UNSET+x}", ""), ("${A:?x}", "a"), ("${EMPTY?x}", ""),
    ("${UNSET:-${A}}", "a"), ("${UNSET:-${EMPTY:-${A:+deep}}}", "deep"), ("${UNSET:-}", ""),
    ("${UNSET:-a:b-c}", "a:b-c"), ("${UNSET:-$$}", "$"), ("${UNSET:-{x}", "{x"),
  ]

  @Test(arguments: 0..<29) func everyForm(number: Int) throws {
    let (written, expected) = Self.forms[number]
    #expect(try Self.expand(written) == expected, "\(written)")
  }

  @Test func allFormsAreTried() { #expect(Self.forms.count == 29) }

  @Test(arguments: ["$", "$ x", "${", "${A", "${}", "${1}", "${A:x}", "${A:}", "${A B}", "$1", "100$%"])
  func whatIsNoVariableIsAFault(text: String) {
    #expect(throws: Interpolation.Fault.malformed) { try Self.expand(text) }
  }

  @Test func aRequiredVariableTellsItsMessage() {
    #expect(throws: Interpolation.Fault.required(name: "UNSET", message: "say a")) {
      try Self.expand("${UNSET:?say $A}")
    }
    #expect(throws: Interpolation.Fault.required(name: "EMPTY", message: "")) {
      try Self.expand("${EMPTY:?}")
    }
  }

  @Test func whatIsNotSetIsTold() throws {
    var interpolation = Interpolation(Self.variables)
    _ = try interpolation.expand("$X ${Y} ${Z:-z} $X")
    #expect(interpolation.unset == ["X", "Y"])
  }

  @Test func expansionsThatGrowAreRefused() throws {
    var interpolation = Interpolation(["A": String(repeating: "a", count: 100_000)])
    #expect(throws: Interpolation.Fault.malformed) {
      try interpolation.expand(String(repeating: "$A", count: 100))
    }
    let deep = String(repeating: "${U:-", count: 1000) + String(repeating: "}", count: 1000)
    #expect(throws: Interpolation.Fault.malformed) { try interpolation.expand(deep) }
  }
}

@Suite struct EnvironmentFileTests {
  @Test func namesAndValues() {
    let text = """
      # a comment
      A=1
      export B = two words   # and a comment
      C="x\\ty ${A} \\$A"
      D='x\\ty ${A}'
      E=
      F=a#b
      G: old form
      H="first
      second"
      I=${A}${OUTER:-no}${A:-}
      not a variable
      """
    let pairs = EnvironmentFile.read(text, outer: ["OUTER": "out"])
    #expect(
      pairs.map { "\($0.name)=\($0.value)" } == [
        "A=1", "B=two words", "C=x\ty 1 $A", "D=x\\ty ${A}", "E=", "F=a#b", "G=old form", "H=first\nsecond",
        "I=1out1",
      ])
  }
}
