import Kernel
import NetworkModel

/// Options of single sessions (`routing.bgp.neighbors`), as FRR's `neighbor` lines have them.
extension BGPProcess {
  // MARK: Incoming

  /// RFC 4271 §9.1.2 keeps a path with the own AS out; `allowas-in` bears it, `local-as` has put its own there once.
  func isOwnASLoop(_ path: ASPath, _ neighbor: BGPNeighborConfiguration) -> Bool {
    let options = neighbor.options
    var allowed = 0
    if case .times(let times) = options.allowedOwnAS { allowed = times }
    if let local = options.localAS, neighbor.isExternal {
      let borne = allowed > 0 ? allowed : local.isPrepended ? 1 : 0
      if path.count(of: local.number) > borne { return true }
    }
    if options.allowedOwnAS == .origin, path.numbers.last == configuration.autonomousSystem { return false }
    // RFC 5065 §4: or the own confederation.
    return [configuration.autonomousSystem, configuration.outerAS].contains { path.count(of: $0) > allowed }
  }

  /// The session ends when the neighbour has told too much, and stays down for the time that is written (RFC 4486 §4).
  ///
  /// - Returns: true when it has ended.
  mutating func endsForTooMany(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) -> Bool {
    guard let limit = neighbors[index].configuration.options.maximumPrefixes, !limit.onlyWarns else {
      return false
    }
    let borne = configuration.settings.bearsOnePrefixTooMany ? 1 : 0
    if neighbors[index].received.count(where: { $0.rejection == nil }) - borne <= limit.count { return false }
    close(index, .maximumPrefixes, at: now, &actions)
    neighbors[index].blockedUntil = limit.restart.map { now + $0 } ?? .never
    if let restart = limit.restart {
      actions.append(.setTimer(BGPTimer.start.timer(index), at: now + restart))
    } else {
      actions.append(.cancelTimer(BGPTimer.start.timer(index)))
    }
    return true
  }

  // MARK: Outgoing

  /// 0.0.0.0/0 for a neighbour that is told of it in any case: neither policy nor the own table is asked.
  func originatedDefault(for neighbor: BGPNeighborConfiguration) -> PathAttributes {
    var attributes = Self.ownAttributes(.igp, metric: 0)
    attributes.nextHop = neighbor.localAddress
    if neighbor.isExternal {
      prependOwn(to: &attributes.asPath, toward: neighbor)
    } else {
      attributes.localPreference = configuration.settings.defaultLocalPreference
      if neighbor.isConfederate {
        attributes.asPath.prepend(configuration.autonomousSystem, as: .confederationSequence)
      }
    }
    return attributes
  }

  /// Before the rules, as in FRR.
  func changeNumbers(in path: inout ASPath, toward neighbor: BGPNeighborConfiguration) {
    let own = configuration.outerAS
    if let removal = neighbor.options.privateASRemoval {
      path.removePrivate(removal, own: own, neighbor: neighbor.remoteAS)
    }
    if neighbor.options.overridesAS ?? false { path.replace(neighbor.remoteAS, by: own) }
  }

  /// RFC 4271 §5.1.2 b 1: the own AS in front. RFC 7705 §3.1: behind the one that the neighbour knows, or in place of it.
  func prependOwn(to path: inout ASPath, toward neighbor: BGPNeighborConfiguration) {
    guard let local = neighbor.options.localAS else { return path.prepend(configuration.outerAS) }
    if !local.replacesOwn { path.prepend(configuration.outerAS) }
    path.prepend(local.number)
  }
}
