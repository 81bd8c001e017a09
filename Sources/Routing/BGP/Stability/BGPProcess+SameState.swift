import Kernel
import NetworkModel

/// Whether the rest of a run can differ: what a speaker knows and has under way, with times counted from now.
extension BGPProcess {
  /// True when the speaker was in the same state at an earlier time: the same tables and choices, the same waiting, and the same UPDATEs
  /// under way for as long. Sessions and the interior protocol's routes have to be those of then, not only like them.
  func isInState(of earlier: BGPProcess, at now: SimTime, then: SimTime) -> Bool {
    guard selected.count == earlier.selected.count, !isAway, !isDeferring, !earlier.isAway,
      !earlier.isDeferring
    else { return false }
    for (prefix, chosen) in selected {
      guard let other = earlier.selected[prefix], other.isSame(as: chosen) else { return false }
    }
    return resolver.changes == earlier.resolver.changes && own == earlier.own
      && aggregated == earlier.aggregated
      && waitingOrigins == earlier.waitingOrigins && inHand.isEmpty && earlier.inHand.isEmpty
      && neighbors.elementsEqual(earlier.neighbors) { $0.isInState(of: $1, at: now, then: then) }
  }
}

extension SelectedPath {
  func isSame(as other: SelectedPath) -> Bool {
    source == other.source && path.identifier == other.path.identifier
      && path.attributes == other.path.attributes
  }
}

extension BGPNeighbor {
  private func isConnectionAsOpen(as earlier: BGPNeighbor) -> Bool {
    guard let own = connection, let other = earlier.connection else {
      return connection == nil && earlier.connection == nil
    }
    return own.isAsOpen(as: other)
  }

  func isInState(of earlier: BGPNeighbor, at now: SimTime, then: SimTime) -> Bool {
    guard state == earlier.state, timesEstablished == earlier.timesEstablished,
      isHeldBack == earlier.isHeldBack, pending == earlier.pending,
      !isHeldBack || releaseTime - now == earlier.releaseTime - then,
      isConnectionAsOpen(as: earlier),
      !holdsStale, !earlier.holdsStale
    else { return false }
    let isSameUnderWay = (connection?.updatesUnderWay ?? []).elementsEqual(
      earlier.connection?.updatesUnderWay ?? []
    ) { now - $0.sent == then - $1.sent && $0.update == $1.update }
    return isSameUnderWay && sent.isSame(as: earlier.sent, by: ==)
      && received.isSame(as: earlier.received) { a, b in
        a.accepted == b.accepted && a.rejection == b.rejection && a.weight == b.weight
      }
  }
}
