import Balancing
import NetworkModel
import Routing

extension ValueSchema {
  /// What any of the policies' parameters of one name takes.
  fileprivate init(_ parameters: [PolicyDescriptor.Parameter]) {
    var words: [String] = []
    for parameter in parameters {
      switch parameter.form {
      case .number:
        self = .number(nil)
        return
      case .whole:
        self = .integer(0...Int.max)
        return
      case .duration:
        self = .pattern(.duration)
        return
      case .choice(let names): words += names.filter { !words.contains($0) }
      }
    }
    self = .choice(words)
  }

  fileprivate init(_ parameter: TopologyGenerator.Parameter) {
    if parameter.isSwitch {
      self = .boolean
    } else if parameter.isWhole {
      self = .integer(Int(parameter.range.lowerBound)...Int(parameter.range.upperBound))
    } else {
      self = .number(parameter.range)
    }
  }
}

/// The scenario language, section by section.
extension ObjectSchema {
  static let root: ObjectSchema = {
    var schema = ObjectSchema("scenario", sections)
    schema.allowsExtensions = true
    return schema
  }()

  private static let sections: [Key] = [
    Key("title", .text, required: true, "What the scenario is called."),
    Key("about", .text, "What it teaches."),
    Key("seed", .integer(0...Int.max), "Seed of all random streams."),
    Key("duration", .pattern(.duration), "When the run ends at the latest."),
    Key("event-limit", .integer(1...Int.max), "The run stops after this many events."),
    Key("network", .object(.network), "Nodes and links."),
    Key("routing", .object(.routing), "How routers find their routes."),
    Key(
      "services", .map(.object(.service), allowsNull: false), "Services behind a balancing policy, by name."
    ),
    Key("traffic", .list(.object(.traffic)), "Flows and requests."),
    Key("events", .list(.object(.event)), "What happens at which time."),
    Key("expect", .list(.object(.expectation)), "Bounds that metrics must keep."),
    Key(
      "record", .list(.choice(["requests", "events", "series", "decisions"])),
      "What `--out` writes in detail."),
    Key("study", .object(.study), "What `compare` varies and measures."),
  ]

  static let network = ObjectSchema(
    "network",
    [
      Key("defaults", .object(.defaults), "Values for links that say nothing else."),
      Key("arp", .choice(["shared", "all", "none"]), "Where address resolution is modelled."),
      Key(
        "transport", .choice(["packets", "ideal"]),
        "How requests travel: as packets, or with the path's propagation delay alone."),
      Key("routers", .map(.object(.router), allowsNull: true), "Routers by name."),
      Key("hosts", .map(.object(.host), allowsNull: true), "Hosts by name."),
      Key("bridges", .map(.object(.bridge), allowsNull: true), "Ethernet bridges by name."),
      Key("networks", .map(.object(.containerNetwork), allowsNull: false), "Container networks by name."),
      Key(
        "containers", .map(.object(.container), allowsNull: false), "Containers, or sets of them, by name."),
      Key("links", .list(.any([.pattern(.link), .object(.link)])), "Links between nodes."),
      Key(
        "generate", .object(.generate), "Topologies made by a rule."),
      Key("import", .list(.object(.importSource)), "Topologies, compose files and manifests."),
    ] + policyKeys)

  static let defaults = ObjectSchema("defaults", [Key("link", .object(.linkDefaults), "For every link.")])

  private static let linkKeys: [Key] = [
    Key("bandwidth", .pattern(.bandwidth), "Rate of each direction; by default 1Gbps."),
    Key("delay", .pattern(.duration), "Propagation delay, one way; by default 1ms."),
    Key("queue", .pattern(.queue), "What waits at most, in packets or bytes; by default 100 packets."),
    Key(
      "discipline", .any([.choice(DisciplineSpec.names), .object(.discipline)]),
      "What leaves the queue next, and what is dropped before it is full; by default drop-tail."),
    Key("loss", .pattern(.share), "Probability that a packet is lost; by default zero."),
    Key("mtu", .pattern(.packetLength(68...65535)), "Largest IP packet in bytes; by default 1500."),
    Key(
      "overhead", .pattern(.packetLength(0...1000)),
      "Bytes on the wire beside each IP packet: 2 for PPP, 38 for Ethernet with preamble and gap; by default none."
    ),
    Key(
      "bfd", .any([.boolean, .object(.bfd)]), "Finds silent failures for the routing protocols (RFC 5880)."),
  ]

  static let linkDefaults = ObjectSchema(
    "link defaults", linkKeys + [Key("cost", .integer(1...65535), "Routing cost of leaving by this link.")])

  static let link = ObjectSchema(
    "link",
    [Key("between", .list(.text, 2...2), required: true, "The two nodes.")] + linkKeys + [
      Key(
        "cost", .any([.integer(1...65535), .list(.integer(1...65535), 2...2)]),
        "Routing cost of leaving each end; one number for both or a list of two."),
      Key(
        "addresses", .list(.any([.pattern(.interfaceAddress), .null]), 2...2),
        "Addresses of the two ends with prefix length."),
      Key("area", .integer(0...4_294_967_295), "OSPF area."),
      Key("ospf", .object(.linkOSPF), "Options of OSPF at this link's ends."),
      Key(
        "relation", .choice(["customer-provider", "provider-customer", "peer-peer"]),
        "Business relation for BGP, first to second end."),
    ])

  static let router = ObjectSchema(
    "router",
    [
      Key("as", .integer(1...4_294_967_295), "Autonomous system number."),
      Key("router-id", .pattern(.address), "Identifier in dotted-quad form."),
      Key("loopback", .pattern(.hostAddress), "Own address of length 32."),
      Key("stubs", .list(.pattern(.prefix)), "Networks attached to this router."),
      Key("icmp", .boolean, "Whether it sends ICMP errors; false makes black holes of narrow links."),
      Key("area", .integer(0...4_294_967_295), "OSPF area."),
      Key("position", .list(.number(-1e6...1e6), 2...2), "Longitude and latitude, or x and y."),
      Key("label", .text, "What drawings show in place of the name."),
    ])

  static let host = ObjectSchema(
    "host",
    [
      Key("cpus", .pattern(.number), "Processors."),
      Key("gateway", .pattern(.address), "Address of the router to use."),
      Key("position", .list(.number(-1e6...1e6), 2...2), "Longitude and latitude, or x and y."),
      Key("label", .text, "What drawings show in place of the name."),
    ])

  static let bridge = ObjectSchema(
    "bridge",
    [
      Key("stp", .any([.choice(["off", "stp", "rstp"]), .boolean]), "Spanning tree protocol."),
      Key("subnet", .pattern(.prefix), "IP network of the segment."),
      Key("priority", .integer(0...61440, multipleOf: 4096), "802.1D bridge priority, a multiple of 4096."),
      Key("ageing", .pattern(.duration), "How long a silent station is remembered."),
      Key("position", .list(.number(-1e6...1e6), 2...2), "Longitude and latitude, or x and y."),
      Key("label", .text, "What drawings show in place of the name."),
    ])

  static let generate = ObjectSchema(
    "topologies",
    TopologyGenerator.families.map { family in
      let parameters = family.parameters.map { Key($0.name, ValueSchema($0), $0.summary) }
      return Key(family.name, .object(ObjectSchema(family.name, parameters)), family.summary)
    })

  static let importSource = ObjectSchema(
    "import",
    [
      Key("graphml", .text, "A GraphML file, such as one of the Topology Zoo."),
      Key("as-rel", .text, "AS relationships in CAIDA's form, serial-1 or serial-2."),
      Key("stubs", .boolean, "Give every router a network of its own."),
      Key("compose", .any([.text, .list(.text, 1...100)]), "A compose file, or several to be merged."),
      Key("kubernetes", .any([.text, .list(.text, 1...100)]), "Files of Kubernetes manifests."),
    ] + manifestKeys
  ).withExactlyOne(
    of: [["graphml"], ["as-rel"], ["compose"], ["kubernetes"]],
    needing: manifestKeys.compactMap { key in
      manifestKeyOwners[key.name].flatMap { $0.count == 1 ? (key.name, $0[0]) : nil }
    })

  private static let routingProtocol = ValueSchema.choice(RoutingCatalogue.protocols.map(\.name))

  static let routing = ObjectSchema(
    "routing",
    [
      Key(
        "protocol", .any([routingProtocol, .list(routingProtocol)]),
        "global, static, rip, ospf, bgp; a list runs several."),
      Key("profile", .choice(["rfc", "frr", "bird"]), "Whose timers and switches hold; bird: OSPF's."),
      Key("rip", .object(.rip), "Options of RIP."),
      Key("ospf", .object(.ospf), "Options of OSPF."),
      Key("bgp", .object(.bgp), "Options of BGP."),
      Key("static", .list(.object(.staticRoute)), "Routes by hand."),
      Key("fib", .object(.fib), "How long routers take to forward by a new route."),
    ])

  static let staticRoute = ObjectSchema(
    "static route",
    [
      Key("on", .text, required: true, "The node that has the route."),
      Key("prefix", .pattern(.prefix), required: true, "The destination."),
      Key("via", .text, "Neighbour by name or address; absent: discard."),
      Key("distance", .integer(1...255), "Administrative distance; by default 1."),
    ])

  static let service = ObjectSchema(
    "service",
    [
      Key(
        "backends",
        .any([
          .list(.text, 1...Int.max), .map(.any([.integer(1...65535), .object(.backend)]), allowsNull: true),
        ]),
        "Containers, sets or hosts; a map gives weights. Only a service that comes from an import has them without."
      ),
      Key(
        "at", .any([.text, .list(.text, 1...1000)]),
        "The node where the balancer sits, or several; absent: in each client."),
      Key("port", .integer(1...65535), "Where the backends listen, for network policies; by default 80."),
      Key("layer", .choice(["4", "7"]), "One choice a connection (4) or a request (7); by default 7."),
      Key(
        "policy", .any([.choice(BalancingCatalogue.policies.map(\.name)), .object(.policy)]),
        "Name, or name with parameters; by default round-robin."),
      Key(
        "flavor", .choice(["nginx", "envoy", "haproxy", "ipvs"]), "Whose way, where implementations differ."),
      Key(
        "service-time", .pattern(.durations),
        "Time that a request takes on one processor; by default exponential(10ms)."),
      Key("concurrency", .integer(1...1_000_000), "Requests served at once by a backend; by default 1."),
      Key("queue", .integer(0...1_000_000_000), "Requests that wait at a backend at most; by default 1000."),
      Key("timeout", .pattern(.duration), "When a client stops waiting; by default 30s."),
      Key("retries", .integer(0...100), "Further tries after a failure; by default 0."),
      Key("health-check", .object(.healthCheck), "Probes from the balancer to each backend."),
    ] + serviceExtras)

  /// A policy with parameters; which one has which is the catalogue's.
  static let policy: ObjectSchema = {
    var keys = [Key("name", .choice(BalancingCatalogue.policies.map(\.name)), required: true, "Which one.")]
    for parameter in BalancingCatalogue.policies.flatMap(\.parameters)
    where !keys.contains(where: { $0.name == parameter.name }) {
      let same = BalancingCatalogue.types.flatMap { $0.descriptor.parameters }
        .filter { $0.name == parameter.name }
      keys.append(Key(parameter.name, ValueSchema(same), parameter.summary))
    }
    return ObjectSchema("policy", keys)
  }()

  static let backend = ObjectSchema(
    "backend",
    [
      Key("weight", .integer(1...65535), "Share of the requests under weighted policies; by default 1."),
      Key("service-time", .pattern(.durations), "In place of the service's."),
      Key("concurrency", .integer(1...1_000_000), "In place of the service's."),
      Key(
        "errors", .pattern(.share), "Share of the requests that it answers with an error; by default none."),
      Key("error-time", .pattern(.durations), "Time that an error takes; absent: as any request."),
      Key("pauses", .object(.pauses), "Times in which it serves nothing."),
    ] + backendGroupKeys)

  static let healthCheck = ObjectSchema(
    "health check",
    [
      Key("interval", .pattern(.duration), "Time between probes; by default 1s."),
      Key("timeout", .pattern(.duration), "A probe without an answer by then has failed; by default 200ms."),
      Key("unhealthy", .integer(1...1000), "Failures in a row that take a backend out; by default 3."),
      Key("healthy", .integer(1...1000), "Successes in a row that take it back; by default 2."),
    ])

  static let traffic = ObjectSchema(
    "traffic",
    [
      Key("name", .text, "For reports; by default made from both ends."),
      Key("from", .text, required: true, "A node, or a container set."),
      Key("to", .text, required: true, "A service, a node, or an address."),
      Key("arrivals", .pattern(.arrivals), "When requests come."),
      Key("request", .pattern(.sizes), "Size of a request."),
      Key("response", .pattern(.sizes), "Size of a response."),
      Key("requests", .integer(1...1_000_000_000), "How many at most, from each client."),
      Key(
        "keys", .any([.pattern(.keys), .list(.text, 1...1_000_000), .object(.keyFile)]),
        "What requests are about, for hashing policies and caches."),
      Key("flow", .choice(["udp"]), "A stream of datagrams."),
      Key("rate", .pattern(.bandwidth), "Rate of the flow while it sends."),
      Key(
        "packet", .any([.pattern(.packetLength(29...65535)), .pattern(.sizes)]),
        "Length of its IP packets, or a distribution of lengths."),
      Key(
        "pattern", .pattern(.flowPattern), "constant, poisson, or on-off(exponential(1s), exponential(1s))."),
      Key(
        "precedence", .integer(0...7),
        "IP precedence of its packets, for queues with `discipline: priority`; by default 0."
      ),
      Key("ecn", .boolean, "Its packets can be marked in place of being dropped."),
      Key(
        "port", .integer(1...65535),
        "Port that a flow is sent to, by default 9; containers' published ports go by it."),
      Key("fragment", .boolean, "Routers may cut a flow's packets; else they bear the flag DF."),
      Key("start", .pattern(.duration), "When it begins; by default at 0s."),
      Key("stop", .pattern(.duration), "When it ends; absent: with the run."),
    ]
  ).withExactlyOne(
    of: [["arrivals"], ["flow", "rate"]],
    needing: [
      ("rate", "flow"), ("packet", "flow"), ("pattern", "flow"), ("request", "arrivals"),
      ("response", "arrivals"), ("requests", "arrivals"), ("keys", "arrivals"), ("precedence", "flow"),
      ("ecn", "flow"), ("port", "flow"), ("fragment", "flow"),
    ])

  static let keyFile = ObjectSchema(
    "keys", [Key("file", .text, required: true, "A text file with one key a line, taken in order.")])

  static let event = ObjectSchema(
    "event",
    [
      Key("at", .pattern(.duration), required: true, "When."),
      Key("name", .text, "By which metrics may name it: `routing.convergence.cut`."),
      Key("down", .text, "A link (`r1 -- r2`) or a node fails."),
      Key("silent", .boolean, "The link's ends are not told."),
      Key("up", .text, "A link or a node works again."),
      Key("crash", .text, "A node, or a container set, stops."),
      Key("recover", .text, "It boots."),
      Key("restart", .text, "A router's BGP ends and begins again, while the router stays up."),
      Key("for", .pattern(.duration), "So long its BGP is away; by default 1s."),
      Key("announce", .originations, "A router originates prefixes, by router."),
      Key("withdraw", .originations, "It originates them no more."),
      Key("set", .paths(.anything), nullable: false, "A property changes, by its path."),
    ]
  ).withExactlyOne(
    of: [["down"], ["up"], ["crash"], ["recover"], ["restart"], ["announce"], ["withdraw"], ["set"]],
    needing: [("silent", "down"), ("for", "restart")])

  static let expectation = ObjectSchema(
    "expectation",
    [
      Key("metric", .pattern(.metric), "See `rhumb list metrics`."),
      Key("at-most", .pattern(.metricValue), "Upper bound."),
      Key("at-least", .pattern(.metricValue), "Lower bound."),
      Key("equals", .pattern(.metricValue), "The value."),
      Key("between", .list(.pattern(.metricValue), 2...2), "Lower and upper bound."),
      Key("at", .pattern(.duration), "Of the following: when it holds; absent: at the end of the run."),
      Key("route", .object(.routeClaim), "A router has this route to a network."),
      Key("no-route", .object(.noRouteClaim), "It has none to exactly this network."),
      Key("reachable", .object(.reachableClaim), "A packet sent then would arrive."),
      Key("unreachable", .object(.unreachableClaim), "It would not."),
    ]
  ).withExactlyOne(
    of: [
      ["metric", "at-most"], ["metric", "at-least"], ["metric", "equals"], ["metric", "between"], ["route"],
      ["no-route"], ["reachable"], ["unreachable"],
    ])

  private static let names = ValueSchema.any([.text, .list(.text, 1...1000)])

  static let routeClaim = ObjectSchema(
    "route-claim",
    [
      Key("on", .text, required: true, "The router, or a host."),
      Key("prefix", .pattern(.prefix), required: true, "Exactly this network."),
      Key("via", names, "Its next hops, by name or address: these, and no others."),
      Key("protocol", .choice(["connected", "static", "rip", "ospf", "global", "bgp"]), "Where it is from."),
      Key("metric", .integer(0...4_294_967_295), "Its metric."),
    ])

  static let noRouteClaim = ObjectSchema(
    "no-route-claim",
    [
      Key("on", .text, required: true, "The router, or a host."),
      Key("prefix", .pattern(.prefix), required: true, "Exactly this network."),
    ])

  static let reachableClaim = ObjectSchema(
    "reachable-claim",
    [
      Key("from", .text, required: true, "The sender."), Key("to", .text, required: true, "The receiver."),
      Key("via", names, "Nodes that the packet passes, among others."),
    ])

  static let unreachableClaim = ObjectSchema(
    "unreachable-claim",
    [Key("from", .text, required: true, "The sender."), Key("to", .text, required: true, "The receiver.")])
}

/// Parts of the scenario language that other versions of rhumb speak. They get an answer of their own: the file is not
/// wrong, this version is older.
enum LaterFeatures {
  static let keys: [String: Set<String>] = [
    "event": ["scale"],
    "import": ["containerlab", "frr"],
  ]
}
