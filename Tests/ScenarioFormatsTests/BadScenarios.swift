/// Scenarios that are wrong in one way each, with what the first diagnostic must say.
struct BadScenario: Sendable, CustomStringConvertible {
  let name: String
  let text: String
  let line: Int
  let column: Int
  let message: String
  /// A JSON Schema can express this fault.
  let isSeenBySchema: Bool

  var description: String { name }

  init(_ name: String, _ place: (Int, Int), _ message: String, schema: Bool, _ text: String) {
    self.name = name
    self.text = text
    line = place.0
    column = place.1
    self.message = message
    isSeenBySchema = schema
  }

  private static let net =
    "title: t\nnetwork:\n  routers: {r1: , r2: }\n  hosts: {h1: }\n  links: [r1 -- r2, h1 -- r1]\n"

  static let all: [BadScenario] = [
    BadScenario("no title", (1, 1), "lacks `title`", schema: true, "seed: 1\n"),
    BadScenario("unknown key", (2, 1), "unknown key `sede`", schema: true, "title: t\nsede: 1\n"),
    BadScenario("list for a scenario", (1, 1), "a scenario is a mapping", schema: true, "- a\n- b\n"),
    BadScenario("negative seed", (2, 7), "the seed must be at least 0", schema: true, "title: t\nseed: -1\n"),
    BadScenario("seed in words", (2, 7), "a whole number", schema: true, "title: t\nseed: one\n"),
    BadScenario(
      "huge seed", (2, 7), "a whole number", schema: true, "title: t\nseed: 99999999999999999999\n"),
    BadScenario(
      "duration without unit", (2, 11), "expected a duration", schema: true, "title: t\nduration: 10\n"),
    BadScenario(
      "duration unit", (2, 11), "expected a duration", schema: false, "title: t\nduration: 10parsecs\n"),
    BadScenario("no duration", (2, 11), "a run of no duration", schema: false, "title: t\nduration: 0s\n"),
    BadScenario(
      "duration too long", (2, 11), "expected a duration", schema: false, "title: t\nduration: 1e300s\n"),
    BadScenario(
      "key of a router", (4, 10), "unknown key `stub` in the router", schema: true,
      "title: t\nnetwork:\n  routers:\n    r1: {stub: [10.0.0.0/8]}\n"),
    BadScenario(
      "host bits in a prefix", (4, 18), "expected a network", schema: false,
      "title: t\nnetwork:\n  routers:\n    r1: {stubs: [ 192.168.1.7/24 ]}\n".replacing("[ ", with: "[")),
    BadScenario(
      "loopback with a length", (4, 20), "expected a loopback address", schema: false,
      "title: t\nnetwork:\n  routers:\n    r1: {loopback: 10.0.0.1/24}\n"),
    BadScenario(
      "same name twice", (4, 11), "there is already a router named `r1`", schema: false,
      "title: t\nnetwork:\n  routers: {r1: }\n  hosts: { r1: }\n".replacing("{ r", with: "{r")),
    BadScenario(
      "link to nowhere", (4, 11), "there is no `r3`", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links: [r1 -- r3]\n"),
    BadScenario(
      "link to itself", (4, 11), "cannot join `r1` to itself", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links: [r1 -- r1]\n"),
    BadScenario(
      "link in other words", (4, 11), "expected a link such as `r1 -- r2`", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links: [r1 to r2]\n"),
    BadScenario(
      "three ends", (4, 22), "a link is between two nodes", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: , r3: }\n  links: [{between: [r1, r2, r3]}]\n"),
    BadScenario(
      "bandwidth", (5, 35), "expected a bandwidth", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n  - {between: [r1, r2], bandwidth: fast}\n"),
    BadScenario(
      "loss above one", (5, 30), "expected a loss", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n  - {between: [r1, r2], loss: 130%}\n"),
    BadScenario(
      "MTU", (5, 29), "expected an MTU", schema: true,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n  - {between: [r1, r2], mtu: 20}\n"),
    BadScenario(
      "cost of zero", (5, 30), "a cost must be 1…65535", schema: true,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n  - {between: [r1, r2], cost: 0}\n"),
    BadScenario(
      "one address", (5, 35), "expected two addresses", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n  - {between: [r1, r2], addresses: [10.0.0.1/30]}\n"
    ),
    BadScenario(
      "network address", (5, 36), "is the network address of", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n  - {between: [r1, r2], addresses: [10.0.0.0/30, 10.0.0.1/30]}\n"
    ),
    BadScenario(
      "ends on two networks", (5, 5), "on a segment whose network is", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n  - {between: [r1, r2], addresses: [10.0.0.1/30, 10.0.1.2/30]}\n"
    ),
    BadScenario(
      "address given twice", (6, 5), "is given twice", schema: false,
      "title: t\nnetwork:\n  routers: {r1: , r2: }\n  links:\n"
        + "  - {between: [r1, r2], addresses: [10.0.0.1/30, 10.0.0.2/30]}\n"
        + "  - {between: [r1, r2], addresses: [10.0.1.1/30, 10.0.0.1/30]}\n"),
    BadScenario(
      "bridge priority", (4, 20), "a multiple of 4096", schema: false,
      "title: t\nnetwork:\n  bridges:\n    b: { priority: 100 }\n".replacing("{ p", with: "{p").replacing(
        ": 100", with: ":  100")),
    BadScenario(
      "spanning tree", (4, 14), "expected a spanning tree mode", schema: true,
      "title: t\nnetwork:\n  bridges:\n    b: { stp: mstp }\n".replacing("{ s", with: "{s").replacing(
        ": mstp", with: ":  mstp")),
    BadScenario(
      "driver of later", (5, 20), "is not modelled in this version", schema: true,
      "title: t\nnetwork:\n  hosts: {h1: }\n  networks:\n    front: {driver:  overlay, on: h1}\n".replacing(
        ":  o", with: ": o")),
    BadScenario(
      "container without network", (5, 10), "lacks `networks`", schema: true,
      "title: t\nnetwork:\n  hosts: {h1: }\n  containers:\n    web: {on: h1}\n"),
    BadScenario(
      "replicas", (6, 21), "the number of replicas must be 1…10000", schema: true,
      "title: t\nnetwork:\n  hosts: {h1: }\n  networks: {n: {on: h1}}\n  containers:\n    web: {replicas:  0, networks: [n]}\n"
        .replacing(":  0", with: ": 0")),
    BadScenario(
      "generated topology", (4, 5), "there is no topology `girder`", schema: true,
      "title: t\nnetwork:\n  generate:\n    girder: {rows: 3}\n"),
    BadScenario(
      "parameter of a topology", (4, 12), "has no parameter `row`", schema: true,
      "title: t\nnetwork:\n  generate:\n    grid:  {row: 3}\n".replacing(":  {", with: ": {")),
    BadScenario(
      "missing import", (3, 22), "cannot read", schema: false,
      "title: t\nnetwork:\n  import: [{graphml:  nowhere.graphml}]\n".replacing(":  n", with: ": n")),
    BadScenario(
      "protocol", (7, 13), "there is no routing protocol `ripp`", schema: true,
      net + "routing:\n  protocol: ripp\n"),
    BadScenario(
      "protocol of later", (7, 13), "is not modelled in this version", schema: true,
      net + "routing:\n  protocol: ospf\n"),
    BadScenario("profile", (7, 12), "expected a profile", schema: true, net + "routing:\n  profile: cisco\n"),
    BadScenario(
      "split horizon", (8, 25), "expected a split horizon mode", schema: true,
      net
        + "routing:\n  protocol: rip\n  rip: { split-horizon: maybe }\n".replacing("{ s", with: "{s")
        .replacing(": maybe", with: ":  maybe")),
    BadScenario(
      "static route to a stranger", (8, 40), "is not a neighbour of h1", schema: false,
      net
        + "routing:\n  static:\n  - {on: h1, prefix: 0.0.0.0/0, via:   r2}\n".replacing(
          ":   r2", with: ": r2"
        ).replacing("via", with: "via")),
    BadScenario(
      "service without backends", (7, 8), "lacks `backends`", schema: true,
      net + "services:\n  web: {at: r1}\n"),
    BadScenario(
      "backend", (7, 20), "there is no `h2`", schema: false,
      net + "services:\n  web: {backends: [ h2]}\n".replacing("[ h", with: "[h")),
    BadScenario(
      "policy", (7, 33), "there is no policy `round-rabbit`", schema: true,
      net + "services:\n  web: {backends: [h1], policy:  round-rabbit}\n".replacing(":  r", with: ": r")),
    BadScenario(
      "service time", (7, 39), "wants `exponential(mean)`", schema: false,
      net
        + "services:\n  web: {backends: [h1], service-time:  exponential(fast)}\n".replacing(
          ":  e", with: ": e")),
    BadScenario(
      "traffic to nowhere", (7, 17), "there is no service or node `r9`", schema: false,
      net + "traffic:\n- {from: h1, to:  r9, flow: udp, rate: 1Mbps}\n".replacing(":  r9", with: ": r9")),
    BadScenario(
      "traffic without a kind", (7, 3), "traffic needs `arrivals`", schema: false,
      net + "traffic:\n- {from: h1, to: r1}\n"),
    BadScenario(
      "flow without rate", (7, 3), "a flow needs a `rate`", schema: false,
      net + "traffic:\n- {from: h1, to: r1, flow: udp}\n"),
    BadScenario(
      "event without action", (7, 3), "an event does one of", schema: false, net + "events:\n- {at: 1s}\n"),
    BadScenario(
      "event without time", (7, 3), "lacks `at`", schema: true, net + "events:\n- {down: r1 -- r2}\n"),
    BadScenario(
      "event on no link", (7, 17), "there is no link `r2 -- h1`", schema: false,
      net + "events:\n- {at: 1s, down:  r2 -- h1}\n".replacing(":  r2", with: ": r2")),
    BadScenario(
      "metric", (7, 12), "there is no metric", schema: false,
      net + "expect:\n- {metric:  flows.a.latency, at-most: 1s}\n".replacing(":  f", with: ": f")),
    BadScenario(
      "bound without unit", (7, 47), "expected a duration", schema: false,
      net + "expect:\n- {metric: routing.convergence.max, at-most:   5}\n".replacing(":   5", with: ": 5")),
    BadScenario(
      "malformed YAML", (3, 5), "the YAML is malformed", schema: true, "title: t\nnetwork: [1, 2\nseed: 3\n"),
  ]
}
