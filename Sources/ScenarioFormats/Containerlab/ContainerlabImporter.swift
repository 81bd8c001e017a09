import NetworkModel

/// Makes a scenario of a containerlab topology (containerlab.dev, “Topology definition”): network operating systems and nodes with
/// FRR become routers, other containers hosts, bridges bridges. Addresses come from `exec` lines and from FRR's
/// configurations, as do OSPF's areas and BGP's AS numbers; other systems' configurations are not read.
package enum ContainerlabImporter {
  package static func load(_ path: String, files: ManifestFiles = .system) -> Imported {
    var log = ImportLog()
    guard let text = files.text(path, at: nil, &log) else {
      return Imported(scenario: Scenario(title: path), diagnostics: log.diagnostics)
    }
    let file = log.add(file: path == "-" ? "<stdin>" : path, text: text)
    let documents = ManifestText.documents(text, file: file, kind: "a containerlab topology", &log)
    guard let root = documents.first?.value, !log.hasErrors else {
      if !log.hasErrors {
        log.error("there is no topology in the file", at: SourcePlace(file: file, line: 1, column: 1))
      }
      return Imported(scenario: Scenario(title: path), diagnostics: log.diagnostics)
    }
    var reader = ContainerlabReader(log: log, files: files, directory: FileReader.directory(of: path))
    reader.read(root)
    return Imported(scenario: reader.scenario, diagnostics: reader.log.diagnostics)
  }
}
