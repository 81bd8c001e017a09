import Kernel
import NetworkModel
import Yams

/// `routing.bgp.aggregates`, `confederations` and `damping`.
extension ScenarioDecoder {
  mutating func decodeDomains(_ fields: [String: Node], into bgp: inout BGPSpec) {
    for item in reader.items(of: fields["aggregates"], what: "aggregates") {
      if let aggregate = aggregate(item) { bgp.aggregates.append(aggregate) }
    }
    bgp.announcements = announcements(fields["announcements"])
    bgp.confederations = confederations(fields["confederations"])
    bgp.additionalPaths = additionalPaths(fields["add-paths"])
    bgp.gracefulRestart = gracefulRestart(fields["graceful-restart"])
    bgp.processing = processing(fields["processing"])
    bgp.resetsOnFaults = reader.value(
      fields["malformed"], what: "what is done", hint: "one of: treat-as-withdraw, session-reset"
    ) {
      switch $0 {
      case "treat-as-withdraw": false
      case "session-reset": true
      default: nil
      }
    }
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

  private mutating func additionalPaths(_ node: Node?) -> BGPAdditionalPathsSpec? {
    guard let node, !reader.isNull(node) else { return nil }
    let what = "which paths are told"
    guard node.mapping != nil else {
      return reader.choice(node, BGPAdditionalPathsSpec.Mode.self, what: what).map { .init(mode: $0) }
    }
    let fields = reader.fields(of: node, as: .addPaths)
    guard let mode = reader.choice(fields["send"], BGPAdditionalPathsSpec.Mode.self, what: what) else {
      return nil
    }
    var spec = BGPAdditionalPathsSpec(mode: mode)
    if let list = fields["on"] {
      spec.nodes = reader.items(of: list, what: "routers").compactMap {
        reference($0, to: [.router], what: "a router")
      }
    }
    spec.isForExternal = reader.boolean(fields["ebgp"], what: "`ebgp`") ?? false
    return spec
  }

  /// `100ms`, or `[10ms, 1s]`.
  private mutating func processing(_ node: Node?) -> ClosedRange<SimTime>? {
    guard let node, !reader.isNull(node) else { return nil }
    if node.sequence == nil { return reader.duration(node, what: "a time").map { $0...$0 } }
    let times = reader.items(of: node, what: "two times").compactMap { reader.duration($0, what: "a time") }
    guard times.count == 2, times[0] <= times[1] else {
      reader.error("expected a shortest and a longest time such as `[10ms, 1s]`", at: node)
      return nil
    }
    return times[0]...times[1]
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
