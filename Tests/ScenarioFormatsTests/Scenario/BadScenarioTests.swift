import Foundation
import Testing

@testable import ScenarioFormats

/// A deliberately wrong scenario of Tests/BadScenarios. Its first lines say what is expected of it:
///
///     # expect: LINE:COLUMN: message           one line an error, in order; 0:0 where there is no place
///     # schema: accepts                        where JSON Schema cannot express the fault
struct BadScenario: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let errors: [String]
  let isAcceptedBySchema: Bool

  var testDescription: String { name }

  static let all: [BadScenario] = ScenarioText.files(under: "Tests/BadScenarios").map { file in
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let head = text.split(whereSeparator: \.isNewline).prefix { $0.hasPrefix("# ") }
    return BadScenario(
      name: file.lastPathComponent, text: text,
      errors: head.filter { $0.hasPrefix("# expect: ") }.map { String($0.dropFirst("# expect: ".count)) },
      isAcceptedBySchema: head.contains("# schema: accepts"))
  }
}

@Suite struct BadScenarioTests {
  @Test func thereAreEnough() { #expect(BadScenario.all.count > 100) }

  @Test(arguments: BadScenario.all) func everyErrorIsToldAtItsPlace(bad: BadScenario) {
    let errors = ScenarioText.diagnostics(bad.text).filter { $0.severity == .error }
    #expect(errors.map { "\($0.line):\($0.column): \($0.message)" } == bad.errors)
  }

  @Test(arguments: BadScenario.all) func theSchemaAgreesWhereItCan(bad: BadScenario) {
    #expect(JSONSchemaValidator.scenario.accepts(yaml: bad.text) == bad.isAcceptedBySchema)
  }
}
