import Kernel
import NetworkModel
import Routing
import Yams

extension ScenarioDecoder {
  mutating func decodeBGP(_ node: Node) {
    let fields = reader.fields(of: node, as: .bgp)
    var bgp = BGPSpec()
    if let sessions = fields["sessions"] { bgp.sessions = self.sessions(sessions) }
    bgp.routeReflectors = reflectors(fields["route-reflectors"])
    bgp.policies = reader.choice(fields["policies"], BGPPolicyMode.self, what: "a policy mode")
    bgp.gaoRexfordPreference = preferences(fields["preferences"])
    if let node = fields["originate"] { bgp.originate = originations(node) }
    decodeDomains(fields, into: &bgp)
    bgp.announcesStubs = reader.boolean(fields["announce-stubs"], what: "`announce-stubs`")
    bgp.redistribute = redistributions(fields["redistribute"])
    for item in reader.items(of: fields["rules"], what: "rules") {
      if let rule = bgpRule(item) { bgp.rules.append(rule) }
    }
    for item in reader.items(of: fields["neighbors"], what: "neighbours") {
      if let entry = neighborOptions(item) { bgp.neighbors.append(entry) }
    }
    if let node = fields["next-hop-self"] {
      if node.sequence != nil {
        bgp.nextHopSelf = reader.items(of: node, what: "routers").compactMap {
          reference($0, to: [.router], what: "a router")
        }
      } else {
        bgp.nextHopSelfEverywhere = reader.boolean(node, what: "`next-hop-self`, or a list of routers")
      }
    }
    decodeTimers(fields, into: &bgp)
    bgp.maximumPaths = reader.integer(fields["maximum-paths"], in: 1...64, what: "the number of paths")
    bgp.multipathRelax = reader.boolean(fields["multipath-relax"], what: "`multipath-relax`")
    bgp.alwaysComparesMED = reader.boolean(fields["always-compare-med"], what: "`always-compare-med`")
    bgp.missingMEDIsWorst = reader.boolean(fields["missing-med-worst"], what: "`missing-med-worst`")
    bgp.comparesRouterID = reader.boolean(fields["compare-router-id"], what: "`compare-router-id`")
    bgp.ignoresPathLength = reader.boolean(
      fields["ignore-as-path-length"], what: "`ignore-as-path-length`")
    bgp.deterministicMED = reader.boolean(fields["deterministic-med"], what: "`deterministic-med`")
    bgp.countsConfederation = reader.boolean(fields["as-path-confed"], what: "`as-path-confed`")
    bgp.changesReflected = reader.boolean(fields["reflector-policy"], what: "`reflector-policy`")
    bgp.defaultLocalPreference = number32(fields["default-local-preference"], "a local preference")
    bgp.tellsSource = reader.boolean(fields["tell-source"], what: "`tell-source`")
    bgp.requiresPolicy = reader.boolean(fields["ebgp-requires-policy"], what: "`ebgp-requires-policy`")
    decodeSafeguards(fields, into: &bgp)
    scenario.routing.bgp = bgp
    if !scenario.routing.protocols.contains(BGPProcess.name) {
      reader.warning("options of BGP are given, but `protocol` does not name bgp", at: node)
    }
  }

  private mutating func decodeTimers(_ fields: [String: Node], into bgp: inout BGPSpec) {
    bgp.hold = reader.duration(fields["hold"], what: "a hold time")
    // RFC 4271 §4.2: zero, or at least three seconds; whole seconds, and 16 bits of them.
    if let hold = bgp.hold, hold != .zero, hold < .seconds(3) || hold > .seconds(65535) {
      reader.error("a hold time is 0s, or 3s … 65535s", at: fields["hold"], hint: "RFC 4271 §4.2")
      bgp.hold = nil
    }
    bgp.keepalive = positiveDuration(fields["keepalive"])
    bgp.connectRetry = positiveDuration(fields["connect-retry"])
    bgp.advertisementInterval = reader.duration(fields["mrai"])
    bgp.internalAdvertisementInterval = reader.duration(fields["mrai-ibgp"])
    bgp.limitsWithdrawals = reader.boolean(fields["mrai-withdrawals"], what: "`mrai-withdrawals`")
    bgp.originationInterval = reader.duration(fields["origination-interval"])
    bgp.jitter = reader.boolean(fields["jitter"], what: "`jitter`")
  }

  private mutating func sessions(_ node: Node) -> BGPSessionsSpec {
    if node.scalar?.string == "auto" { return .auto }
    var pairs: [Pair<String>] = []
    for item in reader.items(of: node, what: "sessions such as `r1 -- r2`, or `auto`") {
      guard let text = reader.text(item, what: "a session such as `r1 -- r2`") else { continue }
      guard let ends = Self.splitLink(text) else {
        reader.error("expected a session such as `r1 -- r2`, found `\(text)`", at: item)
        continue
      }
      let isKnown = [ends.first, ends.second].allSatisfy {
        resolve($0, to: [.router], what: "a router", at: item)
      }
      if isKnown { pairs.append(Pair(ends.first, ends.second)) }
    }
    return .list(pairs)
  }

  private mutating func reflectors(_ node: Node?) -> [BGPReflectorSpec] {
    var result: [BGPReflectorSpec] = []
    for (key, name, inner) in reader.entries(of: node, what: "route reflectors by AS") {
      guard let number = UInt32(name), number > 0 else {
        reader.error("expected an AS number, found `\(name)`", at: key)
        continue
      }
      for (key, router, value) in reader.entries(of: inner, what: "clients by reflector") {
        guard resolve(router, to: [.router], what: "a router", at: key) else { continue }
        var clients = value
        var clusterID: IPv4Address?
        var reflectsToClients = true
        if value.mapping != nil {
          let fields = reader.fields(of: value, as: .reflector)
          clusterID = reader.address(fields["cluster-id"], what: "a cluster identifier")
          reflectsToClients =
            reader.boolean(fields["client-to-client"], what: "`client-to-client`") ?? true
          guard let list = fields["clients"] else { continue }
          clients = list
        }
        let names = reader.items(of: clients, what: "routers").compactMap {
          reference($0, to: [.router], what: "a router")
        }
        for name in [router] + names where autonomousSystem(of: name) != number {
          reader.error(
            "`\(name)` is not in AS \(number)", at: key, hint: "routers: {\(name): {as: \(number)}}")
        }
        var reflector = BGPReflectorSpec(autonomousSystem: number, reflector: router, clients: names)
        reflector.clusterID = clusterID
        reflector.reflectsToClients = reflectsToClients
        result.append(reflector)
      }
    }
    return result
  }

  func autonomousSystem(of name: String) -> UInt32? {
    scenario.network.routers.first { $0.name == name }?.autonomousSystem
  }

  private mutating func preferences(_ node: Node?) -> GaoRexfordPreference {
    var preferences = GaoRexfordPreference()
    guard let node, !reader.isNull(node) else { return preferences }
    let fields = reader.fields(of: node, as: .gaoRexford)
    if let value = number32(fields["customer"], "the preference of customers") {
      preferences.customer = value
    }
    if let value = number32(fields["peer"], "the preference of peers") { preferences.peer = value }
    if let value = number32(fields["provider"], "the preference of providers") {
      preferences.provider = value
    }
    return preferences
  }

  /// `{r1: [203.0.113.0/24]}`; a single prefix may stand without brackets.
  mutating func originations(_ node: Node) -> [BGPOriginationSpec] {
    reader.entries(of: node, what: "prefixes by router").compactMap { key, name, value in
      guard let name = speakerName(name, at: key) else { return nil }
      if scenario.network.asGraph == nil && autonomousSystem(of: name) == nil {
        reader.error(
          "`\(name)` has no AS, so it does not speak BGP", at: key, hint: "routers: {\(name): {as: 65001}}")
        return nil
      }
      return origination(value, of: name)
    }
  }

  /// What is allowed, but hardly meant.
  mutating func checkBGP() {
    let routing = scenario.routing
    guard routing.protocols.contains(BGPProcess.name), !isASLevel else { return checkASLevel() }
    let numbers = scenario.network.routers.compactMap(\.autonomousSystem)
    if numbers.isEmpty {
      reader.warning(
        "no router has an AS, so none speaks BGP", at: routingNode, hint: "routers: {r1: {as: 65001}}")
    }
    if BGPSettings(routing).requiresPolicy && routing.bgp.requiresPolicy == nil && Set(numbers).count > 1 {
      reader.warning(
        "with the profile frr nothing crosses an eBGP session without a policy (RFC 8212)", at: routingNode,
        hint: "bgp: {policies: none} lets everything pass")
    }
    let interior = Set(routing.protocols).subtracting([BGPProcess.name])
    let hasSeveral = Dictionary(grouping: numbers, by: { $0 }).values.contains { $0.count > 2 }
    if interior.isEmpty && hasSeveral && routing.statics.isEmpty {
      reader.warning(
        "an AS has several routers, but no protocol that finds the ways between them", at: routingNode,
        hint: "protocol: [global, bgp]")
    }
  }
}
