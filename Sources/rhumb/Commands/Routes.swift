import ArgumentParser
import Engine
import Kernel
import MRT
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

      --format mrt writes the BGP table of one router, all its neighbours' routes, as a TABLE_DUMP_V2 file (RFC 6396) that \
      bgpdump and other readers take. Simulated seconds stand in it for seconds since 1970.
      """)

  static let examples = [
    "rhumb routes scenarios/rip/abilene.yaml",
    "rhumb routes scenario.yaml --at 61s --node r1 --node r2 --format json",
    "rhumb routes scenarios/bgp/hot-potato.yaml --node middle --format mrt > rib.mrt",
  ]

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case mrt
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "The time of interest.")
  var at: TimeArgument?

  @Option(name: .long, help: ArgumentHelp("Only this router or AS; may be repeated.", valueName: "name"))
  var node: [String] = []

  @Option(name: .long, help: "What is printed: text, json, mrt.")
  var format: Format = .text

  func run() throws {
    try Failures.reported {
      var loaded = try options.load(scenario, quiet: output.quiet)
      if let at { loaded.duration = max(at.time, .init(picoseconds: 1)) }
      if loaded.network.asGraph != nil {
        Console.write(try RoutesOfASes.text(loaded, only: node, format: format))
        return
      }
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
      case .mrt: Console.write(try dump(simulation).encoded)
      }
    }
  }

  /// A file holds the view of one router.
  private func dump(_ simulation: borrowing Simulation) throws -> MRTDump {
    let speakers = simulation.topology.nodes.indices.filter {
      simulation.bgpProcess(of: NodeIndex($0)) != nil
        && (node.isEmpty || node.contains(simulation.topology.nodes[$0].name))
    }
    guard speakers.count == 1, let process = simulation.bgpProcess(of: NodeIndex(speakers[0])) else {
      throw UsageFailure(
        speakers.isEmpty ? "no such router speaks BGP" : "an MRT file holds the table of one router",
        hint: "--node NAME, of a router with an AS")
    }
    return MRTDump(of: process, at: simulation.now)
  }
}
