import NetworkModel
import Routing
import Yams

/// Route maps: `routing.bgp.rules`.
extension ScenarioDecoder {
  mutating func bgpRule(_ node: Node) -> BGPRuleSpec? {
    let fields = reader.fields(of: node, as: .bgpRule)
    let direction = reader.value(fields["direction"], what: "a direction", hint: "one of: in, out") {
      ["in", "out"].contains($0) ? $0 : nil
    }
    guard let direction else { return nil }
    var rule = BGPRuleSpec(isInbound: direction == "in")
    if let on = fields["on"] {
      guard let name = reference(on, to: [.router], what: "a router") else { return nil }
      rule.node = name
    }
    if let node = fields["neighbor"] {
      guard let neighbor = bgpNeighbor(node) else { return nil }
      rule.neighbor = neighbor
    }
    let action = reader.value(fields["action"], what: "an action", hint: "one of: permit, deny") {
      ["permit", "deny"].contains($0) ? $0 : nil
    }
    rule.permits = action != "deny"
    if let match = fields["match"], !reader.isNull(match) { rule.match = self.match(match) }
    if let set = fields["set"], !reader.isNull(set) {
      if !rule.permits { reader.warning("a route that is denied is not changed", at: set) }
      rule.set = self.set(set)
    }
    return rule
  }

  private mutating func match(_ node: Node) -> BGPMatchSpec {
    let fields = reader.fields(of: node, as: .bgpMatch)
    var match = BGPMatchSpec()
    match.prefixes = values(fields["prefix"], "a prefix such as `10.0.0.0/8 le 24`") { PrefixRange($0) }
    match.asPaths = values(fields["as-path"], "ASes such as `^65001 65002`") { ASPathPattern($0) }
    match.communities = communities(fields["community"])
    match.multiExitDiscriminator = number32(fields["med"], "a MED")
    match.localPreference = number32(fields["local-preference"], "a local preference")
    match.origin = origin(fields["origin"])
    return match
  }

  private mutating func set(_ node: Node) -> BGPSetSpec {
    let fields = reader.fields(of: node, as: .bgpSet)
    var set = BGPSetSpec()
    set.localPreference = number32(fields["local-preference"], "a local preference")
    set.multiExitDiscriminator = number32(fields["med"], "a MED")
    if let prepend = fields["prepend"] {
      if prepend.sequence != nil {
        set.prepend = reader.items(of: prepend, what: "AS numbers").compactMap {
          reader.integer($0, in: 1...4_294_967_295, what: "an AS number").map { UInt32($0) }
        }
      } else {
        set.prependOwn =
          reader.integer(prepend, in: 1...255, what: "how often the own AS is put in front") ?? 0
      }
    }
    if let list = fields["community"] { set.communities = communities(list) }
    set.addedCommunities = communities(fields["add-community"])
    set.nextHop = reader.address(fields["next-hop"], what: "a next hop")
    set.origin = origin(fields["origin"])
    set.fault = reader.choice(fields["malformed"], AttributeFault.self, what: "a fault")?.rawValue
    set.weight = reader.integer(fields["weight"], in: 0...65535, what: "a weight").map { UInt32($0) }
    return set
  }

  private mutating func values<Value>(
    _ node: Node?, _ what: String, _ parse: (String) -> Value?
  ) -> [Value] {
    guard let node else { return [] }
    let items = node.sequence.map { Array($0) } ?? [node]
    return items.compactMap { reader.value($0, what: what, parse) }
  }

  private mutating func communities(_ node: Node?) -> [String] {
    values(node, "a community such as `65001:100` or `no-export`") { Community($0) == nil ? nil : $0 }
  }

  private mutating func origin(_ node: Node?) -> String? {
    reader.value(node, what: "an origin", hint: "one of: igp, egp, incomplete") {
      ["igp", "egp", "incomplete"].contains($0) ? $0 : nil
    }
  }

  mutating func number32(_ node: Node?, _ what: String) -> UInt32? {
    reader.integer(node, in: 0...4_294_967_295, what: what).map { UInt32($0) }
  }
}
