import Kernel
import NetworkModel

/// A speaker that restarts while its router goes on forwarding, and neighbours that wait for it (RFC 4724).
///
/// | who | does | until |
/// |---|---|---|
/// | the neighbours (§4.2) | keep its routes as stale ones, and use them | it has told all again, or its restart time or their own time for stale routes is over |
/// | the speaker (§4.1) | chooses nothing and tells nothing; the router keeps its old routes | every neighbour has told all, or the deferral time is over |
///
/// That all has been told is said by End-of-RIB: an UPDATE that holds nothing (§2).
extension BGPProcess {
  /// §3: what an OPEN says. The F bit says that forwarding has not been interrupted, which holds without a restart, too.
  var restartCapability: BGPMessage.Restart? {
    guard let settings = configuration.settings.gracefulRestart else { return nil }
    var capability = BGPMessage.Restart(time: settings.restartTime)
    capability.isRestarting = isDeferring
    capability.includesNotifications = settings.includesNotifications
    capability.listsFamily = settings.restarts
    capability.keepsForwarding = settings.restarts && (keptForwarding || !isDeferring)
    return capability
  }

  // MARK: The neighbour's side

  /// §4.2: the neighbour has said that its routes are to be kept when it restarts.
  func mayRestart(_ index: Int) -> Bool {
    configuration.settings.gracefulRestart != nil && neighbors[index].restart?.listsFamily ?? false
  }

  /// Whether an established session's end leaves the neighbour's routes there. Where the way to it is known to be broken
  /// they lead nowhere (RFC 5882 §4.3), and a NOTIFICATION is an ordinary end, unless both have agreed otherwise (RFC 8538 §3).
  func keepsRoutes(of index: Int, after end: SessionEnd) -> Bool {
    guard mayRestart(index) else { return false }
    switch end {
    case .connection: return true
    case .notification:
      return configuration.settings.gracefulRestart?.includesNotifications ?? false
        && neighbors[index].restart?.includesNotifications ?? false
    case .carrier, .detection: return false
    }
  }

  /// §4.2: all that is there becomes stale; what was stale since an earlier restart goes.
  mutating func markStale(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard let settings = configuration.settings.gracefulRestart else { return }
    let gone = neighbors[index].received.removeAll(where: \.isStale)
    neighbors[index].received.change { $0.isStale = true }
    neighbors[index].holdsStale = true
    let wait = neighbors[index].restart?.time ?? .zero
    actions.append(.setTimer(BGPTimer.restart.timer(index), at: now + wait))
    actions.append(.setTimer(BGPTimer.stale.timer(index), at: now + settings.staleTime))
    decide(gone, because: .sessionDown(neighbors[index].identifier), at: now, &actions)
  }

  /// The session is up. §4.2: stale routes go at once when the neighbour has ceased to forward, or does not say.
  mutating func sessionResumed(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    neighbors[index].owesEndOfRIB =
      neighbors[index].restart != nil && configuration.settings.gracefulRestart != nil
    if neighbors[index].holdsStale { actions.append(.cancelTimer(BGPTimer.restart.timer(index))) }
    let isKept = mayRestart(index) && neighbors[index].restart?.keepsForwarding ?? false
    if !isKept { dropStale(index, at: now, &actions) }
    endDeferral(isOver: false, at: now, &actions)
  }

  /// What has not been told again is gone.
  mutating func dropStale(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard neighbors[index].holdsStale else { return }
    forgetStale(index, &actions)
    let gone = neighbors[index].received.removeAll(where: \.isStale)
    decide(gone, because: .staleRoutesRemoved(neighbors[index].identifier), at: now, &actions)
  }

  mutating func forgetStale(_ index: Int, _ actions: inout [RoutingAction]) {
    guard neighbors[index].holdsStale else { return }
    neighbors[index].holdsStale = false
    actions.append(.cancelTimer(BGPTimer.restart.timer(index)))
    actions.append(.cancelTimer(BGPTimer.stale.timer(index)))
  }

  // MARK: End-of-RIB

  mutating func endOfRIB(from index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    neighbors[index].hasToldAll = true
    dropStale(index, at: now, &actions)
    endDeferral(isOver: false, at: now, &actions)
  }

  /// §4.2: after the first announcements of a session, also when there were none.
  mutating func sendEndOfRIB(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard neighbors[index].owesEndOfRIB else { return }
    neighbors[index].owesEndOfRIB = false
    send(.update(BGPMessage.Update()), to: index, at: now, &actions)
  }

  // MARK: The speaker's side

  /// §4.1: it chooses when every neighbour has told all, except those that have restarted too or know no End-of-RIB, or when
  /// the time for it is over. What the router has kept beyond that goes.
  mutating func endDeferral(isOver: Bool, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard isDeferring, isOver || !neighbors.contains(where: isAwaited) else { return }
    isDeferring = false
    actions.append(.cancelTimer(BGPTimer.deferral.timer()))
    var prefixes = originatedPrefixes
    for neighbor in neighbors where neighbor.isHeard { prefixes.formUnion(neighbor.received.prefixes) }
    decide(prefixes.sorted(), because: .deferralEnded, at: now, &actions)
    for prefix in retained.sorted() where selected[prefix]?.installed == nil {
      actions.append(.withdraw(prefix))
    }
    retained = []
    for index in neighbors.indices where neighbors[index].isEstablished {
      neighbors[index].pending.formUnion(selected.keys)
    }
  }

  private func isAwaited(_ neighbor: BGPNeighbor) -> Bool {
    if neighbor.hasToldAll { return false }
    if neighbor.isEstablished { return neighbor.restart.map { !$0.isRestarting } ?? false }
    // Without carrier nobody comes.
    return neighbor.configuration.interface.map(resolver.isUp) ?? true
  }
}
