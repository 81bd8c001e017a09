import Kernel
import NetworkModel
import Yams

/// `routing.bgp.neighbors`: options of single sessions.
extension ScenarioDecoder {
  mutating func neighborOptions(_ node: Node) -> BGPNeighborSpec? {
    let fields = reader.fields(of: node, as: .bgpNeighbor)
    var spec = BGPNeighborSpec()
    if let on = fields["on"] {
      guard let name = reference(on, to: [.router], what: "a router") else { return nil }
      spec.node = name
    }
    if let node = fields["neighbor"] {
      guard let neighbor = bgpNeighbor(node) else { return nil }
      spec.neighbor = neighbor
    }
    spec.options.allowedOwnAS = allowedOwnAS(fields["allowas-in"])
    spec.options.originatesDefault = reader.boolean(fields["default-originate"], what: "`default-originate`")
    spec.options.privateASRemoval = removal(fields["remove-private-as"])
    spec.options.nextHopSelf = nextHopSelf(fields["next-hop-self"])
    spec.options.localAS = localAS(fields["local-as"], of: spec)
    spec.options.maximumPrefixes = maximumPrefixes(fields["maximum-prefix"])
    spec.options.weight = reader.integer(fields["weight"], in: 0...65535, what: "a weight").map { UInt32($0) }
    spec.options.overridesAS = reader.boolean(fields["as-override"], what: "`as-override`")
    spec.options.sendsCommunities = reader.boolean(fields["send-community"], what: "`send-community`")
    spec.options.unchanged = unchanged(fields["attribute-unchanged"])
    return spec
  }

  private mutating func unchanged(_ node: Node?) -> Set<BGPNeighborOptions.Unchanged> {
    guard let node else { return [] }
    guard node.sequence != nil else {
      let isOn = reader.boolean(node, what: "`attribute-unchanged`, or a list of attributes") ?? false
      return isOn ? Set(BGPNeighborOptions.Unchanged.allCases) : []
    }
    return Set(
      reader.items(of: node, what: "attributes").compactMap {
        reader.choice($0, BGPNeighborOptions.Unchanged.self, what: "an attribute")
      })
  }

  /// A router, `ebgp` or `ibgp`.
  mutating func bgpNeighbor(_ node: Node) -> BGPRuleSpec.Neighbor? {
    guard let text = reader.text(node, what: "a neighbour") else { return nil }
    switch text {
    case "ebgp": return .external
    case "ibgp": return .internal
    default:
      let isKnown = resolve(text, to: [.router], what: "a router, `ebgp` or `ibgp`", at: node)
      return isKnown ? .router(text) : nil
    }
  }

  private mutating func allowedOwnAS(_ node: Node?) -> BGPNeighborOptions.AllowedOwnAS? {
    guard let node else { return nil }
    switch node.scalar?.string {
    case "origin": return .origin
    case "true": return .times(3)  // FRR's default.
    case "false": return .times(0)
    default:
      return reader.integer(node, in: 1...10, what: "how often the own AS may be in a path, or `origin`").map
      {
        .times($0)
      }
    }
  }

  private mutating func removal(_ node: Node?) -> BGPNeighborOptions.PrivateASRemoval? {
    reader.value(
      node, what: "which private ASes are removed",
      hint: "one of: true, false, all, replace-as, all-replace-as"
    ) {
      switch $0 {
      case "true": .whole
      case "false": BGPNeighborOptions.PrivateASRemoval.none
      case "all": .all
      case "replace-as": .replaceWhole
      case "all-replace-as": .replaceAll
      default: nil
      }
    }
  }

  private mutating func nextHopSelf(_ node: Node?) -> BGPNeighborOptions.NextHopSelf? {
    reader.value(node, what: "whether the router is the next hop", hint: "one of: true, false, force") {
      switch $0 {
      case "true": .on
      case "false": .off
      case "force": .force
      default: nil
      }
    }
  }

  private mutating func localAS(_ node: Node?, of spec: BGPNeighborSpec) -> BGPNeighborOptions.LocalAS? {
    guard let node else { return nil }
    let what = "an AS number"
    var number = node
    var local = BGPNeighborOptions.LocalAS(number: 0)
    if node.mapping != nil {
      let fields = reader.fields(of: node, as: .localAS)
      guard let written = fields["as"] else { return nil }
      number = written
      local.replacesOwn = reader.boolean(fields["replace-as"], what: "`replace-as`") ?? false
      local.isPrepended = !(reader.boolean(fields["no-prepend"], what: "`no-prepend`") ?? local.replacesOwn)
    }
    guard let value = reader.integer(number, in: 1...4_294_967_295, what: what) else { return nil }
    local.number = UInt32(value)
    if let name = spec.node, autonomousSystem(of: name) == local.number {
      reader.error("`\(name)` is in AS \(value) already", at: number, hint: "local-as is another AS")
    }
    return local
  }

  private mutating func maximumPrefixes(_ node: Node?) -> BGPNeighborOptions.MaximumPrefixes? {
    guard let node else { return nil }
    let what = "the most prefixes"
    guard node.mapping != nil else {
      return reader.integer(node, in: 1...4_294_967_295, what: what).map { .init(count: $0) }
    }
    let fields = reader.fields(of: node, as: .maximumPrefix)
    guard let count = reader.integer(fields["count"], in: 1...4_294_967_295, what: what) else { return nil }
    var limit = BGPNeighborOptions.MaximumPrefixes(count: count)
    limit.onlyWarns = reader.boolean(fields["warning-only"], what: "`warning-only`") ?? false
    limit.restart = positiveDuration(fields["restart"])
    return limit
  }
}
