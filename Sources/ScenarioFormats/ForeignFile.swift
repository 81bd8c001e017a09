/// Files of other kinds that stand where a scenario is expected: `rhumb run compose.yaml`.
enum ForeignFile {
  /// Nil for what looks like a scenario. A scenario has a title; a compose file has services, and none.
  static func load(_ text: String, from path: String) -> Imported? {
    var hasServices = false
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("title:") || line.hasPrefix("network:") || line.hasPrefix("traffic:") { return nil }
      if line.hasPrefix("services:") { hasServices = true }
    }
    guard hasServices else { return nil }
    let files = ManifestFiles { name throws(FileAccessError) in
      name == path ? Array(text.utf8) : try FileReader.read(name)
    }
    return ComposeImporter.load([path], files: files)
  }
}
