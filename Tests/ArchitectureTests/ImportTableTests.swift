import Foundation
import Testing

/// The table "Who may import whom" of ARCHITECTURE.md, held against the import lines of Sources.
@Suite struct ImportTableTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Module → modules of ours that it may import.
  private static func table() throws -> [String: Set<String>] {
    let text = try String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    var table: [String: Set<String>] = [:]
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") { isInside = line.contains("Who may import whom") }
      guard isInside, line.hasPrefix("| ") else { continue }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 2, cells[0] != "module", !cells[0].hasPrefix("-") else { continue }
      table[cells[0]] = Set(cells[1].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }
    return table
  }

  private static func swiftFiles(below folder: URL) -> [URL] {
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walker?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .sorted { $0.path < $1.path }
  }

  @Test func everyImportOfSourcesIsAllowedByTheTable() throws {
    let table = try Self.table()
    let modules = Set(table.keys).union(["CGraphviz", "CPrefetch"])
    #expect(table.count >= 9, "ARCHITECTURE.md has a table with a line for each module")
    var files = 0
    for (module, allowed) in table {
      for file in Self.swiftFiles(below: Self.root.appending(path: "Sources/\(module)")) {
        files += 1
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
          let words = line.split(separator: " ")
          guard let place = words.firstIndex(of: "import"), place + 1 < words.count, place <= 1,
            line.hasPrefix("import") || line.hasPrefix("@")
          else { continue }
          let imported = String(words[place + 1].prefix { $0 != "." })
          if modules.contains(imported) && imported != module {
            #expect(allowed.contains(imported), "\(file.lastPathComponent) of \(module) imports \(imported)")
          }
        }
      }
    }
    #expect(files > 100, "the walk has found the sources")
  }

  @Test func everyFolderOfSourcesStandsInTheTable() throws {
    let table = try Self.table()
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appending(path: "Sources").path
    ).filter { !$0.hasPrefix(".") && !$0.hasPrefix("C") }
    for folder in folders { #expect(table[folder] != nil, "\(folder) is missing in ARCHITECTURE.md") }
  }

  @Test func noSourceFileIsLongerThanFourHundredLines() throws {
    for file in Self.swiftFiles(below: Self.root.appending(path: "Sources")) {
      let lines = try String(contentsOf: file, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 400, "\(file.lastPathComponent) has \(lines.count) lines")
    }
  }
}
