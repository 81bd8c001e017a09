import ArgumentParser
import NetworkModel
import ScenarioFormats

struct Import: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Make a scenario from files of another kind.",
    discussion: """
      graphml       a network of the Topology Zoo, or any other GraphML graph
      compose       compose files (docker-compose.yaml), merged in their order:
                    services with replicas and limits, networks, ports in all forms,
                    depends_on with health, profiles, extends, include, variables
      kubernetes    manifests: workloads, placed on three nodes by a scheduler,
                    services, network policies
      mrt           a route collector's, BIRD's, FRR's or Quagga's BGP table
                    (TABLE_DUMP_V2, RFC 6396): each peer becomes a router that
                    announces what it had told, and `collector` decides among the
                    same paths
      containerlab  a topology of routers and hosts, with the addresses and areas of
                    FRR configurations

      What takes no part in the simulation is listed on standard error, with its place, \
      and at the end of the scenario.
      """)

  static let examples = [
    "rhumb import graphml Abilene.graphml -o abilene.yaml",
    "rhumb import compose compose.yaml compose.override.yaml --profile debug -o shop.yaml",
    "rhumb import mrt rib.20240101.0000 --within 193.0.0.0/21 -o ripe.yaml",
    "rhumb import compose compose.yaml --scale web=3 | rhumb run -",
    "rhumb import kubernetes deploy/*.yaml -o cluster.yaml",
  ]

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case graphml
    case compose
    case mrt
    case kubernetes
    case containerlab
  }

  @Argument(help: "Which kind: graphml, compose, mrt, kubernetes, containerlab.")
  var kind: Kind

  @Argument(help: "The file, or several of one project.")
  var files: [String]

  @Option(
    name: .short,
    help: ArgumentHelp("The scenario file to write; absent: standard output.", valueName: "scenario"))
  var output: String?

  @Option(name: .long, help: ArgumentHelp("mrt: only prefixes in this one.", valueName: "prefix"))
  var within: String?

  @OptionGroup var manifests: ManifestOptions

  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false

  func validate() throws {
    if (kind == .graphml || kind == .containerlab) && files.count > 1 {
      throw ValidationError("one file is one network")
    }
    if kind == .mrt && files.count > 1 { throw ValidationError("one MRT file is one table") }
    if let within, IPv4Prefix(within) == nil {
      throw ValidationError("`\(within)` is no prefix such as `193.0.0.0/21`")
    }
    try manifests.check()
  }

  func run() throws {
    do {
      let text =
        switch kind {
        case .graphml: try graph()
        case .mrt: try routingTable()
        case .compose: try report(ComposeImporter.load(files, options: manifests.compose))
        case .containerlab: try report(ContainerlabImporter.load(files[0]))
        case .kubernetes: try report(KubernetesImporter.load(files, options: manifests.kubernetes))
        }
      guard let text else { return }
      if let output {
        try OutputDirectory.writeFile(Array(text.utf8), to: output)
      } else {
        Console.write(text)
      }
    } catch let error as FileAccessError {
      Console.writeError("\(error.path): error: cannot be opened: \(error.reason)\n")
      try ExitStatus.noInput.exit()
    } catch let failure as OutputDirectory.Failure {
      Console.writeError("rhumb: \(failure.message)\n")
      try failure.status.exit()
    }
  }

  /// Nil after errors, which are printed.
  private func graph() throws -> String? {
    let bytes = try FileReader.read(files[0])
    do throws(GraphMLError) {
      let imported = try GraphMLImporter.importNetwork(
        bytes, file: files[0], link: LinkSpec("", ""), withStubs: true)
      if !quiet { for note in imported.notes { Console.writeError("\(files[0]): note: \(note)\n") } }
      return ScenarioWriter.text(imported, title: imported.title ?? Run.stem(files[0]))
    } catch {
      let place = error.line > 0 ? ":\(error.line):\(max(1, error.column))" : ""
      Console.writeError("\(files[0])\(place): error: \(error.message)\n")
      try ExitStatus.badInput.exit()
      return nil
    }
  }

  /// Says everything there is to say about the files; the scenario, unless there are errors.
  private func report(_ imported: Imported) throws -> String? {
    for file in files { _ = try FileReader.read(file) }
    for diagnostic in imported.diagnostics where !quiet || diagnostic.severity == .error {
      Console.writeError(diagnostic.severity == .note ? diagnostic.summary + "\n" : diagnostic.rendered)
    }
    if imported.hasErrors { try ExitStatus.badInput.exit() }
    return ScenarioYAML.text(
      imported.scenario, notes: imported.diagnostics.filter { $0.severity == .note })
  }
}

extension KubernetesImporter.Proxy: ExpressibleByArgument {}

/// What decides how manifests are read.
struct ManifestOptions: ParsableArguments {
  @Option(name: .customLong("profile"), help: "compose: a profile that is active; may be repeated.")
  var profiles: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("Replicas of a service; may be repeated.", valueName: "service=number"))
  var scale: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("compose: a variable; may be repeated.", valueName: "name=value"))
  var env: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("compose: a file of variables, in place of .env; may be repeated.", valueName: "file"))
  var envFile: [String] = []

  @Option(name: .long, help: "kubernetes: how nodes balance services: iptables (at random), ipvs (in turn).")
  var kubeProxy: KubernetesImporter.Proxy?

  func check() throws {
    for option in scale
    where Self.pair(option).flatMap({ Int($0.value) }).map({ !(0...10000).contains($0) }) ?? true {
      throw ValidationError("--scale takes SERVICE=NUMBER, not `\(option)`")
    }
    for option in env where Self.pair(option) == nil {
      throw ValidationError("--env takes NAME=VALUE, not `\(option)`")
    }
  }

  var compose: ComposeImporter.Options {
    var options = ComposeImporter.Options()
    options.profiles = profiles
    options.environmentFiles = envFile
    for (name, value) in scale.compactMap(Self.pair) { options.scale[name] = Int(value) }
    for (name, value) in env.compactMap(Self.pair) { options.variables[name] = value }
    return options
  }

  var kubernetes: KubernetesImporter.Options {
    var options = KubernetesImporter.Options()
    for (name, value) in scale.compactMap(Self.pair) { options.scale[name] = Int(value) }
    if let kubeProxy { options.proxy = kubeProxy }
    return options
  }

  private static func pair(_ text: String) -> (name: String, value: String)? {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return nil }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }
}
