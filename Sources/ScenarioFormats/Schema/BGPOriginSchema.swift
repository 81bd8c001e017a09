/// What routers announce of their own, with attributes.
extension ObjectSchema {
  static let bgpSources = ["connected", "static", "rip", "ospf", "global"]

  static let bgpOrigin = ObjectSchema(
    "originated prefix",
    [
      Key("prefix", .pattern(.prefix), required: true, "The prefix."),
      Key("set", .object(.bgpSet), "Its attributes, as FRR's `network … route-map`."),
    ])

  static let bgpRedistribution = ObjectSchema(
    "redistributed source",
    [
      Key("source", .choice(bgpSources), required: true, "Whose routes."),
      Key("metric", .number32, "The MED; by default the route's own metric."),
      Key("match", .object(.bgpMatch), "Only these routes, as FRR's `redistribute … route-map`."),
      Key("set", .object(.bgpSet), "Their attributes."),
    ])
}
