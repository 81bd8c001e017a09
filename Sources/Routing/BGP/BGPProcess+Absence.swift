import Kernel
import NetworkModel

/// The speaker's program ends, and another one begins in its place, while the router stays.
extension BGPProcess {
  /// Its connections are closed by the host that it ran on.
  package func closeConnections(_ actions: inout [RoutingAction]) {
    for (index, neighbor) in neighbors.enumerated() {
      guard let connection = neighbor.connection else { continue }
      send(BGPSegment(content: .reset, connection: connection.identifier), to: index, &actions)
    }
  }

  /// A new program takes the place of one that has ended, and begins at a time. A graceful restart keeps the routes that the
  /// router has of it.
  ///
  /// - Parameter retained: nil: the router has not gone on forwarding.
  package mutating func takePlace(
    of old: BGPProcess, beginsAt time: SimTime, retained: [IPv4Prefix]?, _ actions: inout [RoutingAction]
  ) {
    isAway = true
    self.retained = Set(retained ?? [])
    keptForwarding = retained != nil
    // What the reports count goes on.
    (sessionsLost, rejectedPaths) = (old.sessionsLost, old.rejectedPaths)
    (malformedUpdates, ignoredMessages) = (old.malformedUpdates, old.ignoredMessages)
    connectionsOpened = old.connectionsOpened
    waitingOrigins = old.waitingOrigins
    for (index, neighbor) in old.neighbors.enumerated() where neighbors.indices.contains(index) {
      if neighbor.isEstablished { sessionsLost += 1 }
      neighbors[index].updatesSent = neighbor.updatesSent
      neighbors[index].messagesSent = neighbor.messagesSent
      neighbors[index].messagesReceived = neighbor.messagesReceived
      neighbors[index].timesEstablished = neighbor.timesEstablished
    }
    actions.append(.setTimer(BGPTimer.boot.timer(), at: time))
  }

  /// The router has booted, without what it knew: its neighbours hear of it in the OPEN (RFC 4724 §4.1).
  package mutating func markRebooted() {
    keptForwarding = false
    isRebooted = true
  }

  /// Nobody is there but the host: it refuses connections, and knows the interfaces.
  mutating func handleAway(_ event: RoutingEvent, at now: SimTime, _ actions: inout [RoutingAction]) {
    switch event {
    case .receive(.bgp(let segment), _, let sender): refuse(segment, from: sender, &actions)
    case .interfaceChanged(let interface, let isUp): resolver.setInterface(interface, isUp: isUp)
    case .redistribute(let route, let isPresent): otherRoute(route, isPresent, at: now, &actions)
    case .originate(let prefix, let isPresent): waitingOrigins[prefix] = isPresent
    case .timerFired(BGPTimer.boot.timer()): begin(at: now, &actions)
    case .start, .receive, .timerFired, .neighborLost, .watch: break
    }
  }

  private func refuse(
    _ segment: BGPSegment, from sender: IPv4Address, _ actions: inout [RoutingAction]
  ) {
    guard let index = neighbors.firstIndex(where: { $0.configuration.remoteAddress == sender }) else {
      return
    }
    switch segment.content {
    case .open, .data:
      send(BGPSegment(content: .reset, connection: segment.connection), to: index, &actions)
    case .accept, .reset, .acknowledgement: break
    }
  }

  private mutating func begin(at now: SimTime, _ actions: inout [RoutingAction]) {
    isAway = false
    deferSelection(at: now, &actions)
    start(at: now, &actions)
    if !waitingOrigins.isEmpty { originationDue(at: now, &actions) }
  }

  /// RFC 4724 §4.1.
  mutating func deferSelection(at now: SimTime, _ actions: inout [RoutingAction]) {
    guard let settings = configuration.settings.gracefulRestart, settings.restarts else { return }
    isDeferring = true
    actions.append(.setTimer(BGPTimer.deferral.timer(), at: now + settings.deferralTime))
  }
}
