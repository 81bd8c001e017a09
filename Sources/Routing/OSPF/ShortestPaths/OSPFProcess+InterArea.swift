import NetworkModel

/// Routes between areas (RFC 2328 §16.2), and ranges (§12.4.3).
extension OSPFProcess {
  /// Summaries of an area: the way to the border router that announces them, and on.
  mutating func addInterArea(_ area: Int) {
    let hasRanges = areas.contains { !$0.activeRanges.isEmpty }
    let ignoresDefaults =
      isBorder && areas[area].spec.kind != .normal && !configuration.choices.believesStubDefaults
    // Summaries come in rows of one border router.
    var announcer: RouterID?
    var way: (cost: UInt32, hops: Int32)?
    for number in databases[area].leaves {
      guard let lsa = usableLeaf(number, inScope: area), lsa.key.type == .summary,
        case .summary(let length, let metric) = lsa.body, metric < OSPF.lsInfinity
      else { continue }
      if lsa.key.advertisingRouter != announcer {
        announcer = lsa.key.advertisingRouter
        way = wayToBorder(lsa.key.advertisingRouter, inArea: area)
      }
      guard let border = way else { continue }
      let prefix = IPv4Prefix(lsa.key.linkStateID, length: length)
      // (3): what is a range of ours must not be believed of others.
      if hasRanges && isHiddenByRange(prefix) { continue }
      if prefix.length == 0 && ignoresDefaults { continue }
      let route = OSPFRouteTable.Route(
        rank: .interArea, area: area, cost: border.cost &+ metric,
        hops: border.hops)
      guard let stub = lsa.stubs.first else { continue }
      routes.offer(routes.number(stub.prefix, inArea: area), route, &hops)
    }
  }

  /// An LSA that the tree does not contain, when it is in use and not our own.
  func usableLeaf(_ number: Int, inScope scope: Int) -> LSA? {
    guard let entry = databases[scope][number], !entry.isFlushing, entry.lsa.key.advertisingRouter != routerID
    else { return nil }
    return entry.lsa
  }

  /// A router of the area that says it is a border router.
  func wayToBorder(_ router: RouterID, inArea area: Int) -> (cost: UInt32, hops: Int32)? {
    let vertex = areas[area].numbering.router(router)
    guard areas[area].tree.isReached(vertex), flags(ofVertex: vertex, inArea: area).contains(.border) else {
      return nil
    }
    return (areas[area].tree.distance[vertex], areas[area].tree.hops[vertex])
  }

  func flags(ofVertex vertex: Int, inArea area: Int) -> RouterFlags {
    guard vertex < databases[area].lsaOfVertex.count else { return [] }
    let number = Int(databases[area].lsaOfVertex[vertex])
    guard number >= 0, case .router(let flags, _)? = databases[area].lsa(number)?.body else {
      return []
    }
    return flags
  }

  private func isHiddenByRange(_ prefix: IPv4Prefix) -> Bool {
    if configuration.choices.rangesHideWhatTheyCover {
      // The first area with a range for it decides.
      for area in areas.indices {
        guard let longest = range(of: prefix, inArea: area) else { continue }
        return areas[area].activeRanges.contains { $0.range.prefix == longest.prefix }
      }
      return false
    }
    return areas.contains { area in area.activeRanges.contains { $0.range.prefix == prefix } }
  }

  /// A range is active when the area has a network in it; its cost is the largest of theirs (appendix C.2).
  mutating func findActiveRanges() {
    for area in areas.indices {
      areas[area].activeRanges = []
      if !isBorder { continue }
      if areas[area].spec.ranges.isEmpty { continue }
      let others = areas.indices.filter { counts(area, for: $0) }
      var costs: [IPv4Prefix: UInt32] = [:]
      for (number, route) in routes.next.enumerated()
      where route.rank == OSPFPathType.intraArea.rawValue && Int(route.area) == area {
        guard let range = range(of: routes.numbering.prefix(numbered: number), inArea: area),
          others.contains(where: { isTold(route, to: $0) })
        else { continue }
        costs[range.prefix] = max(costs[range.prefix] ?? 0, route.cost)
      }
      for range in areas[area].spec.ranges {
        guard let cost = costs[range.prefix] else { continue }
        areas[area].activeRanges.append((range, range.cost.map { UInt32(clamping: $0) } ?? cost))
      }
    }
  }

  /// FRR finds what is in a range while it tells another area of it (`ospf_abr_announce_network`), so that a range that none is told one by
  /// one is not active.
  private func counts(_ area: Int, for other: Int) -> Bool {
    if !configuration.choices.rangesGoEverywhere { return true }
    return other != area && areas[other].spec.kind.takesSummaries && !isTransit(other)
  }

  /// Nor does a network count that is reached through the other area: several areas may have it.
  private func isTold(_ route: OSPFRouteTable.Route, to other: Int) -> Bool {
    !configuration.choices.rangesGoEverywhere || !leads(route.hops, through: other)
  }

  /// The longest range that covers a network.
  func range(of prefix: IPv4Prefix, inArea area: Int) -> OSPFRangeSpec? {
    areas[area].spec.ranges.filter { $0.prefix.contains(prefix) }.max { $0.prefix.length < $1.prefix.length }
  }

  /// What is in an active range but not in any network of it goes nowhere, instead of in circles (RFC 2328 §12.4.3, as FRR
  /// does it).
  mutating func addDiscardRoutes() {
    replacedByDiscard = [:]
    for area in areas.indices {
      for (range, _) in areas[area].activeRanges where range.isAdvertised {
        let route = OSPFRouteTable.Route(
          rank: .interArea, area: area, cost: 0, hops: NextHopSets.discard)
        let place = Int(routes.numbering.prefix(range.prefix))
        let replaces = configuration.choices.rangesHideWhatTheyCover
        if let present = routes.fill(place, route, replacesInterArea: replaces),
          present.hops != NextHopSets.discard
        {
          replacedByDiscard[place] = present
        }
      }
    }
  }
}
