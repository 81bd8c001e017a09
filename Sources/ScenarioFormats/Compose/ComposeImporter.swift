import NetworkModel

/// Makes a scenario of compose files as the compose specification has them.
///
/// Files → `ComposeLoader` (variables, includes, extensions, merging) → `ComposeDecoder` (`ComposeProject`) →
/// `ComposeLowering` (`Scenario`). Everything that takes no part is listed in the diagnostics as a note.
package enum ComposeImporter {
  package struct Options: Sendable {
    package var profiles: [String] = []
    /// In place of `.env`.
    package var environmentFiles: [String] = []
    package var variables: [String: String] = [:]
    /// The Docker host.
    package var host = "docker"
    /// Clients ask the published ports, and services those that they depend on.
    package var withClients = true
    /// Names that are in use already.
    package var taken: Set<String> = []
    package var projectName: String?
    /// Replicas by service, in place of the file's.
    package var scale: [String: Int] = [:]

    package init() {}
  }

  package static func load(
    _ paths: [String], options: Options = Options(), files: ManifestFiles = .system
  ) -> Imported {
    var loader = ComposeLoader(files: files, variables: options.variables)
    let root = loader.load(paths, environmentFiles: options.environmentFiles)
    let directory = FileReader.directory(of: paths.first ?? "")
    let title = options.projectName ?? FileReader.folderName(of: directory)
    guard let root, !loader.log.hasErrors else {
      return Imported(scenario: Scenario(title: title), diagnostics: loader.log.diagnostics)
    }
    var decoder = ComposeDecoder(
      log: loader.log, files: files, directory: directory, profiles: options.profiles)
    guard var project = decoder.decode(root, defaultName: title), !decoder.log.hasErrors else {
      return Imported(scenario: Scenario(title: title), diagnostics: decoder.log.diagnostics)
    }
    for position in project.services.indices {
      if let count = options.scale[project.services[position].name] {
        project.services[position].replicas = count
      }
    }
    let names = project.services.map(\.name)
    for name in options.scale.keys.sorted() where !names.contains(name) {
      decoder.log.error(
        "there is no service `\(name)` to scale", at: nil, hint: NearestName.hint(name, among: names))
    }
    var lowering = ComposeLowering(project, host: options.host, log: decoder.log, taken: options.taken)
    lowering.lower(withClients: options.withClients)
    return Imported(scenario: lowering.scenario, diagnostics: lowering.log.diagnostics)
  }
}
