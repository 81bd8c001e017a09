import ArgumentParser
import Engine
import NetworkModel
import Reports

struct Reach: ExampleProviding {
  static let configuration = CommandConfiguration(
    abstract:
      "Who reaches whom: a matrix over routes, translations, published ports, policies and access lists.",
    discussion: """
      A row a source, a column a destination: a first packet is followed from each node \
      to each other one, as `explain … path` shows it, when routing has settled or --at a \
      time. Every denial names its node and rule. --policies looks at network policies and \
      access lists alone. A pod always reaches itself, as Kubernetes has it; --strict leaves \
      that to the policies.
      """)

  static let examples = [
    "rhumb reach scenarios/containers/two-bridges.yaml --port 53/udp",
    "rhumb reach scenarios/containers/cluster-policies.yaml --pods --port 5432 --format html > reach.html",
    "rhumb reach policies.yaml --grid --port 80",
  ]

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case csv
    case html
  }

  @Argument(help: "A scenario, compose file or manifest; - reads standard input.")
  var scenario: String

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The destination's port, such as 80 or 53/udp; may be repeated. Default: 80.", valueName: "port"))
  var port: [String] = []

  @Option(name: .long, help: "What is printed: text, csv, html.")
  var format: Format = .text

  @Option(
    name: .long, help: "The time of interest; by default when routing has settled after the last event.")
  var at: TimeArgument?

  @Flag(name: .long, help: "Judge a pod's connections to itself, too.")
  var strict = false

  @Flag(name: .long, help: "Pods and other containers only, without hosts and routers.")
  var pods = false

  @Flag(name: .long, help: "What policies and access lists say, whatever the network between is.")
  var policies = false

  @Flag(
    name: .long,
    help:
      "Judge the policies on three namespaces (x, y, z) of three pods (a, b, c) with the labels ns and pod, in place of the scenario's nodes."
  )
  var grid = false

  private static let maximumEndpoints = 1500

  func run() throws { try Moment.write(text) }

  private func text() throws -> String {
    let ports = try (port.isEmpty ? ["80"] : port).map(Self.port)
    let loaded = try options.load(scenario, quiet: output.quiet)
    let matrices =
      grid || policies ? try byPolicies(loaded, ports) : try overTheNetwork(loaded, ports)
    switch format {
    case .text: return ReachText.document(matrices)
    case .csv: return ReachCSV.document(matrices)
    case .html: return ReachHTML.document(matrices, title: loaded.title)
    }
  }

  private typealias Port = (number: UInt16, transport: TransportProtocol)

  private func byPolicies(_ loaded: Scenario, _ ports: [Port]) throws -> [ReachMatrix] {
    let (evaluator, endpoints) = try Self.prepare(loaded, path: scenario, isStrict: strict)
    let chosen = grid ? PolicyEndpoint.grid : pods ? endpoints.filter { $0.pod != nil } : endpoints
    try limit(chosen.count)
    return ports.map { ReachMatrix(evaluator, chosen, $0.transport, $0.number) }
  }

  private func overTheNetwork(_ loaded: Scenario, _ ports: [Port]) throws -> [ReachMatrix] {
    if let port = ports.first(where: { $0.transport == .sctp }) {
      throw UsageFailure(
        "translation of addresses knows tcp and udp, not \(port.transport)",
        hint: "--policies looks at policies and access lists alone")
    }
    let simulation = try Moment.simulation(loaded, scenario, at: at)
    let network = ReachableNetwork(loaded.network, simulation.topology, podsOnly: pods, isStrict: strict)
    try limit(network.nodes.count)
    return ports.map { network.matrix(in: simulation, $0.transport, $0.number) }
  }

  private func limit(_ count: Int) throws(UsageFailure) {
    guard count <= Self.maximumEndpoints else {
      throw UsageFailure("\(count) endpoints are more than a matrix can show (\(Self.maximumEndpoints))")
    }
  }

  /// `80`, `80/tcp`, `53/udp`.
  static func port(_ text: String) throws(UsageFailure) -> (number: UInt16, transport: TransportProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard let number = parts.first.flatMap({ UInt16($0) }), number > 0,
      let transport = parts.count == 1 ? .tcp : TransportProtocol(name: parts[1])
    else { throw UsageFailure("`\(text)` is no port such as 80 or 53/udp") }
    return (number, transport)
  }

  static func prepare(
    _ scenario: Scenario, path: String, isStrict: Bool
  ) throws(ScenarioFailure) -> (PolicyEvaluator, [PolicyEndpoint]) {
    let topology = try ScenarioOptions.prepare(scenario, path: path).topology
    var evaluator = PolicyEvaluator(policies: scenario.network.policies, lists: scenario.network.accessLists)
    evaluator.judgesLoopback = isStrict
    return (evaluator, PolicyEndpoint.all(of: scenario.network, topology).map(\.endpoint))
  }
}
