import NetworkModel

/// The chosen way to a boundary router of the domain (RFC 2328 §16.4.1).
struct BoundaryRoute: Sendable, Equatable {
  var cost: UInt32
  var hops: Int32
  /// Place of the area that the way leads through.
  var area: Int
  var isIntraArea: Bool
  /// 0: within an area other than the backbone, which goes before everything else; 1: any other way.
  var preference: UInt8

  func isBetter(than other: BoundaryRoute) -> Bool {
    (preference, cost) < (other.preference, other.cost)
  }
}

/// What lies outside of the domain (RFC 2328 §16.4, RFC 3101 §2.5).
extension OSPFProcess {
  /// Boundary routers by the trees (§16.1) and by type 4 summaries (§16.2).
  mutating func findBoundaries() {
    boundaries = [:]
    if databases[wideScope].leaves.isEmpty && areas.count == 1 && !areas[0].spec.kind.isNSSA { return }
    for area in areas.indices {
      let tree = areas[area].tree
      for vertex in tree.order {
        guard flags(ofVertex: Int(vertex), inArea: area).contains(.boundary) else { continue }
        let number = Int(databases[area].lsaOfVertex[Int(vertex)])
        guard let router = databases[area].lsa(number)?.key.advertisingRouter, router != routerID
        else {
          continue
        }
        offerBoundary(
          router,
          BoundaryRoute(
            cost: tree.distance[Int(vertex)], hops: tree.hops[Int(vertex)], area: area, isIntraArea: true,
            preference: areas[area].isBackbone ? 1 : 0))
      }
    }
    for area in areas.indices where believesSummaries(ofArea: area) {
      for number in databases[area].boundaryLeaves {
        guard let lsa = usableLeaf(number, inScope: area), case .summary(_, let metric) = lsa.body,
          metric < OSPF.lsInfinity,
          let border = wayToBorder(lsa.key.advertisingRouter, inArea: area)
        else { continue }
        offerBoundary(
          lsa.key.linkStateID,
          BoundaryRoute(
            cost: border.cost &+ metric, hops: border.hops, area: area, isIntraArea: false, preference: 1))
      }
    }
  }

  /// §16.3, for boundary routers.
  mutating func improveBoundaries(throughTransit area: Int) {
    for number in databases[area].boundaryLeaves {
      guard let lsa = usableLeaf(number, inScope: area), case .summary(_, let metric) = lsa.body,
        metric < OSPF.lsInfinity,
        let known = boundaries[lsa.key.linkStateID], areas[known.area].isBackbone,
        let border = wayToBorder(lsa.key.advertisingRouter, inArea: area)
      else { continue }
      let cost = border.cost &+ metric
      if cost < known.cost {
        boundaries[lsa.key.linkStateID]?.cost = cost
        boundaries[lsa.key.linkStateID]?.hops = border.hops
      } else if cost == known.cost {
        boundaries[lsa.key.linkStateID]?.hops = hops.union(known.hops, border.hops)
      }
    }
  }

  private mutating func offerBoundary(_ router: RouterID, _ route: BoundaryRoute) {
    guard let known = boundaries[router] else {
      boundaries[router] = route
      return
    }
    if route.isBetter(than: known) {
      boundaries[router] = route
    } else if !known.isBetter(than: route) && known.isIntraArea == route.isIntraArea {
      boundaries[router]?.hops = hops.union(known.hops, route.hops)
    }
  }

  /// §16.4: type 5, by the boundary router or the forwarding address.
  mutating func addExternals() {
    for number in databases[wideScope].leaves {
      guard let lsa = usableLeaf(number, inScope: wideScope), case .external(let reach) = lsa.body,
        let boundary = boundaries[lsa.key.advertisingRouter]
      else { continue }
      addExternal(lsa, reach, boundary, withinArea: nil)
    }
  }

  /// RFC 3101 §2.5: type 7 of one area, whose boundary routers and forwarding addresses must be inside of it.
  mutating func addNSSAExternals(_ area: Int) {
    for number in databases[area].leaves {
      guard let lsa = usableLeaf(number, inScope: area), lsa.key.type == .nssa,
        case .external(let reach) = lsa.body, !hasType5(lsa)
      else { continue }
      let vertex = areas[area].numbering.router(lsa.key.advertisingRouter)
      let tree = areas[area].tree
      guard tree.isReached(vertex), flags(ofVertex: vertex, inArea: area).contains(.boundary) else {
        continue
      }
      let boundary = BoundaryRoute(
        cost: tree.distance[vertex], hops: tree.hops[vertex], area: area, isIntraArea: true, preference: 0)
      addExternal(lsa, reach, boundary, withinArea: area)
    }
  }

  /// RFC 3101 §2.5 (6e): without the P-bit the same route as type 5 goes before.
  private func hasType5(_ lsa: LSA) -> Bool {
    if lsa.options.contains(.nssa) { return false }
    let key = LSAKey(.external, lsa.key.linkStateID, by: lsa.key.advertisingRouter)
    return databases[wideScope].numbering.knownLSA(key).flatMap { usableLeaf($0, inScope: wideScope) } != nil
  }

  private mutating func addExternal(
    _ lsa: LSA, _ reach: ExternalReach, _ boundary: BoundaryRoute, withinArea area: Int?
  ) {
    guard reach.metric < OSPF.lsInfinity,
      let way = wayOut(boundary, forwarding: reach.forwarding, withinArea: area)
    else { return }
    let prefix = IPv4Prefix(lsa.key.linkStateID, length: reach.length)
    let rank: OSPFPathType = reach.isType2 ? .external2 : .external1
    let route = OSPFRouteTable.Route(
      rank: rank, cost: reach.isType2 ? way.cost : way.cost &+ reach.metric,
      type2: reach.isType2 ? reach.metric : 0, preference: way.preference, hops: way.hops)
    routes.offer(Int(routes.numbering.prefix(prefix)), route, &hops)
  }

  /// §16.4 (3): cost and next hops to where an external route leaves the domain, and the preference of the way there (§16.4.1):
  /// to the forwarding address where there is one.
  private mutating func wayOut(
    _ boundary: BoundaryRoute, forwarding: IPv4Address, withinArea area: Int?
  ) -> (cost: UInt32, hops: Int32, preference: UInt8)? {
    guard forwarding != .any else { return (boundary.cost, boundary.hops, boundary.preference) }
    let isItself = interfaces.contains { $0.address == forwarding }
    if isItself && configuration.choices.passesOverItself { return nil }
    guard let route = routes.match(forwarding), let type = route.pathType else { return nil }
    if let area, !configuration.choices.forwardsBeyondNSSA {
      guard type == .intraArea, Int(route.area) == area else { return nil }
    } else if type > .interArea {
      return nil
    }
    if route.hops == NextHopSets.discard { return nil }
    let isInside = type == .intraArea && !areas[Int(route.area)].isBackbone
    // The way to itself is no way, but may win.
    let ways =
      isItself && route.hops == NextHopSets.here
      ? NextHopSets.here : hops.beyondNetwork(hopsOfOwnNetwork(route, forwarding), router: forwarding)
    return (route.cost, ways, isInside ? 0 : 1)
  }

  /// On a network of our own the next hop is the forwarding address itself.
  private mutating func hopsOfOwnNetwork(_ route: OSPFRouteTable.Route, _ address: IPv4Address) -> Int32 {
    guard route.hops == NextHopSets.here else { return route.hops }
    let own = interfaces.first { $0.state != .down && $0.routing.address.prefix.contains(address) }
    return own.map { hops.single(NextHop(interface: $0.routing.index, address: nil)) } ?? route.hops
  }
}
