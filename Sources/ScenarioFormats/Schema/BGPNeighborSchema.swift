import NetworkModel

/// `routing.bgp.neighbors`.
extension ObjectSchema {
  static let bgpNeighbor = ObjectSchema(
    "neighbor",
    [
      Key("on", .text, "The router; absent: all."),
      Key("neighbor", .text, "A router, `ebgp` or `ibgp`; absent: all."),
      Key(
        "allowas-in", .any([.boolean, .integer(1...10), .choice(["origin"])]),
        "So often the own AS may be in a path (true: 3), or as its origin."),
      Key("default-originate", .boolean, "The neighbour is told of 0.0.0.0/0 in any case."),
      Key(
        "remove-private-as", .any([.boolean, .choice(["all", "replace-as", "all-replace-as"])]),
        "Private ASes are taken out of paths (true: out of wholly private ones), or replaced by the own AS."),
      Key(
        "next-hop-self", .any([.boolean, .choice(["force"])]),
        "The router puts itself as next hop; force: of reflected routes too."),
      Key(
        "local-as", .any([.integer(1...4_294_967_295), .object(.localAS)]),
        "The AS that an external neighbour knows the router by."),
      Key(
        "maximum-prefix", .any([.integer(1...4_294_967_295), .object(.maximumPrefix)]),
        "With more prefixes the session ends."),
      Key(
        "weight", .integer(0...65535), "Of the neighbour's paths; higher is preferred, on this router only."),
      Key("as-override", .boolean, "The neighbour's AS in a path becomes the own one."),
      Key(
        "attribute-unchanged", .any([.boolean, .list(.choice(["as-path", "next-hop", "med"]))]),
        "Attributes of others' routes that an external neighbour gets as they are; true: all three."),
      Key("send-community", .boolean, "Whether communities are told; by default they are."),
    ])

  static let localAS = ObjectSchema(
    "local-as",
    [
      Key("as", .integer(1...4_294_967_295), required: true, "What the neighbour sees."),
      Key(
        "no-prepend", .boolean,
        "It is not put in front of what the neighbour tells. Default: as `replace-as`, which routers have only together with it."
      ),
      Key("replace-as", .boolean, "The neighbour sees it alone, without the own AS behind it."),
    ])

  static let maximumPrefix = ObjectSchema(
    "maximum-prefix",
    [
      Key("count", .integer(1...4_294_967_295), required: true, "The most prefixes."),
      Key("warning-only", .boolean, "The session goes on."),
      Key("restart", .pattern(.duration), "The session begins again so much later; absent: never."),
    ])
}
