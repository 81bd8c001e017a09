import ArgumentParser
import Engine
import Kernel
import NetworkModel
import Reports

struct Explain: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract: "Tell why a router has its route, the story of one request, or the way of a packet.",
    discussion: """
      route ROUTER DESTINATION    every candidate, where each one fell, and the
                                  messages behind the winner
      request NUMBER              every choice of a balancer with its reason, every
                                  wait, every try; numbers as in requests.csv
      policy SOURCE DESTINATION   whether a connection may be made, and the network
                                  policy or access list that decides
      path FROM TO                every hop of a packet with its headers from the
                                  outside in, translations, rules, MTUs
      name CONTAINER NAME         what the embedded DNS of its networks answers
      """)

  static let examples = [
    "rhumb explain scenarios/bgp/hot-potato.yaml route middle 203.0.113.0/24",
    "rhumb explain scenarios/bgp/multihomed-stub.yaml route world 203.0.113.0/24 --at 6min",
    "rhumb explain scenarios/balancing/retry-storm.yaml request 6000",
    "rhumb explain scenarios/containers/host-bridge-overlay.yaml path encrypted-client encrypted-1",
    "rhumb explain scenarios/containers/name-service.yaml name shop search",
  ]

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case route
    case request
    case policy
    case path
    case name
  }

  @Argument(help: "A scenario file; - reads standard input.")
  var scenario: String

  @Argument(help: "What is explained: route, request, policy, path, name.")
  var subject: Subject

  @Argument(help: "The router, the number of the request, the source, or the container that asks.")
  var what: String

  @Argument(help: "Of a route, a policy or a path: the destination; the name that is asked for.")
  var destination: String?

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: "Of a route or path: the time of interest.")
  var at: TimeArgument?

  @Option(name: .long, help: "Of a policy or path: the destination's port, such as 80 or 53/udp.")
  var port: String?

  @OptionGroup var path: PathOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Option(name: .long, help: "Of a path, what is printed: text, json.")
  var format: Format = .text

  func validate() throws {
    if format == .json && subject != .path {
      throw ValidationError("--format json is for a path; of a route there is `rhumb routes --format json`")
    }
  }

  func run() throws { try Moment.write(text) }

  private func text() throws -> String {
    switch subject {
    case .policy:
      return try PolicyExplanation.text(
        what, destination, port: port ?? "80", scenario: scenario, options, quiet: output.quiet)
    case .route: return try route()
    case .name:
      return try NameExplanation.text(
        of: destination, askedBy: what, scenario: scenario, options, quiet: output.quiet)
    case .request:
      return try RequestExplanation.text(what, scenario: scenario, options, quiet: output.quiet)
    case .path:
      let simulation = try Moment.simulation(scenario, options, output, at: at)
      return try PathExplanation.text(
        from: what, to: destination, in: simulation, path, port: port, asJSON: format == .json)
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
