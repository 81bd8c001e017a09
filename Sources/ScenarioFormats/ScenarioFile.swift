import NetworkModel
import Yams

/// Reads a scenario file: text → YAML tree → overrides → `Scenario`.
package enum ScenarioFile {
  package struct Loaded: Sendable {
    package let scenario: Scenario
    /// Not errors: those are thrown.
    package let warnings: [Diagnostic]
  }

  /// Larger texts are refused: a scenario is written by people or by small programs.
  static let maximumBytes = 64 << 20
  static let maximumDepth = 100
  static let maximumNodes = 2_000_000

  /// - Parameters:
  ///   - path: `-` reads standard input.
  ///   - overrides: `PATH=VALUE` as `--set` takes them.
  /// - Throws: `FileAccessError` when the file cannot be read, `ScenarioFileError` with all diagnostics when it is wrong.
  package static func load(_ path: String, overrides: [String] = []) throws -> Loaded {
    let bytes = try FileReader.read(path)
    let name = path == "-" ? "<stdin>" : path
    guard bytes.count <= maximumBytes else {
      throw ScenarioFileError(
        diagnostics: [Diagnostic(source: name, message: "the file is larger than 64 MiB")])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ScenarioFileError(diagnostics: [invalidText(name, bytes)])
    }
    return try decode(text, name: name, directory: FileReader.directory(of: path), overrides: overrides)
  }

  /// - Parameter directory: where relative paths of imports start.
  package static func decode(
    _ text: String, name: String, directory: String = ".", overrides: [String] = []
  ) throws(ScenarioFileError) -> Loaded {
    var reader = DocumentReader(sourceName: name, text: text, overrides: overrides)
    if let fault = Self.nestingFault(text, name: name) { throw ScenarioFileError(diagnostics: [fault]) }
    guard var root = parse(text, &reader) else {
      throw ScenarioFileError(diagnostics: sorted(reader.diagnostics))
    }
    for (position, option) in overrides.enumerated() {
      ScenarioOverride.apply(option, number: position, to: &root, &reader)
    }
    var decoder = ScenarioDecoder(reader: reader, directory: directory)
    if !decoder.reader.hasErrors { decoder.decode(root) }
    let diagnostics = sorted(decoder.reader.diagnostics)
    if decoder.reader.hasErrors { throw ScenarioFileError(diagnostics: diagnostics) }
    return Loaded(scenario: decoder.scenario, warnings: diagnostics)
  }

  private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.enumerated().sorted { a, b in
      // What has no position comes last.
      let left = a.element.line == 0 ? Int.max : a.element.line
      let right = b.element.line == 0 ? Int.max : b.element.line
      return (left, a.element.column, a.offset) < (right, b.element.column, b.offset)
    }.map(\.element)
  }

  private static func parse(_ text: String, _ reader: inout DocumentReader) -> Node? {
    do {
      var documents = try Yams.compose_all(yaml: text)
      guard let root = documents.next() else {
        if let error = documents.error { throw error }
        reader.note(.error, "the file is empty", at: nil, hint: "a scenario begins with `title:`")
        return nil
      }
      if let error = documents.error { throw error }
      if let second = documents.next() {
        reader.error("a scenario is one document; a second one begins here", at: second)
        return nil
      }
      if let error = documents.error { throw error }
      guard root.mapping != nil else {
        reader.error(
          "a scenario is a mapping, found \(reader.describe(root))", at: root,
          hint: "it begins with `title: …`")
        return nil
      }
      var count = 0
      guard isModest(root, depth: 0, &count) else {
        reader.note(.error, "the file is nested too deeply, or its aliases expand to too much", at: nil)
        return nil
      }
      return root
    } catch {
      note(error, &reader)
      return nil
    }
  }

  private static func isModest(_ node: Node, depth: Int, _ count: inout Int) -> Bool {
    count += 1
    if count > maximumNodes || depth > maximumDepth { return false }
    switch node {
    case .scalar, .alias: return true
    case .sequence(let items):
      for item in items where !isModest(item, depth: depth + 1, &count) { return false }
      return true
    case .mapping(let mapping):
      for (key, value) in mapping {
        if !isModest(key, depth: depth + 1, &count) || !isModest(value, depth: depth + 1, &count) {
          return false
        }
      }
      return true
    }
  }

  private static func note(_ error: any Error, _ reader: inout DocumentReader) {
    guard let error = error as? YamlError else {
      reader.note(.error, "the YAML cannot be read: \(error)", at: nil)
      return
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      reader.note(.error, "the YAML is malformed: \(problem)", at: mark)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.sorted().joined(separator: "`, `")
      reader.note(.error, "the key `\(names)` stands twice in one mapping", at: context.mark)
    case .reader(let problem, _, _, _):
      reader.note(.error, "the YAML has a character that cannot be in a text: \(problem)", at: nil)
    case .dataCouldNotBeDecoded, .no, .memory, .representer, .writer, .emitter:
      reader.note(.error, "the YAML cannot be read: \(error)", at: nil)
    }
  }

  /// The parser recurses, so depth is limited before it runs: open brackets, and blocks by their indentation.
  private static func nestingFault(_ text: String, name: String) -> Diagnostic? {
    var depth = 0
    var line = 1
    var indent = 0
    var isIndent = true
    var dashes = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        indent = 0
        dashes = 0
        isIndent = true
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case UInt8(ascii: " ") where isIndent: indent += 1
      case UInt8(ascii: "-") where isIndent, UInt8(ascii: "?") where isIndent: dashes += 1
      default: isIndent = false
      }
      if depth > 500 || dashes > 200 || (isIndent && indent > 2000) {
        return Diagnostic(source: name, line: line, column: 1, message: "the file is nested too deeply")
      }
    }
    return nil
  }

  private static func invalidText(_ name: String, _ bytes: [UInt8]) -> Diagnostic {
    let valid = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
    let line = valid.count { $0 == "\n" } + 1
    return Diagnostic(source: name, line: line, column: 1, message: "the file is not UTF-8 text")
  }
}
