import Routing

extension ValueSchema {
  /// Lists of prefixes by router.
  static let originations = ValueSchema.map(
    .any([.pattern(.prefix), .list(.pattern(.prefix), 1...Int.max)]), allowsNull: false)

  fileprivate static let adopters = ValueSchema.any([
    .choice(["all"]), .boolean, .pattern(.share), .list(.text),
  ])

  static let asNumber = ValueSchema.integer(1...4_294_967_295)
  static let number32 = ValueSchema.integer(0...4_294_967_295)
}

extension ObjectSchema {
  static let bgp = ObjectSchema(
    "bgp",
    [
      Key(
        "level", .choice(["router", "as"]),
        "as: every AS is one speaker without links, addresses or packets, for whole Internets."),
      Key(
        "sessions", .any([.choice(["auto"]), .list(.text)]),
        "auto: eBGP over links between ASes, iBGP inside; or a list of pairs (`r1 -- r2`)."),
      Key(
        "route-reflectors",
        .map(.map(.any([.list(.text), .object(.reflector)]), allowsNull: false), allowsNull: false),
        "By AS: each reflector with its clients."),
      Key("policies", .choice(["none", "gao-rexford"]), "From each link's relation; or none."),
      Key("preferences", .object(.gaoRexford), "Local preferences under gao-rexford."),
      Key(
        "originate",
        .map(
          .any([.pattern(.prefix), .list(.any([.pattern(.prefix), .object(.bgpOrigin)]), 1...Int.max)]),
          allowsNull: false),
        "Prefixes announced, by router; with attributes as `{prefix: 203.0.113.0/24, set: {med: 10}}`."),
      Key(
        "announcements", .list(.object(.announcement)),
        "Paths that routers announce as written, AS sets included."),
      Key("aggregates", .list(.object(.aggregate)), "Routes that routers announce in place of longer ones."),
      Key(
        "confederations", .map(.list(.asNumber), allowsNull: false),
        "By the AS that the outside sees: its member ASes (RFC 5065)."),
      Key("announce-stubs", .boolean, "Whether routers announce their stub networks."),
      Key(
        "redistribute", .list(.any([.choice(bgpSources), .object(.bgpRedistribution)])),
        "Other sources that routers announce; with attributes as `{source: ospf, metric: 20}`."),
      Key("rules", .list(.object(.bgpRule)), "Route maps, in order: the first entry that matches decides."),
      Key(
        "neighbors", .list(.object(.bgpNeighbor)),
        "Options of single sessions, as FRR's `neighbor` lines; later entries win."),
      Key("rov", .object(.rov), "Route origin validation (RFC 6811)."),
      Key("aspa", .object(.aspa), "Path verification by attested providers (ASPA)."),
      Key(
        "roles", .adopters, "Who has BGP roles and the OTC attribute (RFC 9234): all, a share, or routers."),
      Key("leaks", .list(.text), "Routers that tell everyone everything, against their policies."),
      Key(
        "next-hop-self", .any([.boolean, .list(.text)]),
        "Routers that put themselves as next hop toward iBGP peers."),
      Key(
        "hold", .pattern(.duration),
        "Hold time, by default 90s, or 180s in the profile frr; zero: no keepalives."),
      Key("keepalive", .pattern(.duration), "Interval of keepalives; by default a third of the hold time."),
      Key("connect-retry", .pattern(.duration), "Longest time between tries to connect; by default 120s."),
      Key(
        "mrai", .pattern(.duration),
        "Minimum time between updates to an eBGP peer; by default 30s, or none in the profile frr."),
      Key(
        "mrai-ibgp", .pattern(.duration),
        "Minimum time between updates to an iBGP peer; by default 5s, or none in the profile frr."),
      Key(
        "mrai-withdrawals", .boolean,
        "Whether withdrawals wait for that time too; by default true, or false in the profile frr."),
      Key(
        "origination-interval", .pattern(.duration),
        "Minimum time between changes of own routes; by default 15s, or none in the profile frr."),
      Key("jitter", .boolean, "Whether timers vary (75…100 %); by default true."),
      Key(
        "damping", .any([.choice(["rfc7196"]), .boolean, .object(.damping)]),
        "Routes that flap are kept out for a while (RFC 2439), with the threshold of RFC 7196, or with your own."
      ),
      Key(
        "add-paths", .any([.choice(["all", "best-per-as"]), .object(.addPaths)]),
        "Neighbours are told of more paths than the best (RFC 7911): iBGP peers, or as written."),
      Key(
        "graceful-restart", .any([.boolean, .choice(["helper"]), .object(.gracefulRestart)]),
        "Neighbours keep the routes of a speaker that restarts (RFC 4724); helper: they keep others', and ask nobody to keep theirs."
      ),
      Key(
        "processing", .any([.pattern(.duration), .list(.pattern(.duration), 2...2)]),
        "How long an UPDATE is worked on, one after the other; two times: evenly between them."),
      Key(
        "malformed", .choice(["treat-as-withdraw", "session-reset"]),
        "What a malformed attribute does: as RFC 7606 says, by default, or as RFC 4271."),
      Key(
        "maximum-paths", .integer(1...64),
        "Equal paths that are used together; by default 1, or 64 in the profile frr."),
      Key("multipath-relax", .boolean, "Equal paths may go through different ASes."),
      Key("always-compare-med", .boolean, "MEDs of different ASes are compared."),
      Key("missing-med-worst", .boolean, "A path without MED is the worst, not the best."),
      Key(
        "compare-router-id", .boolean,
        "Ties between eBGP paths go to the lowest router ID, not to the path in use."),
      Key(
        "ignore-as-path-length", .boolean, "The length of the AS path decides nothing."),
      Key(
        "as-path-confed", .boolean, "Member ASes of the confederation count in the length of the AS path."),
      Key(
        "deterministic-med", .boolean,
        "Paths through one AS are compared first (profile frr; by default true); false: the newest path first, one after the other."
      ),
      Key(
        "reflector-policy", .boolean,
        "Rules toward iBGP peers change reflected routes too; by default not in the profile frr."),
      Key("default-local-preference", .number32, "Of paths that came without one; by default 100."),
      Key("tell-source", .boolean, "A route is also told to the external neighbour that it came from."),
      Key("ebgp-requires-policy", .boolean, "RFC 8212: without a policy nothing crosses an eBGP session."),
    ])

  static let reflector = ObjectSchema(
    "route reflector",
    [
      Key("clients", .list(.text), required: true, "Its clients."),
      Key("cluster-id", .pattern(.address), "By default its router identifier."),
      Key("client-to-client", .boolean, "Whether clients are told each other's routes; by default they are."),
    ])

  static let aggregate = ObjectSchema(
    "aggregate",
    [
      Key("on", .text, required: true, "The router."),
      Key("prefix", .pattern(.prefix), required: true, "Announced while there is a longer route in it."),
      Key("summary-only", .boolean, "The longer routes are not told."),
      Key("as-set", .boolean, "The path names the ASes of all longer routes."),
      Key("matching-med-only", .boolean, "Only while all of them have the same MED."),
    ])

  static let addPaths = ObjectSchema(
    "add-paths",
    [
      Key("send", .choice(["all", "best-per-as"]), required: true, "Which paths are told."),
      Key("on", .list(.text), "The routers that tell them; absent: all."),
      Key("ebgp", .boolean, "External neighbours are told too."),
    ])

  static let announcement = ObjectSchema(
    "announcement",
    [
      Key("on", .text, required: true, "The router."),
      Key(
        "prefix", .any([.pattern(.prefix), .list(.pattern(.prefix))]), required: true,
        "One prefix, or several."),
      Key("as-path", .text, "Behind the router's own AS: `65001 65002 {65003,65004}`."),
      Key("origin", .choice(["igp", "egp", "incomplete"]), "By default igp."),
      Key("med", .integer(0...4_294_967_295), "MED."),
      Key("local-preference", .integer(0...4_294_967_295), "For internal neighbours."),
      Key("community", .any([.text, .list(.text)]), "Communities."),
      Key("large-community", .any([.text, .list(.text)]), "Large communities (RFC 8092)."),
    ])

  static let gracefulRestart = ObjectSchema(
    "graceful-restart",
    [
      Key("routers", .list(.text, 1...100_000), "Who may restart gracefully; the others are helpers."),
      Key("restart-time", .pattern(.duration), "So long neighbours wait for the session; by default 120s."),
      Key(
        "stalepath-time", .pattern(.duration), "So long they keep stale routes at the most; by default 360s."),
      Key(
        "select-defer-time", .pattern(.duration),
        "So long the speaker waits for its neighbours' End-of-RIB before it chooses; by default 360s."),
      Key("preserve-forwarding", .boolean, "The router goes on forwarding meanwhile; by default true."),
      Key(
        "notification", .boolean,
        "A session that ends by a NOTIFICATION or the hold timer counts as well (RFC 8538); by default in the profile frr."
      ),
    ])

  static let rov = ObjectSchema(
    "rov",
    [
      Key("adopters", .adopters, "Who drops invalid routes: all, a share such as `50%`, or routers."),
      Key(
        "roas", .list(.object(.roa)), "Who may originate what; by default what is originated from the start."),
    ])

  static let roa = ObjectSchema(
    "ROA",
    [
      Key("prefix", .pattern(.prefix), required: true, "The prefix."),
      Key("origin", .asNumber, required: true, "The AS that may originate it."),
      Key("max-length", .integer(0...32), "The longest more specific prefix that it may originate too."),
    ])

  static let aspa = ObjectSchema(
    "aspa",
    [
      Key("adopters", .adopters, "Who drops invalid paths: all, a share such as `50%`, or routers."),
      Key(
        "providers", .map(.list(.asNumber), allowsNull: true),
        "Providers by AS; by default every AS attests those of its links."),
    ])

  static let damping = ObjectSchema(
    "damping",
    [
      Key("half-life", .pattern(.duration), "In this time a penalty halves; by default 15min."),
      Key("reuse", .integer(1...1_000_000), "Below this penalty a route is used again; by default 750."),
      Key("suppress", .integer(1...1_000_000), "Above this penalty it is kept out; by default 2000."),
      Key(
        "max-suppress", .pattern(.duration),
        "The longest time that it is kept out; by default four half-lives."),
    ])

  static let gaoRexford = ObjectSchema(
    "preferences",
    [
      Key("customer", .number32, "Of routes from customers."),
      Key("peer", .number32, "Of routes from peers."),
      Key("provider", .number32, "Of routes from providers."),
    ])
}
