import Kernel
import NetworkModel
import Routing
import Yams

/// Lines of `expect:` about the state at a time: `{route: {on: r1, prefix: …, via: r2}, at: 30s}`.
extension ScenarioDecoder {
  private static let routeSources = RouteSource.allCases.map(\.description)
  static let assertionKinds = ["route", "no-route", "reachable", "unreachable"]

  mutating func assertion(_ kind: String, _ fields: [String: Node], _ item: Node) {
    for name in ["at-most", "at-least", "equals", "between"] where fields[name] != nil {
      reader.error("`\(name)` goes with a metric, not with `\(kind)`", at: fields[name])
    }
    let time = reader.duration(fields["at"], what: "a time")
    if isASLevel {
      reader.error(
        "a run on the level of ASes has no routers to ask", at: item, hint: "a metric such as `bgp.share…`")
      return
    }
    if let time, let duration = scenario.duration, time > duration {
      reader.error("the run ends at \(duration), before this time", at: fields["at"])
      return
    }
    guard let node = fields[kind], let claim = claim(kind, node) else { return }
    scenario.assertions.append(StateAssertionSpec(time: time, claim: claim))
  }

  private mutating func claim(_ kind: String, _ node: Node) -> StateAssertionSpec.Claim? {
    if kind == "route" || kind == "no-route" { return routeClaim(kind, node) }
    let fields = reader.fields(of: node, as: kind == "reachable" ? .reachableClaim : .unreachableClaim)
    let kinds: Set<NameKind> = [.router, .host, .container, .containerSet]
    guard let from = reference(fields["from"], to: kinds, what: "a node"),
      let to = reference(fields["to"], to: kinds, what: "a node")
    else { return nil }
    if kind == "unreachable" { return .unreachable(from: from, to: to) }
    let via = names(fields["via"]) { decoder, item in
      decoder.reference(item, to: [.router, .host, .bridge, .container], what: "a node")
    }
    return .reachable(from: from, to: to, via: via)
  }

  private mutating func routeClaim(_ kind: String, _ node: Node) -> StateAssertionSpec.Claim? {
    let fields = reader.fields(of: node, as: kind == "route" ? .routeClaim : .noRouteClaim)
    guard let name = reference(fields["on"], to: [.router, .host], what: "a router"),
      let prefix = reader.prefix(fields["prefix"], what: "a network")
    else { return nil }
    if kind == "no-route" { return .noRoute(on: name, to: prefix) }
    var claim = StateAssertionSpec.RouteClaim(node: name, prefix: prefix)
    claim.via = names(fields["via"]) { decoder, item in
      if let text = item.scalar?.string, IPv4Address(text) != nil { return text }
      return decoder.reference(item, to: [.router, .host], what: "a neighbour, by name or address")
    }
    claim.source = reader.value(
      fields["protocol"], what: "a source of routes",
      hint: "one of: \(Self.routeSources.joined(separator: ", "))"
    ) { text in Self.routeSources.contains(text) ? text : nil }
    claim.metric = reader.integer(fields["metric"], in: 0...Int(UInt32.max), what: "a metric")
    return .route(claim)
  }

  /// One name, or a list of them.
  private mutating func names(
    _ node: Node?, _ read: (inout ScenarioDecoder, Node) -> String?
  ) -> [String] {
    guard let node, !reader.isNull(node) else { return [] }
    guard node.sequence != nil else { return read(&self, node).map { [$0] } ?? [] }
    return reader.items(of: node, what: "names").compactMap { read(&self, $0) }
  }
}
