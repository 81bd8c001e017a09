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
      choice of a balancer with its reason, every wait, every try; numbers as in requests.csv. policy SOURCE DESTINATION:
      whether a connection may be made, and the network policy or access list that decides.
      """)

  static let examples = [
    "rhumb explain scenarios/bgp/hot-potato.yaml route middle 203.0.113.0/24",
    "rhumb explain scenarios/bgp/multihomed-stub.yaml route world 203.0.113.0/24 --at 6min",
    "rhumb explain scenarios/balancing/retry-storm.yaml request 6000",
  ]

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case route
    case request
    case policy
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @Argument(help: "What is explained: route, request, policy.")
  var subject: Subject

  @Argument(help: "The router, the number of the request, or the source.")
  var what: String

  @Argument(help: "Of a route or a policy: the destination.")
  var destination: String?

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "Of a route: the time of interest.")
  var at: TimeArgument?

  @Option(name: .long, help: "Of a policy: the destination's port, such as 80 or 53/udp.")
  var port = "80"

  func run() throws { try Moment.write(text) }

  private func text() throws -> String {
    switch subject {
    case .policy:
      return try PolicyExplanation.text(
        what, destination, port: port, scenario: scenario, options, quiet: output.quiet)
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
