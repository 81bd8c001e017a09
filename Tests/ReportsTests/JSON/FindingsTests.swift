import Foundation
import Testing

@testable import Reports

@Suite struct FindingsTests {
  static let findings = [
    Finding(
      file: "a b/ü.yaml", line: 3, column: 0, isError: true, message: "no `x`", hint: "did you mean `y`?"),
    Finding(file: "<stdin>", line: 0, column: 0, isError: false, message: "odd", hint: nil),
  ]

  @Test func theDiagnosticsAsJSON() {
    #expect(
      DiagnosticsJSON.document(Self.findings).serialized() == """
        {
          "schema": "rhumb.check/1",
          "diagnostics": [
            {
              "file": "a b/ü.yaml",
              "line": 3,
              "column": 0,
              "severity": "error",
              "message": "no `x`",
              "hint": "did you mean `y`?"
            },
            {
              "file": "<stdin>",
              "line": 0,
              "column": 0,
              "severity": "warning",
              "message": "odd",
              "hint": null
            }
          ]
        }

        """)
  }

  @Test func sarifHasALocationForEachResult() throws {
    let text = SARIF.document(Self.findings).serialized()
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["version"] as? String == "2.1.0")
    let run = try #require((object["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.map { $0["level"] as? String } == ["error", "warning"])
    let places = results.compactMap {
      ($0["locations"] as? [[String: [String: Any]]])?.first?["physicalLocation"]
    }
    #expect(places.count == 2)
    let regions = places.map { $0["region"] as? [String: Int] }
    #expect(regions == [["startLine": 3, "startColumn": 1], nil])
  }

  @Test func sarifNamesFilesByURIReferences_RFC3986_2() {
    let text = SARIF.document(Self.findings).serialized()
    #expect(text.contains("\"uri\": \"a%20b/%C3%BC.yaml\""))
    #expect(text.contains("\"uri\": \"%3Cstdin%3E\""))
  }

  @Test func noFindingsAreAnEmptyList() {
    #expect(DiagnosticsJSON.document([]).serialized().contains("\"diagnostics\": []"))
    #expect(SARIF.document([]).serialized().contains("\"results\": []"))
  }
}
