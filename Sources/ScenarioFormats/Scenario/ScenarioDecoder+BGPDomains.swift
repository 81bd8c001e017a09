import NetworkModel
import Yams

/// `routing.bgp.aggregates`, `confederations` and `damping`.
extension ScenarioDecoder {
  mutating func decodeDomains(_ fields: [String: Node], into bgp: inout BGPSpec) {
    for item in reader.items(of: fields["aggregates"], what: "aggregates") {
      if let aggregate = aggregate(item) { bgp.aggregates.append(aggregate) }
    }
    bgp.confederations = confederations(fields["confederations"])
  }

  private mutating func aggregate(_ node: Node) -> BGPAggregateSpec? {
    let fields = reader.fields(of: node, as: .aggregate)
    guard let name = reference(fields["on"], to: [.router], what: "a router"),
      let prefix = reader.prefix(fields["prefix"], what: "a prefix")
    else { return nil }
    if autonomousSystem(of: name) == nil {
      reader.error(
        "`\(name)` has no AS, so it does not speak BGP", at: fields["on"],
        hint: "routers: {\(name): {as: 65001}}")
    }
    var spec = BGPAggregateSpec(node: name, prefix: prefix)
    spec.isSummaryOnly = reader.boolean(fields["summary-only"], what: "`summary-only`") ?? false
    spec.hasASSet = reader.boolean(fields["as-set"], what: "`as-set`") ?? false
    spec.matchesMED = reader.boolean(fields["matching-med-only"], what: "`matching-med-only`") ?? false
    return spec
  }

  private mutating func confederations(_ node: Node?) -> [BGPConfederationSpec] {
    var result: [BGPConfederationSpec] = []
    var taken: Set<UInt32> = []
    for (key, name, value) in reader.entries(of: node, what: "members by confederation") {
      guard let identifier = UInt32(name), identifier > 0 else {
        reader.error("expected an AS number, found `\(name)`", at: key)
        continue
      }
      var members: [UInt32] = []
      for item in reader.items(of: value, what: "the ASes of its members") {
        guard let number = reader.integer(item, in: 1...4_294_967_295, what: "an AS number") else { continue }
        let member = UInt32(number)
        if !taken.insert(member).inserted {
          reader.error("AS \(member) is in a confederation already", at: item, hint: "RFC 5065 §3")
        } else if !scenario.network.routers.contains(where: { $0.autonomousSystem == member }) {
          reader.error("there is no router in AS \(member)", at: item, hint: "routers: {r1: {as: \(member)}}")
        } else {
          members.append(member)
        }
      }
      result.append(BGPConfederationSpec(identifier: identifier, members: members))
    }
    return result
  }

  mutating func damping(_ node: Node?) -> BGPDampingSpec? {
    guard let node, !reader.isNull(node) else { return nil }
    if node.mapping == nil {
      if node.scalar?.string == "rfc7196" { return .rfc7196 }
      let isOn = reader.boolean(node, what: "`damping`, `rfc7196` or a mapping of its parameters") ?? false
      return isOn ? BGPDampingSpec() : nil
    }
    let fields = reader.fields(of: node, as: .damping)
    var spec = BGPDampingSpec()
    spec.halfLife = positiveDuration(fields["half-life"])
    spec.longestSuppression = positiveDuration(fields["max-suppress"])
    spec.reuse = reader.integer(fields["reuse"], in: 1...1_000_000, what: "the reuse threshold")
    spec.suppress = reader.integer(fields["suppress"], in: 1...1_000_000, what: "the suppress threshold")
    if spec.reuse ?? 750 >= spec.suppress ?? 2000 {
      reader.error("the reuse threshold must be below the suppress threshold", at: node)
    }
    if let halfLife = spec.halfLife, let longest = spec.longestSuppression,
      longest < halfLife || longest.picoseconds / halfLife.picoseconds > 100
    {
      reader.error("the longest suppression is 1 … 100 half-lives", at: fields["max-suppress"])
    }
    return spec
  }
}
