import NetworkModel

/// A way to a boundary router of the domain (RFC 2328 §16.4.1).
struct BoundaryRoute: Sendable, Equatable {
  var cost: UInt32
  var hops: Int32
  /// Place of the area that the way leads through.
  var area: Int
  var isIntraArea: Bool
  /// 0: within an area other than the backbone, which goes before everything else; 1: any other way.
  var preference: UInt8
  /// Whether the router says so in this area; it does not in a stub area.
  var isBoundary = true

  /// Between ways through one area: within it before from outside (§16.2), then the cost.
  func isBetter(than other: BoundaryRoute) -> Bool {
    isIntraArea != other.isIntraArea ? isIntraArea : cost < other.cost
  }

  func isEqual(to other: BoundaryRoute) -> Bool { isIntraArea == other.isIntraArea && cost == other.cost }

  /// Between areas: §16.4 (3), the larger area identifier at the last.
  func goesBefore(_ other: BoundaryRoute) -> Bool {
    (preference, cost, other.area) < (other.preference, other.cost, area)
  }
}

/// What lies outside of the domain (RFC 2328 §16.4, RFC 3101 §2.5).
extension OSPFProcess {
  /// By router, a way for each area that has one.
  typealias BoundaryWays = [RouterID: [BoundaryRoute]]

  /// Boundary routers by the trees (§16.1), by type 4 summaries (§16.2) and those of transit areas (§16.3); one way to each.
  mutating func findBoundaries() {
    boundaries = [:]
    if databases[wideScope].leaves.isEmpty && areas.count == 1 { return }
    for (router, ways) in boundaryWays() {
      boundaries[router] = ways.dropFirst().reduce(ways[0]) { $1.goesBefore($0) ? $1 : $0 }
    }
  }

  mutating func boundaryWays() -> BoundaryWays {
    var ways = BoundaryWays()
    for area in areas.indices { addBoundaries(ofTree: area, &ways) }
    for area in areas.indices where believesSummaries(ofArea: area) {
      addBoundaries(ofSummaries: area, &ways)
    }
    for area in areas.indices where isTransit(area) { improveBoundaries(throughTransit: area, &ways) }
    return ways
  }

  private mutating func addBoundaries(ofTree area: Int, _ ways: inout BoundaryWays) {
    let asksAll = configuration.choices.asksAllAreasForBoundaries
    if !asksAll && !areas[area].takesExternals { return }
    let tree = areas[area].tree
    for vertex in tree.order {
      let flags = flags(ofVertex: Int(vertex), inArea: area)
      guard flags.contains(.boundary) || asksAll && flags.contains(.border) else { continue }
      let number = Int(databases[area].lsaOfVertex[Int(vertex)])
      guard let router = databases[area].lsa(number)?.key.advertisingRouter, router != routerID else {
        continue
      }
      let way = BoundaryRoute(
        cost: tree.distance[Int(vertex)], hops: tree.hops[Int(vertex)], area: area, isIntraArea: true,
        preference: areas[area].isBackbone ? 1 : 0, isBoundary: flags.contains(.boundary))
      offer(way, to: router, &ways)
    }
  }

  private mutating func addBoundaries(ofSummaries area: Int, _ ways: inout BoundaryWays) {
    for number in databases[area].boundaryLeaves {
      guard let lsa = usableLeaf(number, inScope: area), case .summary(_, let metric) = lsa.body,
        metric < OSPF.lsInfinity, lsa.key.linkStateID != routerID,
        let border = wayToBorder(lsa.key.advertisingRouter, inArea: area)
      else { continue }
      let way = BoundaryRoute(
        cost: border.cost &+ metric, hops: border.hops, area: area, isIntraArea: false, preference: 1)
      offer(way, to: lsa.key.linkStateID, &ways)
    }
  }

  /// §16.3, for boundary routers: the way through the backbone may be shorter through the area.
  private mutating func improveBoundaries(throughTransit area: Int, _ ways: inout BoundaryWays) {
    for number in databases[area].boundaryLeaves {
      guard let lsa = usableLeaf(number, inScope: area), case .summary(_, let metric) = lsa.body,
        metric < OSPF.lsInfinity, let known = ways[lsa.key.linkStateID],
        let place = known.firstIndex(where: { areas[$0.area].isBackbone }),
        let border = wayToBorder(lsa.key.advertisingRouter, inArea: area)
      else { continue }
      let cost = border.cost &+ metric
      if cost < known[place].cost {
        ways[lsa.key.linkStateID]?[place].cost = cost
        ways[lsa.key.linkStateID]?[place].hops = border.hops
      } else if cost == known[place].cost {
        ways[lsa.key.linkStateID]?[place].hops = hops.union(known[place].hops, border.hops)
      }
    }
  }

  private mutating func offer(_ way: BoundaryRoute, to router: RouterID, _ ways: inout BoundaryWays) {
    guard let place = ways[router]?.firstIndex(where: { $0.area == way.area }),
      let known = ways[router]?[place]
    else {
      ways[router, default: []].append(way)
      return
    }
    if way.isBetter(than: known) {
      ways[router]?[place] = way
    } else if way.isEqual(to: known) {
      ways[router]?[place].hops = hops.union(known.hops, way.hops)
    }
  }

  /// §16.4: type 5, by the boundary router or the forwarding address.
  mutating func addExternals() {
    for number in inOrder(databases[wideScope].leaves, scope: wideScope) {
      guard let lsa = usableLeaf(number, inScope: wideScope), case .external(let reach) = lsa.body,
        let boundary = boundaries[lsa.key.advertisingRouter], boundary.isBoundary,
        areas[boundary.area].takesExternals
      else { continue }
      _ = addExternal(lsa, reach, boundary, withinArea: nil)
    }
  }

  /// As they are asked: the order only matters to those who keep something of the last one (`lastBoundaryCounts`).
  private func inOrder(_ numbers: [Int], scope: Int) -> [Int] {
    guard configuration.choices.lastBoundaryCounts, numbers.count > 1 else { return numbers }
    return numbers.compactMap { usableLeaf($0, inScope: scope) }.sorted { $0.key < $1.key }.map(\.number)
  }

  /// RFC 3101 §2.5: type 7 of one area, whose boundary routers and forwarding addresses must be inside of it. Of two LSAs that say the
  /// same (6e) either will do here, since both lead by the same address.
  mutating func addNSSAExternals(_ area: Int) {
    for number in inOrder(databases[area].leaves, scope: area) {
      guard let lsa = usableLeaf(number, inScope: area), lsa.key.type == .nssa,
        case .external(let reach) = lsa.body, mayUse(lsa, reach, inArea: area)
      else { continue }
      let vertex = areas[area].numbering.router(lsa.key.advertisingRouter)
      let tree = areas[area].tree
      guard tree.isReached(vertex), flags(ofVertex: vertex, inArea: area).contains(.boundary) else {
        continue
      }
      let boundary = BoundaryRoute(
        cost: tree.distance[vertex], hops: tree.hops[vertex], area: area, isIntraArea: true, preference: 0)
      guard let route = addExternal(lsa, reach, boundary, withinArea: area) else { continue }
      let place = Int(routes.numbering.prefix(IPv4Prefix(lsa.key.linkStateID, length: reach.length)))
      noteNSSAWay(NSSAWay(area: area, lsa: number, route: route), to: place)
    }
  }

  /// Of equal ones that with the P-bit, then that of the router with the higher identifier (RFC 3101 §2.5 (6e)).
  private mutating func noteNSSAWay(_ way: NSSAWay, to place: Int) {
    if let known = nssaWays[place], !way.route.isBetter(than: known.route) {
      guard way.route.isEqual(to: known.route), let new = databases[way.area].lsa(way.lsa),
        let old = databases[known.area].lsa(known.lsa)
      else { return }
      let (mayGoOn, mightGoOn) = (new.options.contains(.nssa), old.options.contains(.nssa))
      guard
        mayGoOn && !mightGoOn || mayGoOn == mightGoOn && new.key.advertisingRouter > old.key.advertisingRouter
      else { return }
    }
    nssaWays[place] = way
  }

  /// RFC 3101 §2.5 (3): a border router believes a default route of an NSSA only when it is to be told on and summaries come in.
  private func mayUse(_ lsa: LSA, _ reach: ExternalReach, inArea area: Int) -> Bool {
    if reach.length > 0 || !isBorder || configuration.choices.asksAllAreasForBoundaries { return true }
    return lsa.options.contains(.nssa) && areas[area].spec.kind.takesSummaries
  }

  private mutating func addExternal(
    _ lsa: LSA, _ reach: ExternalReach, _ boundary: BoundaryRoute, withinArea area: Int?
  ) -> OSPFRouteTable.Route? {
    guard reach.metric < OSPF.lsInfinity,
      let way = wayOut(boundary, forwarding: reach.forwarding, withinArea: area)
    else { return nil }
    let prefix = IPv4Prefix(lsa.key.linkStateID, length: reach.length)
    let rank: OSPFPathType = reach.isType2 ? .external2 : .external1
    let route = OSPFRouteTable.Route(
      rank: rank, cost: reach.isType2 ? way.cost : way.cost &+ reach.metric,
      type2: reach.isType2 ? reach.metric : 0, preference: way.preference, hops: way.hops)
    let place = Int(routes.numbering.prefix(prefix))
    routes.offer(place, route, &hops)
    if configuration.choices.lastBoundaryCounts { routes.setPreference(place, way.preference) }
    if keepsFewPathsInOrder {
      waysOutside[place, default: []].append(route)
    }
    return route
  }

  /// §16.4 (3): cost and next hops to where an external route leaves the domain, and the preference of the way there (§16.4.1):
  /// to the forwarding address where there is one.
  private mutating func wayOut(
    _ boundary: BoundaryRoute, forwarding: IPv4Address, withinArea area: Int?
  ) -> (cost: UInt32, hops: Int32, preference: UInt8)? {
    guard forwarding != .any else { return (boundary.cost, boundary.hops, boundary.preference) }
    // An address on an interface that is down leads to nobody here: others on the network may have it.
    let isItself = interfaces.contains { $0.state != .down && $0.address == forwarding }
    if isItself && configuration.choices.passesOverItself { return nil }
    guard let route = routes.matchInside(forwarding), let type = route.pathType else { return nil }
    if let area, !configuration.choices.forwardsBeyondNSSA {
      guard type == .intraArea, Int(route.area) == area else { return nil }
    }
    if route.hops == NextHopSets.discard { return nil }
    let isInside = type == .intraArea && !areas[Int(route.area)].isBackbone
    // The way to itself is no way, but may win.
    let ways =
      isItself && (route.hops == NextHopSets.here || hops.isDirect(route.hops))
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
