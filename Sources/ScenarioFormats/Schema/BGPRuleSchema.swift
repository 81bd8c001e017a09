import NetworkModel
import Routing

/// `routing.bgp.rules`.
extension ObjectSchema {
  static let bgpRule = ObjectSchema(
    "rule",
    [
      Key("on", .text, "The router; absent: all."),
      Key("neighbor", .text, "A router, `ebgp` or `ibgp`; absent: all."),
      Key("direction", .choice(["in", "out"]), required: true, "What it is applied to."),
      Key("action", .choice(["permit", "deny"]), "What happens to a route that matches."),
      Key("continue", .boolean, "A route that is permitted goes on to the next entries."),
      Key("match", .object(.bgpMatch), "All that must hold."),
      Key("set", .object(.bgpSet), "What is changed."),
    ])

  private static let texts = ValueSchema.any([.text, .list(.text)])

  /// `200`, `+10`.
  private static let change = ValueSchema.any([.number32, .text])

  static let bgpMatch = ObjectSchema(
    "match",
    [
      Key("prefix", texts, "Prefixes, as in prefix lists: `10.0.0.0/8 ge 16 le 24`."),
      Key(
        "as-path", texts,
        "A run of ASes: `65001`, `^65001`, `65003$`, `^$`; or a regular expression: `^65001 .* 6500[34]$`."),
      Key(
        "community", texts,
        "Any of these communities; several in one text must all be there: `65001:1 65001:2`."),
      Key("large-community", texts, "Any of these large communities."),
      Key("exactly", .boolean, "The route has no others than these."),
      Key("next-hop", texts, "The next hop is in one of these prefixes."),
      Key("med", .number32, "The MED."),
      Key("local-preference", .number32, "The local preference."),
      Key("origin", .choice(["igp", "egp", "incomplete"]), "The origin."),
    ])

  static let bgpSet = ObjectSchema(
    "set",
    [
      Key(
        "local-preference", change, "Higher is preferred, in the whole AS; `+10`, `-10`: from what is there."),
      Key("med", change, "Lower is preferred by the neighbouring AS; `+10`, `-10`: from what is there."),
      Key(
        "prepend", .any([.integer(1...255), .list(.asNumber, 1...255)]),
        "The own AS so many times, or these ASes, in front of the path."),
      Key("prepend-last", .integer(1...10), "The AS that the path begins with, so many times more."),
      Key("exclude", .any([.asNumber, .list(.asNumber)]), "ASes taken out of the path."),
      Key("community", texts, "In place of the communities that are there; `none`: no community."),
      Key("add-community", texts, "Beside the communities that are there."),
      Key("delete-community", texts, "Taken off; `65001:*`: all of an AS."),
      Key("large-community", texts, "In place of the large communities that are there; `none`: none."),
      Key("add-large-community", texts, "Beside the large communities that are there."),
      Key("delete-large-community", texts, "Taken off."),
      Key(
        "next-hop", .any([.pattern(.address), .choice(["peer-address"])]),
        "The next hop; peer-address: the neighbour's of what comes in, the own one of what goes out."),
      Key("origin", .choice(["igp", "egp", "incomplete"]), "The origin."),
      Key("originator-id", .pattern(.address), "The ORIGINATOR_ID."),
      Key("atomic-aggregate", .boolean, "ATOMIC_AGGREGATE is put on."),
      Key("aggregator", .text, "An AS and an address: `65001 10.0.0.1`."),
      Key(
        "malformed", .choice(AttributeFault.allCases.map(\.rawValue)),
        "What the router gets wrong in its announcement, by the attribute's name."),
      Key("weight", .integer(0...65535), "Higher is preferred, on this router only."),
    ])
}
