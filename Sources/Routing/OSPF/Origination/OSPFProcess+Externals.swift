import NetworkModel

/// Routes of other sources, as type 5 (RFC 2328 §12.4.4) and, in an NSSA, type 7 (RFC 3101 §2.4).
extension OSPFProcess {
  mutating func redistribute(_ route: RedistributedRoute, _ isPresent: Bool) {
    guard announces(route) else { return }
    redistributed.removeAll { $0.prefix == route.prefix && $0.source == route.source }
    if isPresent { redistributed.append(route) }
    redistributed.sort { ($0.prefix, $0.source) < ($1.prefix, $1.source) }
    work.mayOriginate = true
  }

  /// A default route is announced only when that is asked for, whatever its source, as in FRR.
  private func announces(_ route: RedistributedRoute) -> Bool {
    if route.prefix.length == 0 { return configuration.defaultRoute != nil }
    return configuration.redistribution.sources.map { $0.contains(route.source) } ?? !route.source.isDynamic
  }

  private var announcesDefault: Bool {
    guard let spec = configuration.defaultRoute else { return false }
    return spec.isUnconditional || redistributed.contains { $0.prefix.length == 0 }
  }

  /// An AS boundary router.
  var isBoundary: Bool {
    if configuration.defaultRoute != nil && announcesDefault { return true }
    return redistributed.contains { $0.prefix.length > 0 }
      || areas.indices.contains { isTranslator(ofArea: $0) }
  }

  /// The networks outside, each with what is said of it.
  private func ownExternals() -> [(prefix: IPv4Prefix, reach: ExternalReach)] {
    let policy = configuration.redistribution
    var externals: [(prefix: IPv4Prefix, reach: ExternalReach)] = []
    if announcesDefault, let spec = configuration.defaultRoute {
      // FRR's defaults: metric 10, or 1 when the route need not be there.
      let metric = UInt32(clamping: spec.metric ?? (spec.isUnconditional ? 1 : 10))
      // One that is there leads to its next hop, as any other does.
      let present = spec.isUnconditional ? nil : redistributed.first { $0.prefix.length == 0 }
      let reach = ExternalReach(
        length: 0, isType2: spec.type != 1, metric: metric, forwarding: present.map(forwarding(of:)) ?? .any)
      externals.append((.all, reach))
    }
    for route in redistributed where route.prefix.length > 0 && !isOwnNetwork(route.prefix) {
      if externals.last?.prefix == route.prefix { continue }
      let reach = ExternalReach(
        length: route.prefix.length, isType2: policy.isType2, metric: policy.metric,
        forwarding: forwarding(of: route))
      externals.append((route.prefix, reach))
    }
    return externals
  }

  func wantedExternals() -> [OwnLSAs.Wanted] {
    if redistributed.isEmpty && configuration.defaultRoute == nil && areas.count == 1 { return [] }
    let externals = ownExternals()
    var wanted: [OwnLSAs.Wanted] = []
    if areas.contains(where: \.takesExternals) {
      var named: [IPv4Address: Int] = [:]
      let known = Set(externals.map(\.prefix))
      let translated = translatedExternals().filter { !known.contains($0.prefix) }
      for (prefix, reach) in (externals + translated).sorted(by: { $0.prefix < $1.prefix }) {
        wanted.append(
          OwnLSAs.Wanted(
            key: LSAKey(.external, linkStateID(of: prefix, &named), by: routerID), scope: wideScope,
            options: .external, body: .external(reach)))
      }
    }
    let tellsNSSAs = configuration.choices.tellsNSSAOfOwnExternals || !isBorder
    for area in areas.indices where areas[area].spec.kind.isNSSA && tellsNSSAs {
      wanted += nssaExternals(externals, area: area)
    }
    return wanted
  }

  private func nssaExternals(
    _ externals: [(prefix: IPv4Prefix, reach: ExternalReach)], area: Int
  ) -> [OwnLSAs.Wanted] {
    var named: [IPv4Address: Int] = [:]
    // RFC 3101 §2.4: a border router has told the others itself, so nobody needs to translate.
    let options: LSAOptions = isBorder ? [] : .nssa
    let goesBeyond = configuration.choices.forwardsBeyondNSSA
    return externals.map { prefix, reach in
      var inside = reach
      if reach.forwarding == .any || !goesBeyond && !isInside(reach.forwarding, area: area) {
        inside = ExternalReach(
          length: reach.length, isType2: reach.isType2, metric: reach.metric,
          forwarding: isBorder && !goesBeyond ? .any : ownAddress(inArea: area), tag: reach.tag)
      }
      return OwnLSAs.Wanted(
        key: LSAKey(.nssa, linkStateID(of: prefix, &named), by: routerID), scope: area, options: options,
        body: .external(inside))
    }
  }

  private func isInside(_ address: IPv4Address, area: Int) -> Bool {
    interfaces.contains {
      $0.area == area && $0.state != .down && $0.routing.address.prefix.contains(address)
    }
  }

  /// RFC 3101 §2.3: an address of the router's own in the area, of a loopback where there is one, else of a stub network.
  private func ownAddress(inArea area: Int) -> IPv4Address {
    let own = interfaces.filter { $0.area == area && $0.state != .down && $0.virtual == nil }
    for kind in configuration.choices.forwardingKinds {
      if let first = own.first(where: { $0.routing.kind == kind }) { return first.address }
    }
    return own.first?.address ?? .any
  }

  /// A network that the router-LSA announces already.
  private func isOwnNetwork(_ prefix: IPv4Prefix) -> Bool {
    interfaces.contains { $0.state != .down && $0.routing.address.prefix == prefix }
  }

  /// Appendix E: of two networks with one address the longer has its host bits set.
  func linkStateID(of prefix: IPv4Prefix, _ named: inout [IPv4Address: Int]) -> IPv4Address {
    if named[prefix.address] == nil {
      named[prefix.address] = prefix.length
      return prefix.address
    }
    return prefix.broadcast
  }

  /// §12.4.4.1: the next hop itself, when others can reach it by OSPF.
  private func forwarding(of route: RedistributedRoute) -> IPv4Address {
    guard let address = route.nextHop?.address else { return .any }
    let isReachable = interfaces.contains {
      $0.state != .down && $0.routing.kind == .ethernet && $0.routing.address.prefix.contains(address)
    }
    return isReachable ? address : .any
  }
}
