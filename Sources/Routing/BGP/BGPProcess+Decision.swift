import Kernel
import NetworkModel

/// Loc-RIB: the choice for each prefix, and the route that the router gets (RFC 4271 §9.1).
extension BGPProcess {
  /// All paths that may be chosen for a prefix: the own one, then one a neighbour in the order of the configuration.
  func candidates(for prefix: IPv4Prefix) -> [BGPPath] {
    var paths = ownCandidates(for: prefix)
    let current = selected[prefix]?.source
    let currentIdentifier = selected[prefix]?.path.identifier
    for index in neighbors.indices where neighbors[index].isHeard {
      neighbors[index].received.forEachPath(of: prefix) { identifier, received in
        if received.rejection != nil { return }
        var path = path(received, from: index)
        path.identifier = identifier
        path.isCurrent = current == .neighbor(index) && currentIdentifier == identifier
        paths.append(path)
      }
    }
    let preference = configuration.settings.defaultLocalPreference
    if preference != 100 {
      for place in paths.indices { paths[place].defaultLocalPreference = preference }
    }
    return paths
  }

  /// As the decision sees what a neighbour has told.
  private func path(_ received: ReceivedPath, from index: Int) -> BGPPath {
    var path = BGPPath(source: .neighbor(index), attributes: received.accepted)
    path.isInternal = !neighbors[index].configuration.isExternal
    path.isConfederate = neighbors[index].configuration.isConfederate
    path.weight = received.weight
    path.interiorCost = resolver.resolve(received.accepted.nextHop)?.cost
    path.peerIdentifier = neighbors[index].identifier
    path.peerAS = neighbors[index].configuration.remoteAS
    path.peerAddress = neighbors[index].configuration.remoteAddress
    path.received = received.received
    path.arrival = received.arrival
    path.isStale = received.isStale
    path.provenance = received.provenance
    return path
  }

  private func ownCandidates(for prefix: IPv4Prefix) -> [BGPPath] {
    var paths: [BGPPath] = []
    let current = selected[prefix]?.source
    if let attributes = own[prefix] {
      var path = BGPPath(source: .local, attributes: attributes)
      path.weight = BGPPath.ownWeight
      path.peerIdentifier = configuration.identifier
      path.isCurrent = current == .local && selected[prefix]?.path.identifier == 0
      paths.append(path)
    }
    for (position, attributes) in (configuration.written[prefix] ?? []).enumerated() {
      var path = BGPPath(source: .local, attributes: attributes)
      path.identifier = UInt32(truncatingIfNeeded: position + 1)
      path.weight = BGPPath.ownWeight
      path.peerIdentifier = configuration.identifier
      path.isCurrent = current == .local && selected[prefix]?.path.identifier == path.identifier
      paths.append(path)
    }
    if let attributes = aggregated[prefix] {
      var path = BGPPath(source: .aggregate, attributes: attributes)
      path.weight = BGPPath.ownWeight
      path.peerIdentifier = configuration.identifier
      path.isCurrent = current == .aggregate
      paths.append(path)
    }
    return paths
  }

  /// Chooses anew for the prefixes. A new choice goes to the router's RIB and, by and by, to the neighbours.
  mutating func decide(
    _ prefixes: [IPv4Prefix], because cause: Provenance.Cause, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    if isDeferring || isAway { return }
    for prefix in prefixes {
      tellAllPaths(prefix)
      let paths = candidates(for: prefix)
      let decision = Decision.make(among: paths, configuration.settings)
      guard let best = decision.best else {
        if let old = selected.removeValue(forKey: prefix) {
          tableVersion += 1
          if old.installed != nil { actions.append(.withdraw(prefix)) }
          tellNeighbors(prefix)
        }
        continue
      }
      var chosen = SelectedPath(source: paths[best].source, path: paths[best], cause: cause)
      chosen.installed = route(for: prefix, decision, paths)
      let old = selected[prefix]
      selected[prefix] = chosen
      if chosen.installed != old?.installed {
        actions.append(chosen.installed.map { .install($0) } ?? .withdraw(prefix))
      }
      let isSame =
        old.map {
          $0.source == chosen.source && $0.path.identifier == chosen.path.identifier
            && $0.path.attributes == chosen.path.attributes
        } ?? false
      if !isSame {
        tableVersion += 1
        selected[prefix]?.version = tableVersion
        tellNeighbors(prefix)
      } else if let old {
        selected[prefix]?.cause = old.cause
        selected[prefix]?.version = old.version
      }
    }
    if !configuration.aggregates.isEmpty { aggregate(over: prefixes, at: now, &actions) }
  }

  mutating func tellNeighbors(_ prefix: IPv4Prefix) {
    for index in neighbors.indices where neighbors[index].isEstablished {
      neighbors[index].pending.insert(prefix)
    }
  }

  /// Neighbours with add-path hear of others than the best.
  private mutating func tellAllPaths(_ prefix: IPv4Prefix) {
    for index in neighbors.indices where neighbors[index].getsSeveralPaths && neighbors[index].isEstablished {
      neighbors[index].pending.insert(prefix)
    }
  }

  /// RFC 4271 §9.1.2.1: routes whose next hop changed are decided anew.
  mutating func resolveAgain(at now: SimTime, _ actions: inout [RoutingAction]) {
    var prefixes = Set(selected.keys)
    for index in neighbors.indices { prefixes.formUnion(neighbors[index].received.prefixes) }
    decide(prefixes.sorted(), because: .nextHopChange, at: now, &actions)
  }

  /// The route with its next hops resolved; nil for an own path: the router has it from elsewhere. What of an aggregate has no
  /// longer route is discarded.
  private func route(for prefix: IPv4Prefix, _ decision: Decision, _ paths: [BGPPath]) -> ProtocolRoute? {
    guard let best = decision.best, paths[best].source != .local else { return nil }
    if paths[best].source == .aggregate {
      return ProtocolRoute(prefix: prefix, source: .bgp, distance: 200, metric: 0, nextHops: [])
    }
    var hops: Set<NextHop> = []
    for path in [best] + decision.multipath {
      hops.formUnion(resolver.resolve(paths[path].attributes.nextHop)?.nextHops ?? [])
    }
    guard !hops.isEmpty else { return nil }
    // The distances of Cisco and FRR.
    return ProtocolRoute(
      prefix: prefix, source: .bgp, distance: paths[best].isInternal ? 200 : 20,
      metric: Int(paths[best].attributes.multiExitDiscriminator ?? 0), nextHops: hops.sorted())
  }
}
