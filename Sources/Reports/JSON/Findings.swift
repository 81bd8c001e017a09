/// One thing that is wrong with an input file, as reports see it.
package struct Finding: Sendable {
  package let file: String
  package let line: Int
  package let column: Int
  package let isError: Bool
  /// Not even a warning: something of an imported file that takes no part.
  package let isNote: Bool
  package let message: String
  package let hint: String?

  package init(
    file: String, line: Int, column: Int, isError: Bool, isNote: Bool = false, message: String,
    hint: String?
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.isError = isError
    self.isNote = isNote
    self.message = message
    self.hint = hint
  }

  fileprivate var level: String { isError ? "error" : isNote ? "note" : "warning" }
}

/// `check --format json`.
package enum DiagnosticsJSON {
  package static func document(_ findings: [Finding]) -> JSONValue {
    .object([
      ("schema", .string("rhumb.check/1")),
      (
        "diagnostics",
        .array(
          findings.map { finding in
            .object([
              ("file", .string(finding.file)), ("line", .integer(Int64(finding.line))),
              ("column", .integer(Int64(finding.column))),
              ("severity", .string(finding.level)),
              ("message", .string(finding.message)),
              ("hint", finding.hint.map { .string($0) } ?? .null),
            ])
          })
      ),
    ])
  }
}

/// SARIF 2.1.0, which code hosts show beside the lines of a change.
package enum SARIF {
  package static func document(_ findings: [Finding]) -> JSONValue {
    let results = findings.map { finding in
      JSONValue.object([
        ("ruleId", .string("scenario")), ("level", .string(finding.level)),
        ("message", .object([("text", .string(text(finding)))])),
        ("locations", .array([.object([("physicalLocation", location(finding))])])),
      ])
    }
    let driver = JSONValue.object([
      ("name", .string("rhumb")), ("version", .string(RunJSON.version)),
      (
        "rules",
        .array([
          .object([
            ("id", .string("scenario")),
            (
              "shortDescription",
              .object([("text", .string("A scenario file must be complete and consistent."))])
            ),
          ])
        ])
      ),
    ])
    return .object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")),
      (
        "runs",
        .array([.object([("tool", .object([("driver", driver)])), ("results", .array(results))])])
      ),
    ])
  }

  private static func text(_ finding: Finding) -> String {
    finding.message + (finding.hint.map { ". Hint: \($0)" } ?? "")
  }

  /// The path as a URI reference (RFC 3986 §2): what may not stand in a path is percent-encoded.
  private static func uri(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }

  private static func location(_ finding: Finding) -> JSONValue {
    let artifact = (key: "artifactLocation", value: JSONValue.object([("uri", .string(uri(finding.file)))]))
    if finding.line == 0 { return .object([artifact]) }
    let region = JSONValue.object([
      ("startLine", .integer(Int64(finding.line))), ("startColumn", .integer(Int64(max(1, finding.column)))),
    ])
    return .object([artifact, ("region", region)])
  }
}
