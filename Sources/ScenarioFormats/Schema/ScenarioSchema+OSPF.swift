import Kernel
import NetworkModel

extension ObjectSchema {
  static let ospf = ObjectSchema(
    "ospf",
    [
      Key("hello", .pattern(.duration), "Interval of hellos."),
      Key("dead", .pattern(.duration), "A neighbour silent for so long is gone; by default four hellos."),
      Key("retransmit", .pattern(.duration), "What is not acknowledged is sent again after this."),
      Key("transmit-delay", .integer(1...3600), "Seconds that a hop adds to an LSA's age."),
      Key("min-ls-interval", .pattern(.duration), "Least time between two originations of one LSA."),
      Key("min-ls-arrival", .pattern(.duration), "Newer instances that come sooner are ignored."),
      Key("ack-delay", .pattern(.duration), "How long acknowledgements wait for company."),
      Key("lsa-delay", .pattern(.duration), "How long a router gathers its own changes."),
      Key("pacing", .pattern(.duration), "Least time between two updates on one interface."),
      Key("priority", .integer(0...255), "For the election of a designated router; 0: never."),
      Key("reference-bandwidth", .pattern(.bandwidth), "Over a link's bandwidth: its cost."),
      Key("ecmp", .integer(1...256), "Equal-cost paths that are kept."),
      Key("spf", .choice(SPFThrottleProfile.allCases.map(\.rawValue)), "When routes are computed."),
      Key(
        "redistribute", .list(.choice(redistributable)),
        "Sources announced beside its own networks; by default static."),
      Key("default-metric", .integer(0...16_777_214), "Metric of redistributed routes."),
      Key("metric-type", .choice(["1", "2"]), "Type of redistributed routes."),
    ])

  static let redistributable = ["connected", "static", "rip", "global"]

  private static func ends(_ value: ValueSchema) -> ValueSchema { .any([value, .list(value, 2...2)]) }

  /// Each value stands for both ends, or is a list of two.
  static let linkOSPF = ObjectSchema(
    "link's ospf",
    [
      Key("hello", ends(.pattern(.duration)), "Interval of hellos."),
      Key("dead", ends(.pattern(.duration)), "Dead interval."),
      Key("priority", ends(.integer(0...255)), "For the election of a designated router."),
      Key("passive", ends(.boolean), "Announced, but no neighbours there."),
    ])
}
