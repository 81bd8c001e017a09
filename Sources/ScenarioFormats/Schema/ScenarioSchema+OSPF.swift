import Kernel
import NetworkModel

extension ObjectSchema {
  static let ospf = ObjectSchema(
    "ospf",
    [
      Key("hello", .pattern(.duration), "Interval of hellos; by default 10s."),
      Key("dead", .pattern(.duration), "A neighbour silent for so long is gone; by default four hellos."),
      Key(
        "retransmit", .pattern(.duration), "What is not acknowledged is sent again after this; by default 5s."
      ),
      Key("transmit-delay", .integer(1...3600), "Seconds that a hop adds to an LSA's age; by default 1."),
      Key(
        "min-ls-interval", .pattern(.duration),
        "Least time between two originations of one LSA; by default 5s."),
      Key(
        "min-ls-arrival", .pattern(.duration), "Newer instances that come sooner are ignored; by default 1s."),
      Key("ack-delay", .pattern(.duration), "How long acknowledgements wait for company; by default 1s."),
      Key(
        "lsa-delay", .pattern(.duration),
        "How long a router gathers its own changes; by default 50ms, and not at all in the profiles frr and bird."
      ),
      Key(
        "pacing", .pattern(.duration),
        "Least time between two updates on one interface; by default 33ms, and none in the profiles frr and bird."
      ),
      Key("priority", .integer(0...255), "For the election of a designated router, by default 1; 0: never."),
      Key(
        "reference-bandwidth", .pattern(.bandwidth), "Over a link's bandwidth: its cost; by default 100Mbps."),
      Key(
        "ecmp", .integer(1...256), "Equal-cost paths that are kept; by default 64, or 16 in the profile bird."
      ),
      Key(
        "spf", .choice(SPFThrottleProfile.allCases.map(\.rawValue)),
        "When routes are computed; by default rfc8405, or as the profile frr or bird has it."),
      Key(
        "redistribute", .list(.choice(redistributable)),
        "Sources announced beside its own networks; by default static."),
      Key("default-metric", .integer(0...16_777_214), "Metric of redistributed routes; by default 20."),
      Key("metric-type", .integer(1...2), "Type of redistributed routes; by default 2."),
      Key("areas", .map(.object(.ospfArea), allowsNull: true), "Areas by number that are not plain ones."),
      Key(
        "default-originate", .any([.list(.text), .map(.object(.ospfDefaultRoute), allowsNull: true)]),
        "Routers that announce a default route."),
      Key("max-metric", .list(.text), "Routers that nothing should pass through (RFC 6987)."),
    ])

  static let ospfArea = ObjectSchema(
    "ospf area",
    [
      Key(
        "type", .choice(OSPFAreaKind.allCases.map(\.rawValue)), "What comes into the area; by default normal."
      ),
      Key("default-cost", .integer(0...16_777_214), "Of the default route into a stub area."),
      Key(
        "ranges", .list(.any([.pattern(.prefix), .object(.ospfRange)])),
        "Networks that other areas see as one."),
      Key(
        "virtual-links", .list(.list(.text, 2...2)),
        "Pairs of border routers, joined to the backbone through this area."),
    ])

  static let ospfRange = ObjectSchema(
    "range",
    [
      Key("prefix", .pattern(.prefix), required: true, "The network that others see."),
      Key("cost", .integer(0...16_777_214), "In place of the largest cost inside."),
      Key("advertise", .boolean, "False hides what is inside."),
    ])

  static let ospfDefaultRoute = ObjectSchema(
    "default route",
    [
      Key("metric", .integer(0...16_777_214), "By default 10, or 1 with `always`."),
      Key("metric-type", .integer(1...2), "External type 1 or 2; by default 2."),
      Key("always", .boolean, "Also without a default route of its own."),
    ])

  static let redistributable = ["connected", "static", "rip", "bgp", "global"]

  private static func ends(_ value: ValueSchema) -> ValueSchema { .any([value, .list(value, 2...2)]) }

  /// Each value stands for both ends, or is a list of two.
  static let linkOSPF = ObjectSchema(
    "link's ospf",
    [
      Key("hello", ends(.pattern(.duration)), "Interval of hellos; by default as in `routing.ospf`."),
      Key(
        "dead", ends(.pattern(.duration)),
        "Dead interval; by default four of these hellos, or as in `routing.ospf`."),
      Key(
        "priority", ends(.integer(0...255)),
        "For the election of a designated router; by default as in `routing.ospf`."),
      Key("passive", ends(.boolean), "Announced, but no neighbours there."),
    ])
}
