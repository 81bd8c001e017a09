/// Files of other kinds that stand where a scenario is expected: `rhumb run compose.yaml`.
enum ForeignFile {
  /// Nil for what looks like a scenario. A scenario has a title; a compose file has services, and none; a manifest has
  /// objects with an `apiVersion` and a `kind`; a containerlab file has a topology.
  static func load(_ text: String, from path: String) -> Imported? {
    var hasServices = false
    var hasVersion = false
    var hasKind = false
    var isTopology = false
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("title:") || line.hasPrefix("network:") || line.hasPrefix("traffic:") { return nil }
      if line.hasPrefix("services:") { hasServices = true }
      if line.hasPrefix("apiVersion:") { hasVersion = true }
      if line.hasPrefix("kind:") { hasKind = true }
      if line.hasPrefix("topology:") { isTopology = true }
    }
    let files = ManifestFiles { name throws(FileAccessError) in
      name == path ? Array(text.utf8) : try FileReader.read(name)
    }
    if isTopology { return ContainerlabImporter.load(path, files: files) }
    if hasVersion && hasKind { return KubernetesImporter.load([path], files: files) }
    return hasServices ? ComposeImporter.load([path], files: files) : nil
  }
}
