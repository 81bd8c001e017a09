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
    rule.continues = reader.boolean(fields["continue"], what: "`continue`") ?? false
    if let match = fields["match"], !reader.isNull(match) { rule.match = bgpMatch(match) }
    if let set = fields["set"], !reader.isNull(set) {
      if !rule.permits { reader.warning("a route that is denied is not changed", at: set) }
      rule.set = bgpSet(set)
    }
    return rule
  }

  mutating func bgpMatch(_ node: Node) -> BGPMatchSpec {
    let fields = reader.fields(of: node, as: .bgpMatch)
    var match = BGPMatchSpec()
    match.prefixes = values(fields["prefix"], "a prefix such as `10.0.0.0/8 le 24`") { PrefixRange($0) }
    match.asPaths = values(fields["as-path"], "ASes such as `^65001 65002`, or a regular expression") {
      ASPathPattern($0)
    }
    match.communities = communityLists(fields["community"])
    match.isExactly = reader.boolean(fields["exactly"], what: "`exactly`") ?? false
    match.largeCommunities = largeCommunities(fields["large-community"])
    match.nextHops = values(fields["next-hop"], "a prefix such as `10.0.0.0/8`") { PrefixRange($0) }
    match.multiExitDiscriminator = number32(fields["med"], "a MED")
    match.localPreference = number32(fields["local-preference"], "a local preference")
    match.origin = origin(fields["origin"])
    return match
  }

  mutating func bgpSet(_ node: Node) -> BGPSetSpec {
    let fields = reader.fields(of: node, as: .bgpSet)
    var set = BGPSetSpec()
    set.localPreference = change(fields["local-preference"], "a local preference such as `200` or `+10`")
    set.multiExitDiscriminator = change(fields["med"], "a MED such as `10` or `+10`")
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
    set.prependLast =
      reader.integer(fields["prepend-last"], in: 1...10, what: "how often the first AS is put in front") ?? 0
    set.excluded = values(fields["exclude"], "an AS number") { UInt32($0).flatMap { $0 > 0 ? $0 : nil } }
    decodeCommunities(fields, into: &set)
    set.nextHop = reader.value(
      fields["next-hop"], what: "a next hop", hint: "an address, or `peer-address`"
    ) {
      $0 == "peer-address" ? .peer : IPv4Address($0).map { .address($0) }
    }
    set.originatorID = reader.address(fields["originator-id"], what: "an ORIGINATOR_ID")
    set.isAtomicAggregate = reader.boolean(fields["atomic-aggregate"], what: "`atomic-aggregate`") ?? false
    set.aggregator = reader.value(
      fields["aggregator"], what: "an aggregator", hint: "an AS and an address: `65001 10.0.0.1`"
    ) { text in
      let words = text.split(separator: " ")
      guard words.count == 2, let number = UInt32(words[0]), let address = IPv4Address(words[1]) else {
        return nil
      }
      return .init(number: number, address: address)
    }
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

  private mutating func decodeCommunities(_ fields: [String: Node], into set: inout BGPSetSpec) {
    if let list = fields["community"] {
      set.communities = list.scalar?.string == "none" ? [] : communityLists(list)
    }
    set.addedCommunities = communityLists(fields["add-community"])
    set.removedCommunities = values(
      fields["delete-community"], "a community such as `65001:100`, or `65001:*`"
    ) { Community($0) != nil || Community.wildcard($0) != nil ? $0 : nil }
    if let list = fields["large-community"] {
      set.largeCommunities = list.scalar?.string == "none" ? [] : largeCommunities(list)
    }
    set.addedLargeCommunities = largeCommunities(fields["add-large-community"])
    set.removedLargeCommunities = largeCommunities(fields["delete-large-community"])
  }

  private mutating func communityLists(_ node: Node?) -> [String] {
    values(node, "communities such as `65001:100` or `no-export`") { Community.list($0) == nil ? nil : $0 }
  }

  private mutating func largeCommunities(_ node: Node?) -> [String] {
    values(node, "large communities such as `65001:1:2`") { LargeCommunity.list($0) == nil ? nil : $0 }
  }

  /// `200`, or `+10` and `-10` from what is there.
  private mutating func change(_ node: Node?, _ what: String) -> BGPSetSpec.Change? {
    reader.value(node, what: what) { text in
      if text.hasPrefix("+") || text.hasPrefix("-") {
        return Int(text).flatMap { abs($0) <= 4_294_967_295 ? .by($0) : nil }
      }
      return UInt32(text).map { .to($0) }
    }
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
