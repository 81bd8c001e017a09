import Kernel
import NetworkModel
import Yams

/// Turns the YAML tree of a scenario into a `Scenario`, section by section, noting everything that is wrong.
///
/// | file | section |
/// |---|---|
/// | `ScenarioDecoder.swift` | the top level; names and references |
/// | `ScenarioDecoder+Network.swift` | routers, hosts, bridges, generated and imported parts |
/// | `ScenarioDecoder+Manifests.swift` | compose files and other manifests |
/// | `ScenarioDecoder+Links.swift` | links and their defaults |
/// | `ScenarioDecoder+Containers.swift` | container networks and containers |
/// | `ScenarioDecoder+Routing.swift` | protocols and static routes |
/// | `ScenarioDecoder+BGP.swift`, `ScenarioDecoder+BGPRules.swift` | BGP and its route maps |
/// | `ScenarioDecoder+Services.swift` | services and backends |
/// | `ScenarioDecoder+Calls.swift` | what services ask of other services |
/// | `ScenarioDecoder+Traffic.swift` | flows and requests |
/// | `ScenarioDecoder+Events.swift` | events |
/// | `ScenarioDecoder+Expectations.swift` | expectations |
/// | `ScenarioDecoder+Study.swift` | what `compare` runs |
/// | `ScenarioDecoder+Checks.swift` | what only shows when all is read: addresses, subnets |
struct ScenarioDecoder {
  enum NameKind: String {
    case router
    case host
    case bridge
    case network = "container network"
    case container
    case containerSet = "container set"
    case service
  }

  var reader: DocumentReader
  var scenario: Scenario
  /// Relative paths of imports start here.
  let directory: String
  var names: [String: NameKind] = [:]
  /// In the order of definition, for hints.
  var nameOrder: [String] = []
  var serviceNodes: [String: Node] = [:]
  var containerNodes: [String: Node] = [:]
  var containerNetworkNodes: [String: Node] = [:]
  var linkNodes: [Int: Node] = [:]
  /// `router-id` and `loopback` of routers that have one, for the check.
  var identifierNodes: [String: Node] = [:]
  var loopbackNodes: [String: Node] = [:]
  var networkNode: Node?
  var staticNodes: [Node] = []
  var routingNode: Node?
  /// BGP on the level of ASes is wanted: graphs of ASes are not made into routers and links.
  var isASLevel = false
  var trafficNodes: [Node] = []
  /// `localities` of services.
  var groupNodes: [String: Node] = [:]
  /// Who calls whom, in the order of the file.
  var callNodes: [(service: String, to: String, node: Node)] = []
  /// How many links join two nodes; the ends in the order of the alphabet.
  var linkCounts: [Pair<String>: Int] = [:]
  /// Stub networks handed out to generated and imported routers.
  var stubCount = 0
  var linkDefaults = LinkSpec("", "")
  /// The scenario says itself who sends what.
  var hasTraffic = false
  /// Services that came from an import, which the scenario may refine.
  var importedServices: Set<String> = []
  /// Made of names in the embedded DNS, which may mean something else to the next sender.
  var resolvedServices: Set<String> = []

  init(reader: DocumentReader, directory: String) {
    self.reader = reader
    self.directory = directory
    scenario = Scenario(title: "")
  }

  mutating func decode(_ root: Node) {
    let fields = reader.fields(of: root, as: .root)
    scenario.title = reader.text(fields["title"], what: "a title") ?? ""
    scenario.about = reader.text(fields["about"], what: "a text")
    if let seed = reader.integer(fields["seed"], in: 0...Int.max, what: "the seed") {
      scenario.seed = UInt64(seed)
    }
    scenario.duration = reader.duration(fields["duration"])
    if let duration = scenario.duration, duration == .zero {
      reader.error("a run of no duration shows nothing", at: fields["duration"])
    }
    if let limit = reader.integer(fields["event-limit"], in: 1...Int.max, what: "the event limit") {
      scenario.eventLimit = UInt64(limit)
    }
    hasTraffic = fields["traffic"].map { !reader.isNull($0) } ?? false
    isASLevel = fields["routing"]?.mapping?["bgp"]?.mapping?["level"]?.string == "as"
    if let network = fields["network"], !reader.isNull(network) {
      networkNode = network
      decodeNetwork(network)
    }
    if let routing = fields["routing"], !reader.isNull(routing) { decodeRouting(routing) }
    decodeServices(fields["services"])
    checkCalls()
    decodeTraffic(fields["traffic"])
    decodeEvents(fields["events"])
    decodeExpectations(fields["expect"])
    for item in reader.items(of: fields["record"], what: "things to record") {
      if let kind = reader.choice(item, RecordKind.self, what: "something to record") {
        scenario.record.insert(kind)
      }
    }
    if let study = fields["study"], !reader.isNull(study) { decodeStudy(study) }
    if !reader.hasErrors { check() }
  }

  // MARK: Names

  /// Takes a name for a node or set. False, with a diagnostic, when it is taken.
  mutating func define(_ name: String, _ kind: NameKind, at node: Node?) -> Bool {
    if let known = names[name] {
      reader.error(
        "there is already a \(known.rawValue) named `\(name)`", at: node,
        hint: "nodes, networks and container sets share one space of names")
      return false
    }
    names[name] = kind
    nameOrder.append(name)
    return true
  }

  func names(of kinds: Set<NameKind>) -> [String] {
    nameOrder.filter { name in names[name].map { kinds.contains($0) } ?? false }
  }

  /// The name, if it is one of the wanted kinds; else a diagnostic with the nearest one.
  mutating func reference(
    _ node: Node?, to kinds: Set<NameKind>, what: String
  ) -> String? {
    guard let node, let name = reader.text(node, what: what) else { return nil }
    return resolve(name, to: kinds, what: what, at: node) ? name : nil
  }

  mutating func resolve(_ name: String, to kinds: Set<NameKind>, what: String, at node: Node?) -> Bool {
    if let kind = names[name] {
      if kinds.contains(kind) { return true }
      reader.error("`\(name)` is a \(kind.rawValue); expected \(what)", at: node)
      return false
    }
    let hint = reader.wantsHints ? reader.hint(name, among: names(of: kinds)) : nil
    reader.error("there is no `\(name)`; expected \(what)", at: node, hint: hint)
    return false
  }

  static let maximumNodes = 1_000_000
  static let nodes: Set<NameKind> = [.router, .host, .bridge, .container]
  static let endpoints: Set<NameKind> = [.router, .host, .container]
}
