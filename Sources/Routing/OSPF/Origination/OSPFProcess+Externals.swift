import NetworkModel

/// AS-external-LSAs for routes of other sources (RFC 2328 §12.4.4).
extension OSPFProcess {
  mutating func redistribute(_ route: RedistributedRoute, _ isPresent: Bool) {
    guard announces(route.source) else { return }
    redistributed.removeAll { $0.prefix == route.prefix && $0.source == route.source }
    if isPresent { redistributed.append(route) }
    redistributed.sort { ($0.prefix, $0.source) < ($1.prefix, $1.source) }
    work.mayOriginate = true
  }

  private func announces(_ source: RouteSource) -> Bool {
    configuration.redistribution.sources.map { $0.contains(source) } ?? !source.isDynamic
  }

  /// An AS boundary router.
  var isBoundary: Bool { redistributed.contains { $0.prefix.length > 0 } }

  func wantedExternals() -> [OwnLSAs.Wanted] {
    let policy = configuration.redistribution
    var wanted: [OwnLSAs.Wanted] = []
    var named: [IPv4Address: Int] = [:]
    // The default route is announced only when that is asked for, as in FRR.
    for route in redistributed where route.prefix.length > 0 && !isOwnNetwork(route.prefix) {
      let reach = ExternalReach(
        length: route.prefix.length, isType2: policy.isType2, metric: policy.metric,
        forwarding: forwarding(of: route))
      let name = linkStateID(of: route.prefix, &named)
      wanted.append(
        OwnLSAs.Wanted(
          key: LSAKey(.external, name, by: routerID), scope: wideScope, options: .external,
          body: .external(reach)))
    }
    return wanted
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
