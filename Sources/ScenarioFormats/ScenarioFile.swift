import NetworkModel

/// Reads a scenario file: text → YAML tree → overrides → `Scenario`.
package enum ScenarioFile {
  package struct Loaded: Sendable {
    package let scenario: Scenario
    /// Not errors: those are thrown.
    package let warnings: [Diagnostic]
    /// What imported files say that takes no part in the simulation.
    package var notes: [Diagnostic] = []
  }

  /// Larger texts are refused: a scenario is written by people or by small programs.
  static let maximumBytes = 64 << 20

  /// - Parameters:
  ///   - path: `-` reads standard input.
  ///   - overrides: `PATH=VALUE` as `--set` takes them.
  /// - Throws: `FileAccessError` when the file cannot be read, `ScenarioFileError` with all diagnostics when it is wrong.
  package static func load(_ path: String, overrides: [String] = []) throws -> Loaded {
    try load(FileReader.read(path), from: path, overrides: overrides)
  }

  /// The same for a file that has been read.
  package static func load(_ bytes: [UInt8], from path: String, overrides: [String]) throws(ScenarioFileError)
    -> Loaded
  {
    let name = path == "-" ? "<stdin>" : path
    guard bytes.count <= maximumBytes else {
      throw ScenarioFileError(
        diagnostics: [Diagnostic(source: name, message: "the file is larger than 64 MiB")])
    }
    let text: String
    do throws(SourceText.NotUTF8) { text = try SourceText.decode(bytes) } catch {
      throw ScenarioFileError(diagnostics: [
        Diagnostic(
          source: name, line: error.position.line, column: error.position.column,
          message: "the file is not UTF-8 text", hint: SourceText.NotUTF8.hint)
      ])
    }
    if let imported = ForeignFile.load(text, from: path) {
      return try decode(imported, name: name, overrides: overrides)
    }
    return try decode(text, name: name, directory: FileReader.directory(of: path), overrides: overrides)
  }

  /// A file of another kind in place of a scenario: it is imported, written as a scenario and read again, so that `--set`
  /// works on it too.
  private static func decode(
    _ imported: Imported, name: String, overrides: [String]
  ) throws(ScenarioFileError) -> Loaded {
    if imported.hasErrors {
      throw ScenarioFileError(diagnostics: imported.diagnostics.filter { $0.severity != .note })
    }
    let text = ScenarioYAML.text(imported.scenario)
    let loaded = try decode(text, name: "\(name) as a scenario", overrides: overrides)
    return Loaded(
      scenario: loaded.scenario,
      warnings: imported.diagnostics.filter { $0.severity == .warning } + loaded.warnings,
      notes: imported.diagnostics.filter { $0.severity == .note })
  }

  /// - Parameter directory: where relative paths of imports start.
  package static func decode(
    _ text: String, name: String, directory: String = ".", overrides: [String] = []
  ) throws(ScenarioFileError) -> Loaded {
    var reader = DocumentReader(sourceName: name, text: text, overrides: overrides)
    let document = YAMLDocument(text)
    for fault in document.faults { reader.note(fault) }
    guard var root = document.root else {
      throw ScenarioFileError(diagnostics: sorted(reader.diagnostics))
    }
    guard root.mapping != nil else {
      reader.error(
        "a scenario is a mapping, found \(reader.describe(root))", at: root, hint: "it begins with `title: …`"
      )
      throw ScenarioFileError(diagnostics: sorted(reader.diagnostics))
    }
    for (position, option) in overrides.enumerated() {
      ScenarioOverride.apply(option, number: position, to: &root, &reader)
    }
    var decoder = ScenarioDecoder(reader: reader, directory: directory)
    decoder.decode(root)
    let imported = decoder.reader.imported
    let diagnostics =
      sorted(decoder.reader.diagnostics) + imported.filter { $0.severity != .note }
    if decoder.reader.hasErrors { throw ScenarioFileError(diagnostics: diagnostics) }
    return Loaded(
      scenario: decoder.scenario, warnings: diagnostics, notes: imported.filter { $0.severity == .note })
  }

  /// In the order of their positions; what has none comes last. An alias repeats what is wrong with its anchor: once is
  /// enough.
  private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let ordered = diagnostics.enumerated().sorted { a, b in
      let left = a.element.line == 0 ? Int.max : a.element.line
      let right = b.element.line == 0 ? Int.max : b.element.line
      return (left, a.element.column, a.offset) < (right, b.element.column, b.offset)
    }.map(\.element)
    var unique: [Diagnostic] = []
    for diagnostic in ordered {
      let isKnown = unique.reversed().prefix { $0.line == diagnostic.line && $0.column == diagnostic.column }
        .contains(diagnostic)
      if !isKnown { unique.append(diagnostic) }
    }
    return unique
  }
}
