extension ObjectSchema {
  static let rip = ObjectSchema(
    "rip",
    [
      Key("update", .pattern(.duration), "Interval of regular updates; by default 30s."),
      Key(
        "timeout", .pattern(.duration),
        "A route that is not refreshed for so long is unreachable; by default 180s."),
      Key("garbage", .pattern(.duration), "An unreachable route is told for so long; by default 120s."),
      Key(
        "split-horizon", .choice(["none", "simple", "poisoned-reverse"]),
        "What is told where it was learned; by default poisoned-reverse, or simple in the profile frr."
      ),
      Key("triggered", .boolean, "Whether changes are told at once; by default true."),
      Key(
        "jitter", .pattern(.share),
        "How much the update interval varies, by default a sixth, or a quarter in the profile frr; 0: all routers in step."
      ),
      Key("ecmp", .integer(1...64), "Equal-cost paths that are kept; by default 1."),
      Key("default-metric", .integer(1...16), "Metric of redistributed routes; by default 1."),
      Key(
        "redistribute", .list(.choice(["connected", "static", "global", "bgp"])),
        "Sources announced; by default all."),
    ])
}
