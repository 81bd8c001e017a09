import ArgumentParser
import Engine
import Kernel

/// What `rhumb show` prints: each protocol's tables are made by a file of its own beside this one.
enum ShowTopic: String, ExpressibleByArgument, CaseIterable {
  case bfd
  case bgp
  case ospf

  var summary: String {
    switch self {
    case .bfd: ShowBFD.summary
    case .bgp: ShowBGP.summary
    case .ospf: ShowOSPF.summary
    }
  }
}

struct Show: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Print a protocol's own tables as a router would, at a time or when routing has settled.",
    discussion: ShowTopic.allCases.map { "\($0.rawValue)  \($0.summary)" }.joined(separator: "\n"))

  static let examples = [
    "rhumb show scenarios/bgp/hot-potato.yaml bgp --node middle",
    "rhumb show scenarios/ospf/areas.yaml ospf database --node border1 --at 99s",
    "rhumb show scenarios/bgp/hot-potato.yaml bgp 203.0.113.0/24 --node middle --at 60s",
  ]

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @Argument(help: ArgumentHelp("What is shown.", valueName: "topic"))
  var topic: ShowTopic

  @Argument(help: "Words of the topic: a prefix, summary.")
  var words: [String] = []

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "The time of interest.")
  var at: TimeArgument?

  @Option(name: .long, help: ArgumentHelp("Only this router; may be repeated.", valueName: "name"))
  var node: [String] = []

  func run() throws { try Moment.write(text) }

  private func text() throws -> String {
    let simulation = try Moment.simulation(scenario, options, output, at: at)
    let nodes = try Moment.routers(node, in: simulation)
    switch topic {
    case .bfd: return try ShowBFD.text(simulation, nodes: nodes, words: words)
    case .bgp: return try ShowBGP.text(simulation, nodes: nodes, words: words)
    case .ospf: return try ShowOSPF.text(simulation, nodes: nodes, words: words)
    }
  }
}
