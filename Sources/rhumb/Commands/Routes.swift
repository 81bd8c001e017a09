import ArgumentParser
import Engine
import Kernel
import Metrics
import NetworkModel
import Reports
import ScenarioFormats

struct Routes: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Print the routing tables at a time, or when routing has settled.",
    discussion: """
      Without --at: the tables when the control plane has gone quiet after the last event, or at the end of the \
      scenario, with "quiet": false, if it never does.
      """)

  static let examples = [
    "rhumb routes scenarios/rip/abilene.yaml",
    "rhumb routes scenario.yaml --at 61s --node r1 --node r2 --format json",
  ]

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "The time of interest.")
  var at: TimeArgument?

  @Option(name: .long, help: ArgumentHelp("Only this router; may be repeated.", valueName: "name"))
  var node: [String] = []

  @Option(name: .long, help: "What is printed: text, json.")
  var format: Format = .text

  func run() throws {
    do {
      var loaded = try options.load(scenario, quiet: output.quiet)
      if let at { loaded.duration = max(at.time, .init(picoseconds: 1)) }
      var simulation = try ScenarioOptions.prepare(loaded, path: scenario)
      let routers = simulation.topology.nodes.filter { $0.kind == .router }.map(\.name)
      if let unknown = node.first(where: { !routers.contains($0) }) {
        throw UsageFailure(
          "there is no router named `\(unknown)`", hint: NearestName.hint(unknown, among: routers))
      }
      if let at { simulation.run(until: at.time) } else { simulation.runUntilQuiet() }
      var snapshot = simulation.routes()
      if !node.isEmpty { snapshot.routers.removeAll { !node.contains($0.name) } }
      switch format {
      case .text: Console.write(RoutesText.document(snapshot))
      case .json: Console.write(RoutesJSON.document(snapshot).serialized())
      }
    } catch let failure as UsageFailure {
      failure.report()
      try ExitStatus.usage.exit()
    } catch let failure as ScenarioFailure {
      failure.report()
      try failure.status.exit()
    }
  }
}
