import NetworkModel

/// What a border router tells an area of the others (RFC 2328 §12.4.3).
extension OSPFProcess {
  func wantedSummaries() -> [OSPFSummary] {
    guard isBorder else { return [] }
    return areas.indices.flatMap { summaries(forArea: $0) }
  }

  private func summaries(forArea area: Int) -> [OSPFSummary] {
    let kind = areas[area].spec.kind
    var wanted: [OSPFSummary] = []
    if kind != .normal && (configuration.choices.tellsNSSAOfDefault || kind != .nssa) {
      // §12.4.3.1: the default route in place of what does not come in; into an NSSA as FRR does it.
      let cost = UInt32(clamping: areas[area].spec.defaultCost ?? 1)
      wanted.append(OSPFSummary(area: area, target: .network(.all), cost: cost))
    }
    let ranges = kind.takesSummaries || configuration.choices.rangesGoEverywhere ? ranges(forArea: area) : []
    if kind.takesSummaries {
      // What is a range as well is told as one.
      let known = Set(ranges.map(\.target))
      wanted += networks(forArea: area).filter { known.isEmpty || !known.contains($0.target) }
    }
    wanted += ranges
    if kind.takesExternals {
      for (router, boundary) in boundaries.sorted(by: { $0.key < $1.key }) {
        guard boundary.area != area, boundary.isBoundary, areas[boundary.area].takesExternals,
          boundary.isIntraArea || !areas[area].isBackbone && areas[boundary.area].isBackbone,
          boundary.cost < OSPF.lsInfinity, !leads(boundary.hops, through: area)
        else { continue }
        wanted.append(OSPFSummary(area: area, target: .router(router), cost: boundary.cost))
      }
    }
    return wanted
  }

  /// Outside of ranges.
  private func networks(forArea area: Int) -> [OSPFSummary] {
    var wanted: [OSPFSummary] = []
    for (number, present) in routes.current.enumerated() {
      let route = replacedByDiscard.isEmpty ? present : replacedByDiscard[number] ?? present
      guard let type = route.pathType, type <= .interArea, route.hops != NextHopSets.discard,
        mayTell(route, type, toArea: area)
      else { continue }
      let prefix = routes.numbering.prefix(numbered: number)
      if type == .intraArea, isCondensed(area: Int(route.area), into: area),
        range(of: prefix, inArea: Int(route.area)) != nil
      {
        continue
      }
      if prefix.length == 0 && areas[area].spec.kind != .normal { continue }
      wanted.append(OSPFSummary(area: area, target: .network(prefix), cost: route.cost))
    }
    if configuration.choices.firstSummaryKeepsAddress { wanted.sort { $0.prefix < $1.prefix } }
    return wanted
  }

  private func ranges(forArea area: Int) -> [OSPFSummary] {
    areas.indices.filter { $0 != area && !(isTransit(area) && areas[$0].isBackbone) }.flatMap { other in
      areas[other].activeRanges.filter(\.range.isAdvertised).map { range, cost in
        OSPFSummary(area: area, target: .network(range.prefix), cost: cost)
      }.sorted { $0.prefix < $1.prefix }
    }
  }

  /// §12.4.3: the backbone's ranges do not count for areas that virtual links lead through.
  private func isCondensed(area: Int, into other: Int) -> Bool {
    if !areas[area].isBackbone && !configuration.choices.tellsTransitAreasAll { return true }
    return !isTransit(other)
  }

  /// Not into the area that it leads through; into the backbone only what the router's areas have themselves, and of what others
  /// tell only what the backbone's do (RFC 3509 §2.2 (3)).
  private func mayTell(_ route: OSPFRouteTable.Route, _ type: OSPFPathType, toArea area: Int) -> Bool {
    if Int(route.area) == area || route.cost >= OSPF.lsInfinity { return false }
    if type == .interArea && (areas[area].isBackbone || !areas[Int(route.area)].isBackbone) { return false }
    return !leads(route.hops, through: area)
  }

  /// Next hops may be in the area itself, by a virtual link.
  func leads(_ set: Int32, through area: Int) -> Bool {
    hops.list(set).contains { hop in
      interfaces.contains { $0.routing.index == hop.interface && $0.area == area }
    }
  }

  /// Summaries as LSAs.
  func lsas(_ summaries: [OSPFSummary]) -> [OwnLSAs.Wanted] {
    let metric = configuration.isStubRouter ? configuration.choices.stubRouterSummaryMetric : nil
    return summaries.map { summary in
      let options = areas[summary.area].options
      switch summary.target {
      case .network(let prefix):
        return OwnLSAs.Wanted(
          key: LSAKey(.summary, summary.name, by: routerID), scope: summary.area, options: options,
          body: .summary(length: prefix.length, metric: metric ?? summary.cost))
      case .router:
        return OwnLSAs.Wanted(
          key: LSAKey(.asbrSummary, summary.name, by: routerID), scope: summary.area, options: options,
          body: .summary(length: 0, metric: summary.cost))
      }
    }
  }
}

/// One thing that an area is told of the others.
struct OSPFSummary: Sendable, Equatable {
  enum Target: Sendable, Hashable {
    case network(IPv4Prefix)
    case router(RouterID)
  }

  let area: Int
  let target: Target
  let cost: UInt32
  /// Its Link State ID, once it is named.
  var name = IPv4Address.any

  init(area: Int, target: Target, cost: UInt32) {
    self.area = area
    self.target = target
    self.cost = cost
  }

  var prefix: IPv4Prefix {
    switch target {
    case .network(let prefix): prefix
    case .router(let router): IPv4Prefix(router, length: 32)
    }
  }
}
