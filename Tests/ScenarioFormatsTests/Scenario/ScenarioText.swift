import Foundation
import NetworkModel
import Testing

@testable import ScenarioFormats

/// Decodes short texts for tests.
enum ScenarioText {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Two routers, a host and two links.
  static let network =
    "title: t\nnetwork:\n  routers: {r1: , r2: }\n  hosts: {h1: }\n  links: [r1 -- r2, h1 -- r1]\n"

  /// All YAML files under a folder of the repository, in the order of their names.
  static func files(under folder: String) -> [URL] {
    let walker = FileManager.default.enumerator(
      at: root.appending(path: folder).resolvingSymlinksInPath(), includingPropertiesForKeys: nil)
    return (walker?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yaml" }
      .sorted { $0.path < $1.path }
  }

  static func decode(_ text: String, overrides: [String] = []) throws -> Scenario {
    try ScenarioFile.decode(text, name: "t.yaml", overrides: overrides).scenario
  }

  /// Errors when there are any, else warnings.
  static func diagnostics(_ text: String, overrides: [String] = []) -> [Diagnostic] {
    do {
      return try ScenarioFile.decode(text, name: "t.yaml", overrides: overrides).warnings
    } catch {
      return error.diagnostics
    }
  }
}
