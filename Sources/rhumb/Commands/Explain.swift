import ArgumentParser
import Engine
import Kernel
import NetworkModel
import Reports

struct Explain: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Tell why a router has its route, or the story of one request.",
    discussion: """
      route ROUTER DESTINATION: every candidate, where each one fell, and the messages behind it. request NUMBER: every
      choice of a balancer with its reason, every wait, every try; numbers as in requests.csv.
      """)

  static let examples = [
    "rhumb explain scenarios/bgp/hot-potato.yaml route middle 203.0.113.0/24",
    "rhumb explain scenarios/bgp/multihomed-stub.yaml route world 203.0.113.0/24 --at 6min",
    "rhumb explain scenarios/balancing/retry-storm.yaml request 6000",
  ]

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case route
    case request
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @Argument(help: "What is explained: route, request.")
  var subject: Subject

  @Argument(help: "The router, or the number of the request.")
  var what: String

  @Argument(help: "Of a route: the destination, a prefix or an address.")
  var destination: String?

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "Of a route: the time of interest.")
  var at: TimeArgument?

  func run() throws { try Moment.write(text) }

  private func text() throws -> String {
    switch subject {
    case .route: return try route()
    case .request:
      return try RequestExplanation.text(what, scenario: scenario, options, quiet: output.quiet)
    }
  }

  private func route() throws -> String {
    guard let destination else {
      throw UsageFailure("a route needs its destination", hint: "rhumb explain FILE route ROUTER PREFIX")
    }
    guard let prefix = IPv4Prefix(destination) else {
      throw UsageFailure("`\(destination)` is no prefix such as `203.0.113.0/24`, and no address")
    }
    let simulation = try Moment.simulation(scenario, options, output, at: at)
    let names = try Moment.routers([what], in: simulation)
    let snapshot = simulation.routes()
    guard let tables = snapshot.routers.first(where: { $0.name == names.first }) else { return "" }
    return RouteExplanation.text(tables, prefix, at: snapshot.time)
  }
}
