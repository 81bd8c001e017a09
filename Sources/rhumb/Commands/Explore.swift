import ArgumentParser
import Engine
import Kernel
import Reports

struct Explore: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract:
      "Try orders of BGP messages: which stable states there are, and whether routing comes to rest at all.",
    discussion: """
      Speakers, policies and prefixes are those of the scenario at its start; time plays no part. That routing never comes \
      to rest is proven: the same routes with the same messages under way come again.
      """)

  static let examples = [
    "rhumb explore scenarios/bgp/disagree.yaml --orders 1000",
    "rhumb explore scenarios/bgp/bad-gadget.yaml --format json",
  ]

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @Option(name: .long, help: "How many random orders are tried.")
  var orders = 100

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "What is printed: text, json.")
  var format: Format = .text

  func run() throws { try Moment.write(text) }

  private func text() throws -> String {
    guard (0...1_000_000).contains(orders) else {
      throw UsageFailure("orders must be 0…1000000, not \(orders)")
    }
    let loaded = try options.load(scenario, quiet: output.quiet)
    try RoutesOfASes.refuse(loaded)
    let simulation = try ScenarioOptions.prepare(loaded, path: scenario)
    if simulation.numberOfSpeakers == 0 {
      throw UsageFailure(
        "no router of the scenario speaks BGP", hint: "protocol: bgp, and routers: {r1: {as: 65001}}")
    }
    let exploration = try simulation.explore(orders: orders)
    switch format {
    case .text: return ExplorationText.document(exploration)
    case .json: return ExplorationJSON.document(exploration).serialized()
    }
  }
}
