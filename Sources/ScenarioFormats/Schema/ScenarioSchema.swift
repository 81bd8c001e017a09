/// What a scenario file may contain: the one place from which both the decoder's knowledge of keys and the shipped JSON
/// Schema come.
package struct ObjectSchema: Sendable {
  package let name: String
  package let keys: [Key]

  package struct Key: Sendable {
    package let name: String
    package let value: ValueSchema
    package let isRequired: Bool
    package let summary: String

    init(_ name: String, _ value: ValueSchema, required: Bool = false, _ summary: String) {
      self.name = name
      self.value = value
      isRequired = required
      self.summary = summary
    }
  }

  init(_ name: String, _ keys: [Key]) {
    self.name = name
    self.keys = keys
  }

  var keyNames: [String] { keys.map(\.name) }
}

/// The form of a value, as far as a schema can tell it.
package indirect enum ValueSchema: Sendable {
  case string
  case integer(ClosedRange<Int>)
  case number
  case boolean
  case choice([String])
  /// Text or number with a unit.
  case quantity(String)
  case object(ObjectSchema)
  /// Names chosen by the user, each with a value of one form; null for "all defaults" where allowed.
  case map(ValueSchema, allowsNull: Bool)
  case list(ValueSchema)
  case any([ValueSchema])
  case anything
}

extension ObjectSchema {
  static let root = ObjectSchema(
    "scenario",
    [
      Key("title", .string, required: true, "What the scenario is called."),
      Key("about", .string, "What it teaches."),
      Key("seed", .integer(0...Int.max), "Seed of all random streams."),
      Key("duration", .quantity("5min"), "When the run ends at the latest."),
      Key("event-limit", .integer(1...Int.max), "The run stops after this many events."),
      Key("network", .object(.network), "Nodes and links."),
      Key("routing", .object(.routing), "How routers find their routes."),
      Key(
        "services", .map(.object(.service), allowsNull: false), "Services behind a balancing policy, by name."
      ),
      Key("traffic", .list(.object(.traffic)), "Flows and requests."),
      Key("events", .list(.object(.event)), "What happens at which time."),
      Key("expect", .list(.object(.expectation)), "Bounds that metrics must keep."),
      Key("record", .list(.choice(["requests", "events", "series"])), "What `--out` writes in detail."),
      Key("study", .object(.study), "What `compare` varies and measures."),
    ])

  static let network = ObjectSchema(
    "network",
    [
      Key("defaults", .object(.defaults), "Values for links that say nothing else."),
      Key("arp", .choice(["shared", "all", "none"]), "Where address resolution is modelled."),
      Key("routers", .map(.object(.router), allowsNull: true), "Routers by name."),
      Key("hosts", .map(.object(.host), allowsNull: true), "Hosts by name."),
      Key("bridges", .map(.object(.bridge), allowsNull: true), "Ethernet bridges by name."),
      Key("networks", .map(.object(.containerNetwork), allowsNull: false), "Container networks by name."),
      Key(
        "containers", .map(.object(.container), allowsNull: false), "Containers, or sets of them, by name."),
      Key("links", .list(.any([.string, .object(.link)])), "Links between nodes."),
      Key(
        "generate", .map(.map(.anything, allowsNull: true), allowsNull: true), "Topologies made by a rule."),
      Key("import", .list(.object(.importSource)), "Topologies read from files."),
    ])

  static let defaults = ObjectSchema("defaults", [Key("link", .object(.linkDefaults), "For every link.")])

  private static let linkKeys: [Key] = [
    Key("bandwidth", .quantity("1Gbps"), "Rate of each direction."),
    Key("delay", .quantity("1ms"), "Propagation delay, one way."),
    Key("queue", .quantity("100 packets"), "What waits at most, in packets or bytes."),
    Key("loss", .quantity("0.1%"), "Probability that a packet is lost."),
    Key("mtu", .integer(68...65535), "Largest IP packet in bytes."),
  ]

  static let linkDefaults = ObjectSchema(
    "link defaults", linkKeys + [Key("cost", .integer(1...65535), "Routing cost of leaving by this link.")])

  static let link = ObjectSchema(
    "link",
    [Key("between", .list(.string), required: true, "The two nodes.")] + linkKeys + [
      Key(
        "cost", .any([.integer(1...65535), .list(.integer(1...65535))]),
        "Routing cost of leaving each end; one number for both or a list of two."),
      Key("addresses", .list(.any([.string, .anything])), "Addresses of the two ends with prefix length."),
      Key("area", .integer(0...4_294_967_295), "OSPF area."),
      Key(
        "relation", .choice(["customer-provider", "provider-customer", "peer-peer"]),
        "Business relation for BGP, first to second end."),
    ])

  static let router = ObjectSchema(
    "router",
    [
      Key("as", .integer(1...4_294_967_295), "Autonomous system number."),
      Key("router-id", .string, "Identifier in dotted-quad form."),
      Key("loopback", .string, "Own address of length 32."),
      Key("stubs", .list(.string), "Networks attached to this router."),
      Key("area", .integer(0...4_294_967_295), "OSPF area."),
      Key("position", .list(.number), "Longitude and latitude, or x and y."),
      Key("label", .string, "What drawings show in place of the name."),
    ])

  static let host = ObjectSchema(
    "host",
    [
      Key("cpus", .number, "Processors."),
      Key("gateway", .string, "Address of the router to use."),
      Key("position", .list(.number), "Longitude and latitude, or x and y."),
      Key("label", .string, "What drawings show in place of the name."),
    ])

  static let bridge = ObjectSchema(
    "bridge",
    [
      Key("stp", .any([.choice(["off", "stp", "rstp"]), .boolean]), "Spanning tree protocol."),
      Key("subnet", .string, "IP network of the segment."),
      Key("priority", .integer(0...61440), "802.1D bridge priority, a multiple of 4096."),
      Key("ageing", .quantity("300s"), "How long a silent station is remembered."),
      Key("position", .list(.number), "Longitude and latitude, or x and y."),
      Key("label", .string, "What drawings show in place of the name."),
    ])

  static let containerNetwork = ObjectSchema(
    "container network",
    [
      Key("driver", .choice(["bridge"]), "How its containers talk."),
      Key("on", .any([.string, .list(.string)]), required: true, "The host that it lives on."),
      Key("subnet", .string, "Its IP network."),
      Key("gateway", .string, "The host's address in it."),
    ])

  static let container = ObjectSchema(
    "container",
    [
      Key("replicas", .integer(1...10000), "How many; more than one are numbered."),
      Key("on", .string, "The host that it runs on; by default its network's."),
      Key("networks", .list(.string), required: true, "Container networks that it is attached to."),
      Key("cpus", .number, "Share of a processor."),
      Key("ports", .list(.any([.string, .integer(0...65535)])), "Published ports."),
    ])

  static let importSource = ObjectSchema(
    "import",
    [
      Key("graphml", .string, required: true, "A GraphML file, such as one of the Topology Zoo."),
      Key("stubs", .boolean, "Give every router a network of its own."),
    ])

  static let routing = ObjectSchema(
    "routing",
    [
      Key("protocol", .any([.string, .list(.string)]), "global, static, rip; a list runs several."),
      Key("profile", .choice(["rfc", "frr"]), "Whose timers and switches are the defaults."),
      Key("rip", .object(.rip), "Options of RIP."),
      Key("static", .list(.object(.staticRoute)), "Routes by hand."),
    ])

  static let rip = ObjectSchema(
    "rip",
    [
      Key("update", .quantity("30s"), "Interval of regular updates."),
      Key("timeout", .quantity("180s"), "A route that is not refreshed for so long is unreachable."),
      Key("garbage", .quantity("120s"), "An unreachable route is told for so long."),
      Key(
        "split-horizon", .choice(["none", "simple", "poisoned-reverse"]), "What is told where it was learned."
      ),
      Key("triggered", .boolean, "Whether changes are told at once."),
      Key("jitter", .quantity("15%"), "How much the update interval varies; 0: all routers in step."),
      Key("ecmp", .integer(1...64), "Equal-cost paths that are kept."),
      Key("default-metric", .integer(1...16), "Metric of redistributed routes."),
      Key(
        "redistribute", .list(.choice(["connected", "static", "global"])),
        "Sources announced; by default all."),
    ])

  static let staticRoute = ObjectSchema(
    "static route",
    [
      Key("on", .string, required: true, "The node that has the route."),
      Key("prefix", .string, required: true, "The destination."),
      Key("via", .string, "Neighbour by name or address; absent: discard."),
      Key("distance", .integer(1...255), "Administrative distance."),
    ])

  static let service = ObjectSchema(
    "service",
    [
      Key(
        "backends",
        .any([.list(.string), .map(.any([.integer(1...65535), .object(.backend)]), allowsNull: true)]),
        required: true, "Containers, sets or hosts; a map gives weights."),
      Key("at", .string, "The node where the balancer sits; absent: in each client."),
      Key("layer", .choice(["4", "7"]), "One choice a connection (4) or a request (7)."),
      Key("policy", .any([.string, .map(.anything, allowsNull: false)]), "Name, or name with parameters."),
      Key(
        "flavor", .choice(["nginx", "envoy", "haproxy", "ipvs"]), "Whose way, where implementations differ."),
      Key("service-time", .quantity("exponential(10ms)"), "Time that a request takes on one processor."),
      Key("concurrency", .integer(1...1_000_000), "Requests served at once by a backend."),
      Key("queue", .integer(0...1_000_000_000), "Requests that wait at a backend at most."),
      Key("timeout", .quantity("30s"), "When a client stops waiting."),
      Key("retries", .integer(0...100), "Further tries after a failure."),
      Key("health-check", .object(.healthCheck), "Probes from the balancer to each backend."),
    ])

  static let backend = ObjectSchema(
    "backend",
    [
      Key("weight", .integer(1...65535), "Share of the requests under weighted policies."),
      Key("service-time", .quantity("exponential(10ms)"), "In place of the service's."),
      Key("concurrency", .integer(1...1_000_000), "In place of the service's."),
    ])

  static let healthCheck = ObjectSchema(
    "health check",
    [
      Key("interval", .quantity("1s"), "Time between probes."),
      Key("timeout", .quantity("200ms"), "A probe without an answer by then has failed."),
      Key("unhealthy", .integer(1...1000), "Failures in a row that take a backend out."),
      Key("healthy", .integer(1...1000), "Successes in a row that take it back."),
    ])

  static let traffic = ObjectSchema(
    "traffic",
    [
      Key("name", .string, "For reports; by default made from both ends."),
      Key("from", .string, required: true, "A node, or a container set."),
      Key("to", .string, required: true, "A service, a node, or an address."),
      Key("arrivals", .quantity("poisson(500/s)"), "When requests come."),
      Key("request", .quantity("500B"), "Size of a request."),
      Key("response", .quantity("20kB"), "Size of a response."),
      Key("requests", .integer(1...1_000_000_000), "How many at most, from each client."),
      Key("flow", .choice(["udp"]), "A stream of datagrams."),
      Key("rate", .quantity("10Mbps"), "Rate of the flow while it sends."),
      Key("packet", .quantity("1500B"), "Length of its IP packets."),
      Key(
        "pattern", .quantity("constant"), "constant, poisson, or on-off(exponential(1s), exponential(1s))."),
      Key("start", .quantity("0s"), "When it begins."),
      Key("stop", .quantity("60s"), "When it ends; absent: with the run."),
    ])

  static let event = ObjectSchema(
    "event",
    [
      Key("at", .quantity("60s"), required: true, "When."),
      Key("down", .string, "A link (`r1 -- r2`) or a node fails."),
      Key("silent", .boolean, "The link's ends are not told."),
      Key("up", .string, "A link or a node works again."),
      Key("crash", .string, "A node, or a container set, stops."),
      Key("recover", .string, "It boots."),
      Key("set", .map(.anything, allowsNull: false), "A property changes, by its path."),
    ])

  static let expectation = ObjectSchema(
    "expectation",
    [
      Key("metric", .string, required: true, "See `rhumb list metrics`."),
      Key("at-most", .quantity("50ms"), "Upper bound."),
      Key("at-least", .quantity("1"), "Lower bound."),
      Key("equals", .quantity("0"), "The value."),
      Key("between", .list(.quantity("1")), "Lower and upper bound."),
    ])

  static let study = ObjectSchema(
    "study",
    [
      Key("vary", .map(.list(.anything), allowsNull: false), "Paths of fields with the values to try."),
      Key("replications", .integer(1...1_000_000), "Runs of each variant."),
      Key("measure", .list(.string), "Metrics to compare."),
    ])
}

/// Parts of the scenario language that other versions of rhumb speak. They get an answer of their own: the file is not
/// wrong, this version is older.
enum LaterFeatures {
  static let keys: [String: Set<String>] = [
    "routing": ["ospf", "bgp"],
    "container network": ["encapsulation", "encryption"],
    "event": ["scale", "announce", "withdraw"],
    "import": ["compose", "kubernetes", "containerlab", "as-rel", "frr"],
  ]
  static let protocols: Set<String> = ["ospf", "bgp"]
  static let drivers: Set<String> = ["overlay", "host", "macvlan", "ipvlan", "none"]
}
