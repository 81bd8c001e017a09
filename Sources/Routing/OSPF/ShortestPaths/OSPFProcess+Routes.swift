import Kernel
import NetworkModel

/// The routing table calculation (RFC 2328 §16) and its outcome for the RIB.
extension OSPFProcess {
  mutating func compute(at now: SimTime, _ actions: inout [RoutingAction]) {
    scheduler.ran(at: now)
    counts.computations += 1
    note(.computed, &actions)
    routes.begin()
    for area in areas.indices {
      areas[area].tree = computeTree(ofArea: area)
      addIntraArea(area)
    }
    addExternals()
    publish(&actions)
  }

  /// §16.1 (last stage): networks where the tree has reached them, with their stubs.
  private mutating func addIntraArea(_ area: Int) {
    let tree = areas[area].tree
    let database = databases[area]
    for vertex in tree.order {
      let number = Int(database.lsaOfVertex[Int(vertex)])
      guard number >= 0, let lsa = database.entries[number].lsa else { continue }
      let distance = tree.distance[Int(vertex)]
      for stub in lsa.stubs {
        let route = OSPFRouteTable.Route(
          rank: OSPFPathType.intraArea.rawValue, area: UInt16(area), cost: distance &+ stub.metric,
          hops: tree.hops[Int(vertex)])
        routes.offer(Int(stub.prefix), route, &hops)
      }
    }
  }

  /// §16.4: what lies outside, by the boundary router or the forwarding address.
  private mutating func addExternals() {
    let database = databases[wideScope]
    for number in database.leaves {
      guard let entry = database[number], !entry.isFlushing, let lsa = entry.lsa,
        lsa.key.advertisingRouter != routerID, case .external(let reach) = lsa.body,
        reach.metric < OSPF.lsInfinity
      else { continue }
      guard let way = wayToBoundary(lsa.key.advertisingRouter, forwarding: reach.forwarding) else { continue }
      let prefix = IPv4Prefix(lsa.key.linkStateID, length: reach.length)
      let rank: OSPFPathType = reach.isType2 ? .external2 : .external1
      let route = OSPFRouteTable.Route(
        rank: rank.rawValue, cost: reach.isType2 ? way.cost : way.cost &+ reach.metric,
        type2: reach.isType2 ? reach.metric : 0, hops: way.hops)
      routes.offer(Int(routes.numbering.prefix(prefix)), route, &hops)
    }
  }

  /// §16.4 (3): cost and next hops to where an external route leaves the domain.
  private mutating func wayToBoundary(
    _ router: RouterID, forwarding: IPv4Address
  ) -> (cost: UInt32, hops: Int32)? {
    var best: (cost: UInt32, hops: Int32)?
    for area in areas.indices {
      let vertex = areas[area].numbering.router(router)
      let tree = areas[area].tree
      guard tree.isReached(vertex), isBoundary(vertex, inArea: area) else { continue }
      let cost = tree.distance[vertex]
      if best.map({ cost < $0.cost }) ?? true { best = (cost, tree.hops[vertex]) }
    }
    guard forwarding != .any else { return best }
    // The way would lead to this router itself (as FRR has it).
    if interfaces.contains(where: { $0.address == forwarding }) { return nil }
    guard best != nil, let route = routes.match(forwarding), route.rank <= OSPFPathType.interArea.rawValue
    else { return nil }
    return (route.cost, hops.beyondNetwork(hopsOfOwnNetwork(route, forwarding), router: forwarding))
  }

  private func isBoundary(_ vertex: Int, inArea area: Int) -> Bool {
    let number = Int(databases[area].lsaOfVertex[vertex])
    guard number >= 0, case .router(let flags, _)? = databases[area].entries[number].lsa?.body else {
      return false
    }
    return flags.contains(.boundary)
  }

  /// On a network of our own the next hop is the forwarding address itself.
  private mutating func hopsOfOwnNetwork(_ route: OSPFRouteTable.Route, _ address: IPv4Address) -> Int32 {
    guard route.hops == NextHopSets.here else { return route.hops }
    let own = interfaces.first { $0.state != .down && $0.routing.address.prefix.contains(address) }
    return own.map { hops.single(NextHop(interface: $0.routing.index, address: nil)) } ?? route.hops
  }

  /// Tells the RIB what is different now. Networks of the router's own are the connected source's.
  private mutating func publish(_ actions: inout [RoutingAction]) {
    let old = routes.current
    let new = routes.next
    for number in new.indices {
      let before = number < old.count ? old[number] : OSPFRouteTable.Route()
      let after = new[number]
      if before == after { continue }
      let wasThere = isForRIB(before)
      if isForRIB(after) {
        actions.append(.install(protocolRoute(routes.numbering.prefix(numbered: number), after)))
      } else if wasThere {
        actions.append(.withdraw(routes.numbering.prefix(numbered: number)))
      }
    }
    routes.current = new
    routes.next = []
  }

  private func isForRIB(_ route: OSPFRouteTable.Route) -> Bool {
    route.rank != 0 && route.hops != NextHopSets.here && !hops.isDirect(route.hops)
  }

  private func protocolRoute(_ prefix: IPv4Prefix, _ route: OSPFRouteTable.Route) -> ProtocolRoute {
    let type = route.pathType ?? .intraArea
    var list = hops.list(route.hops)
    if list.count > configuration.maximumPaths { list = Array(list.prefix(configuration.maximumPaths)) }
    return ProtocolRoute(
      prefix: prefix, source: .ospf, metric: Int(type == .external2 ? route.type2 : route.cost),
      nextHops: list,
      path: .ospf(type, area: type <= .interArea ? areas[Int(route.area)].number : nil))
  }
}
