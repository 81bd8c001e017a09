import Kernel
import NetworkModel
import Routing
import Yams

extension ScenarioDecoder {
  mutating func decodeRouting(_ node: Node) {
    let fields = reader.fields(of: node, as: .routing)
    routingNode = fields["protocol"] ?? node
    if let node = fields["protocol"] {
      let items = node.sequence.map { Array($0) } ?? [node]
      scenario.routing.protocols = items.compactMap { protocolName($0) }
    }
    if let profile = reader.choice(fields["profile"], TimerProfile.self, what: "a profile") {
      scenario.routing.profile = profile
      checkProfile(at: fields["profile"] ?? node)
    }
    if let rip = fields["rip"], !reader.isNull(rip) {
      decodeRIP(rip)
      if !scenario.routing.protocols.contains(RIPProcess.name) {
        reader.warning("options of RIP are given, but `protocol` does not name rip", at: rip)
      }
    }
    if let ospf = fields["ospf"], !reader.isNull(ospf) {
      decodeOSPF(ospf)
      if !scenario.routing.protocols.contains(OSPFProcess.name) {
        reader.warning("options of OSPF are given, but `protocol` does not name ospf", at: ospf)
      }
    }
    if let bgp = fields["bgp"], !reader.isNull(bgp) { decodeBGP(bgp) }
    if let fib = fields["fib"], !reader.isNull(fib) { decodeFIB(fib) }
    for item in reader.items(of: fields["static"], what: "static routes") { decodeStatic(item) }
  }

  /// BIRD's choices are known for OSPF: what else runs is told that it goes without.
  private mutating func checkProfile(at node: Node) {
    guard scenario.routing.profile == .bird else { return }
    let others = scenario.routing.protocols.filter { [RIPProcess.name, BGPProcess.name].contains($0) }
    if others.isEmpty { return }
    reader.warning(
      "the profile bird is known for ospf; \(others.joined(separator: " and ")) will do as the RFCs say",
      at: node)
  }

  private mutating func protocolName(_ node: Node) -> String? {
    guard let name = reader.text(node, what: "a routing protocol") else { return nil }
    let known = RoutingCatalogue.protocols.map(\.name)
    if known.contains(name) { return name }
    reader.error(
      "there is no routing protocol `\(name)`", at: node, hint: NearestName.hint(name, among: known))
    return nil
  }

  private mutating func decodeRIP(_ node: Node) {
    let fields = reader.fields(of: node, as: .rip)
    var rip = RIPSpec()
    rip.update = positiveDuration(fields["update"])
    rip.timeout = positiveDuration(fields["timeout"])
    rip.garbage = positiveDuration(fields["garbage"])
    rip.splitHorizon = reader.choice(
      fields["split-horizon"], SplitHorizonMode.self, what: "a split horizon mode")
    rip.triggered = reader.boolean(fields["triggered"], what: "`triggered`")
    rip.jitter = reader.value(fields["jitter"], what: "a share of 0…50%") { text in
      QuantityParser.ratio(text).flatMap { $0 <= 0.5 ? $0 : nil }
    }
    rip.ecmp = reader.integer(fields["ecmp"], in: 1...64, what: "the number of equal-cost paths")
    rip.defaultMetric = reader.integer(fields["default-metric"], in: 1...16, what: "the default metric")
    if let list = fields["redistribute"] {
      rip.redistribute = reader.items(of: list, what: "route sources").compactMap { item in
        reader.value(item, what: "a route source", hint: "one of: connected, static, global, bgp") {
          ["connected", "static", "global", "bgp"].contains($0) ? $0 : nil
        }
      }
    }
    if let update = rip.update, let timeout = rip.timeout, timeout <= update {
      reader.warning(
        "routes time out after \(timeout), before the next update comes after \(update)",
        at: fields["timeout"])
    }
    scenario.routing.rip = rip
  }

  mutating func positiveDuration(_ node: Node?) -> SimTime? {
    guard let duration = reader.duration(node) else { return nil }
    // Anything shorter would be all that a run does.
    if duration < .microseconds(1) {
      reader.error("this must be at least 1us", at: node)
      return nil
    }
    return duration
  }

  private mutating func decodeStatic(_ node: Node) {
    let fields = reader.fields(of: node, as: .staticRoute)
    guard let owner = reference(fields["on"], to: Self.endpoints, what: "a node"),
      let prefix = reader.prefix(fields["prefix"], what: "a destination")
    else { return }
    var via: NodeOrAddress?
    if let node = fields["via"] {
      guard let text = reader.text(node, what: "a neighbour") else { return }
      if let address = IPv4Address(text) {
        via = .address(address)
      } else {
        guard resolve(text, to: Self.endpoints, what: "a neighbour by name or address", at: node) else {
          return
        }
        via = .node(text)
      }
    }
    var route = StaticRouteSpec(node: owner, prefix: prefix, via: via)
    if let distance = reader.integer(fields["distance"], in: 1...255, what: "a distance") {
      route.distance = distance
    }
    scenario.routing.statics.append(route)
    staticNodes.append(fields["via"] ?? node)
  }
}
