import Kernel
import NetworkModel

/// The routing table calculation (RFC 2328 §16) and its outcome for the RIB.
extension OSPFProcess {
  mutating func compute(at now: SimTime, _ actions: inout [RoutingAction]) {
    scheduler.ran(at: now)
    counts.computations += 1
    note(.computed, &actions)
    routes.begin()
    for area in areasInOrder {
      areas[area].tree = tree(ofArea: area)
      addIntraArea(area)
    }
    findActiveRanges()
    for area in areas.indices where believesSummaries(ofArea: area) { addInterArea(area) }
    for area in areas.indices where isTransit(area) { improveThroughTransit(area) }
    findBoundaries()
    routes.prune()
    // §11.1: a range goes before what lies outside.
    if isBorder && configuration.choices.discardsRanges { addDiscardRoutes() }
    waysOutside = [:]
    addExternals()
    nssaWays = [:]
    for area in areas.indices where areas[area].spec.kind.isNSSA { addNSSAExternals(area) }
    publish(&actions)
    updateVirtualLinks(at: now, &actions)
    if areas.count > 1 {
      work.mustSummarize = true
      work.mayOriginate = true
    }
  }

  /// The backbone comes last: virtual links lead through other areas. It is the first of the list, where there is one.
  private var areasInOrder: [Int] {
    if configuration.choices.networkOfSeveralAreas == .ofTheLargest { return areas.indices.reversed() }
    return areas.first?.isBackbone == true ? areas.indices.dropFirst() + [0] : Array(areas.indices)
  }

  /// An area border router: in several areas, and with an interface in the backbone that is up (RFC 3509 §2.1).
  var isBorder: Bool {
    if areas.count == 1 { return false }
    if configuration.choices.isBorderByConfiguration { return areas.contains(where: \.isBackbone) }
    return interfaces.contains { $0.state != .down && areas[$0.area].isBackbone }
  }

  /// §16.2: a border router believes only the backbone's summaries. One that has lost the backbone, or that is in several areas
  /// without being a border router, believes all (RFC 3509 §2.2).
  func believesSummaries(ofArea area: Int) -> Bool {
    if areas[area].isBackbone || !isBorder { return true }
    return configuration.choices.believesAllWithoutBackbone
      && !interfaces.contains { areas[$0.area].isBackbone && $0.fullCount > 0 }
  }

  /// §16.1 (last stage): networks where the tree has reached them, with their stubs.
  private mutating func addIntraArea(_ area: Int) {
    routes.offerStubs(
      of: areas[area].tree, inArea: area, configuration.choices.networkOfSeveralAreas, &hops)
  }

  /// Tells the RIB what is different now. Networks of the router's own are the connected source's.
  private mutating func publish(_ actions: inout [RoutingAction]) {
    let new = routes.next
    var batch = RouteBatch(source: Self.source)
    // By number of a set: one more than its place in the batch.
    var placeOfHops: [Int32] = []
    var changed = routes.changedNumbers
    let isInOrder = keepsFewPathsInOrder
    if isInOrder {
      // Other paths may stay although all of them are the same.
      changed = Set(changed).union(new.indices.filter { hops.list(new[$0].hops).count > 1 }).sorted()
    }
    var order = PathOrder()
    let prefixes = routes.numbering.prefixList
    batch.reserve(changed.count)
    for number in changed {
      let before = number < routes.current.count ? routes.current[number] : OSPFRouteTable.Route()
      let after = new[number]
      if isForRIB(after) {
        let set = Int(after.hops)
        if isInOrder {
          batch.hopSets.append(NextHopSet(firstPaths(number, after, &order)))
          batch.install(prefixes[number], hops: batch.hopSets.count - 1, detail(after))
          continue
        }
        if set >= placeOfHops.count {
          placeOfHops.append(contentsOf: repeatElement(0, count: set + 1 - placeOfHops.count))
        }
        if placeOfHops[set] == 0 {
          batch.hopSets.append(NextHopSet(withinLimit(hops.list(after.hops))))
          placeOfHops[set] = Int32(truncatingIfNeeded: batch.hopSets.count)
        }
        batch.install(prefixes[number], hops: Int(placeOfHops[set]) - 1, detail(after))
      } else if isForRIB(before) {
        batch.withdraw(prefixes[number])
      }
    }
    if !batch.isEmpty { actions.append(.update(batch)) }
    routes.current = new
    routes.next = []
  }

  private func isForRIB(_ route: OSPFRouteTable.Route) -> Bool {
    route.rank != 0 && route.hops != NextHopSets.here && !hops.isDirect(route.hops)
  }

  private func detail(_ route: OSPFRouteTable.Route) -> RouteBatch.Detail {
    let type = route.pathType ?? .intraArea
    return RouteBatch.Detail(
      metric: Int(type == .external2 ? route.type2 : route.cost),
      path: .ospf(type, area: type <= .interArea ? areas[Int(route.area)].number : nil))
  }
}
