/// Groups of backends: priorities, backups, zones, subsets.
extension ObjectSchema {
  static let groupKeys: [Key] = [
    Key("all-backups", .boolean, "HAProxy: all backups are used, not the first one alone."),
    Key(
      "overprovisioning", .number(1...100),
      "Of priorities and zones: what is healthy bears so many times its share; by default 1.4, as in Envoy."),
    Key("localities", .object(.localities), "Zones of backends and balancers."),
    Key("subset", .object(.subset), "Each balancer uses only some of the backends."),
  ]

  static let backendGroupKeys: [Key] = [
    Key("priority", .integer(0...127), "Envoy: 0 comes first; others as the health of those before demands."),
    Key("backup", .boolean, "nginx, HAProxy: used when no other backend is left."),
  ]

  static let localities = ObjectSchema(
    "localities",
    [
      Key(
        "zones", .map(.any([.list(.text), .object(.zone)]), allowsNull: false), required: true,
        "Nodes by zone: hosts (with their containers), containers, sets, routers."),
      Key(
        "routing", .choice(["weighted", "zone-aware", "none"]),
        "By the zones' weights; or to the balancer's own zone as far as all backends get the same."),
      Key(
        "min-cluster-size", .integer(0...1_000_000),
        "zone-aware: with fewer healthy backends than this (6), zones are not looked at."),
      Key("enabled", .pattern(.share), "zone-aware: share of the requests that it is applied to."),
      Key("fail-in-panic", .boolean, "In panic no backend is used, in place of all."),
    ])

  static let zone = ObjectSchema(
    "zone",
    [
      Key("nodes", .list(.text), required: true, "Hosts, containers, container sets, routers."),
      Key("weight", .integer(0...1_000_000), "weighted: share of the requests."),
    ])

  static let subset = ObjectSchema(
    "subset",
    [
      Key("size", .integer(1...1_000_000), required: true, "Backends of one balancer."),
      Key(
        "method", .choice(["random", "deterministic"]),
        "A shuffle of its own, or Google's rounds, in which all backends have as many clients."),
      Key("prefer-zone", .boolean, "Backends of the balancer's zone first."),
    ])
}
