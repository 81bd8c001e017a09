import NetworkModel
import Testing

@testable import ScenarioFormats

/// Compose files in memory, for tests.
enum ComposeText {
  /// - Parameter others: further files by path.
  static func load(
    _ text: String, others: [String: String] = [:], paths: [String] = ["shop/compose.yaml"],
    _ options: ComposeImporter.Options = ComposeImporter.Options()
  ) -> Imported {
    var all = others
    all["shop/compose.yaml"] = text
    return ComposeImporter.load(paths, options: options, files: files(all))
  }

  static func files(_ texts: [String: String]) -> ManifestFiles {
    ManifestFiles { path throws(FileAccessError) in
      guard let text = texts[path] else { throw FileAccessError(path: path, reason: "No such file") }
      return Array(text.utf8)
    }
  }

  /// The scenario; a failure when there are errors.
  static func scenario(
    _ text: String, others: [String: String] = [:], paths: [String] = ["shop/compose.yaml"],
    _ options: ComposeImporter.Options = ComposeImporter.Options()
  ) throws -> Scenario {
    let imported = load(text, others: others, paths: paths, options)
    let errors = imported.diagnostics.filter { $0.severity == .error }.map(\.summary)
    try #require(errors.isEmpty, "\(errors)")
    return imported.scenario
  }

  /// `LINE:COLUMN: message` of one severity.
  static func messages(_ imported: Imported, _ severity: Diagnostic.Severity) -> [String] {
    imported.diagnostics.filter { $0.severity == severity }
      .map { "\($0.line):\($0.column): \($0.message)" }
  }

  /// The merged tree of files, as `docker compose config` would print one value of it.
  static func tree(_ texts: [String: String], _ paths: [String]) -> (value: SourceValue?, log: ImportLog) {
    var loader = ComposeLoader(files: files(texts), variables: [:])
    let value = loader.load(paths, environmentFiles: [])
    return (value, loader.log)
  }
}

extension SourceValue {
  /// On one line, without places.
  var flow: String {
    switch content {
    case .nothing: "null"
    case .scalar(let text, _): text
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .mapping(let fields):
      "{" + fields.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", ") + "}"
    }
  }
}
