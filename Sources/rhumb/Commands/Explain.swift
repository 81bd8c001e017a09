import ArgumentParser
import Engine
import Kernel
import NetworkModel
import Reports

struct Explain: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract:
      "Tell why a router has its route: every candidate, where each one fell, and the messages behind it.")

  static let examples = [
    "rhumb explain scenarios/bgp/hot-potato.yaml route middle 203.0.113.0/24",
    "rhumb explain scenarios/bgp/multihomed-stub.yaml route world 203.0.113.0/24 --at 6min",
  ]

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case route
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @Argument(help: "What is explained: route.")
  var subject: Subject

  @Argument(help: "The router.")
  var router: String

  @Argument(help: "The destination, a prefix or an address.")
  var destination: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "The time of interest.")
  var at: TimeArgument?

  func run() throws { try Moment.write(text) }

  private func text() throws -> String {
    guard let prefix = IPv4Prefix(destination) else {
      throw UsageFailure("`\(destination)` is no prefix such as `203.0.113.0/24`, and no address")
    }
    let simulation = try Moment.simulation(scenario, options, output, at: at)
    let names = try Moment.routers([router], in: simulation)
    let snapshot = simulation.routes()
    guard let tables = snapshot.routers.first(where: { $0.name == names.first }) else { return "" }
    return RouteExplanation.text(tables, prefix, at: snapshot.time)
  }
}
