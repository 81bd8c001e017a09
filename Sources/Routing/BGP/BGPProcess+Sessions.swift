import Kernel
import NetworkModel

extension BGPProcess {
  /// Leaves Idle: opens the connection, or listens for it.
  mutating func startSession(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = neighbors[index]
    guard neighbor.state == .idle, now >= neighbor.blockedUntil else { return }
    if let interface = neighbor.configuration.interface, !resolver.isUp(interface) { return }
    neighbors[index].stateSince = now
    neighbors[index].connectAttempts = 0
    if neighbor.configuration.opensActively {
      neighbors[index].state = .connect
      connect(index, at: now, &actions)
    } else {
      neighbors[index].state = .active
    }
  }

  /// Sends a SYN. The next try comes after 1, 2, 4 … s (RFC 6298 §5.7), at the latest with the ConnectRetry timer.
  private mutating func connect(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    // The time makes connections of a speaker that has rebooted different from its earlier ones.
    connectionsOpened += 1
    let identifier = UInt64(bitPattern: now.picoseconds) &<< 8 | (connectionsOpened & 0xFF)
    neighbors[index].connection = BGPConnection(identifier: identifier)
    send(BGPSegment(content: .open, connection: identifier), to: index, &actions)
    let backoff = BGPConnection.initialTimeout * (1 << Int64(min(6, neighbors[index].connectAttempts)))
    neighbors[index].connectAttempts += 1
    let wait = min(backoff, configuration.settings.connectRetry)
    actions.append(.setTimer(BGPTimer.connectRetry.timer(index), at: now + wait))
  }

  mutating func connectRetryExpired(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard neighbors[index].state == .connect else { return }
    connect(index, at: now, &actions)
  }

  /// The connection stands: OPEN goes out (§8.2.2, Connect and Active).
  mutating func connectionOpened(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    actions.append(.cancelTimer(BGPTimer.connectRetry.timer(index)))
    neighbors[index].state = .openSent
    // §8.2.2: a hold time of 4 minutes until the other end's OPEN has come.
    actions.append(.setTimer(BGPTimer.hold.timer(index), at: now + .seconds(240)))
    let seconds = Int(configuration.settings.hold.picoseconds / 1_000_000_000_000)
    let open = BGPMessage.Open(
      autonomousSystem: neighbors[index].configuration.localAS ?? configuration.autonomousSystem,
      holdSeconds: min(65535, seconds),
      identifier: configuration.identifier, role: neighbors[index].configuration.role,
      restart: restartCapability)
    send(.open(open), to: index, at: now, &actions)
  }

  mutating func receive(
    _ message: BGPMessage, from index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    neighbors[index].lastHeard = now
    neighbors[index].messagesReceived += 1
    switch (neighbors[index].state, message) {
    case (_, .notification):
      loseSession(index, by: .notification, at: now, &actions)
    case (.openSent, .open(let open)):
      openReceived(open, from: index, at: now, &actions)
    case (.openConfirm, .keepalive):
      established(index, at: now, &actions)
    case (.established, .keepalive):
      restartHold(index, at: now, &actions)
    case (.established, .update(let update)):
      restartHold(index, at: now, &actions)
      take(update, from: index, at: now, &actions)
    case (.openSent, _), (.openConfirm, _), (.established, .open):
      // §6.6: a message that does not belong to the state.
      close(index, .finiteStateMachine, at: now, &actions)
    case (.idle, _), (.connect, _), (.active, _):
      ignoredMessages += 1  // Its connection has just been given up here.
    }
  }

  private mutating func openReceived(
    _ open: BGPMessage.Open, from index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if let fault = fault(in: open, from: neighbors[index].configuration) {
      return close(index, fault, at: now, &actions)
    }
    neighbors[index].identifier = open.identifier
    neighbors[index].getsSeveralPaths =
      neighbors[index].configuration.additionalPaths != nil && open.takesSeveralPaths
    // §4.2: the smaller of both hold times; §4.4: keepalives at most one a second, none at hold time 0.
    let settings = configuration.settings
    let hold = min(settings.hold, .seconds(open.holdSeconds))
    neighbors[index].holdTime = hold
    neighbors[index].keepaliveInterval =
      hold == .zero ? .zero : max(.seconds(1), min(settings.keepalive, hold / 3))
    neighbors[index].restart = open.restart
    neighbors[index].state = .openConfirm
    send(.keepalive, to: index, at: now, &actions)
    restartHold(index, at: now, &actions)
    scheduleKeepalive(index, at: now, &actions)
  }

  /// §6.2; RFC 9234 §4.2.
  private func fault(
    in open: BGPMessage.Open, from neighbor: BGPNeighborConfiguration
  ) -> BGPNotification? {
    if open.autonomousSystem != neighbor.remoteAS { return .badPeerAS }
    if open.identifier == .any || (neighbor.isInternal && open.identifier == configuration.identifier) {
      return .badIdentifier
    }
    if (1...2).contains(open.holdSeconds) { return .unacceptableHoldTime }
    if let own = neighbor.role, let other = open.role, !own.fits(other) { return .roleMismatch }
    return nil
  }

  private mutating func established(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    noteNews(at: now)
    neighbors[index].state = .established
    neighbors[index].stateSince = now
    neighbors[index].timesEstablished += 1
    neighbors[index].isHeldBack = false
    restartHold(index, at: now, &actions)
    neighbors[index].pending = Set(selected.keys)
    if neighbors[index].configuration.options.originatesDefault ?? false {
      neighbors[index].pending.insert(IPv4Prefix(.any, length: 0))
    }
    neighbors[index].isFirstFlush = true
    watch(index, &actions)
    sessionResumed(index, at: now, &actions)
  }

  // MARK: Keeping a session

  private mutating func restartHold(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    if neighbors[index].holdTime == .zero {
      actions.append(.cancelTimer(BGPTimer.hold.timer(index)))
    } else {
      actions.append(.setTimer(BGPTimer.hold.timer(index), at: now + neighbors[index].holdTime))
    }
  }

  private mutating func scheduleKeepalive(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let interval = neighbors[index].keepaliveInterval
    if interval == .zero { return }
    actions.append(.setTimer(BGPTimer.keepalive.timer(index), at: now + max(.seconds(1), jittered(interval))))
  }

  mutating func keepaliveDue(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard neighbors[index].state == .established || neighbors[index].state == .openConfirm else { return }
    send(.keepalive, to: index, at: now, &actions)
    scheduleKeepalive(index, at: now, &actions)
  }

  // MARK: Losing a session

  /// §6.5: the hold timer has run out.
  mutating func holdExpired(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    switch neighbors[index].state {
    case .openSent, .openConfirm, .established: close(index, .holdTimerExpired, at: now, &actions)
    case .idle, .connect, .active: break  // The session is gone already.
    }
  }

  /// Tells the other end, and gives the session up.
  mutating func close(
    _ index: Int, _ reason: BGPNotification, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    send(.notification(reason), to: index, at: now, &actions)
    loseSession(index, by: .notification, at: now, &actions)
  }

  /// What ended a session.
  enum SessionEnd: Sendable {
    /// Its connection is gone, and nothing was said.
    case connection
    /// RFC 4271 §6, sent or received.
    case notification
    /// The link's carrier.
    case carrier
    /// BFD.
    case detection
  }

  /// To Idle: the connection is gone, and with it all that was learned through it (§8.2.2, and §9.1.4 for the routes), unless
  /// the neighbour is to come back with the same (RFC 4724 §4.2).
  mutating func loseSession(
    _ index: Int, by end: SessionEnd, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let wasEstablished = neighbors[index].isEstablished
    let known = neighbors[index].received.prefixes.sorted()
    for kind in [BGPTimer.connectRetry, .hold, .keepalive, .retransmission, .advertisement] {
      actions.append(.cancelTimer(kind.timer(index)))
    }
    let keepsRoutes =
      wasEstablished ? keepsRoutes(of: index, after: end) : neighbors[index].holdsStale && end != .carrier
    neighbors[index].state = .idle
    neighbors[index].stateSince = now
    neighbors[index].connection = nil
    neighbors[index].sent = AdjacentRIB()
    neighbors[index].sentKeys = AdjacentRIB()
    neighbors[index].getsSeveralPaths = false
    neighbors[index].hasToldAll = false
    neighbors[index].owesEndOfRIB = false
    drop(from: index, at: now, &actions)
    neighbors[index].pending = []
    neighbors[index].isHeldBack = false
    if wasEstablished { sessionsLost += 1 }
    if !keepsRoutes {
      forgetFlaps(index)
      neighbors[index].received = AdjacentRIB()
      forgetStale(index, &actions)
      decide(known, because: .sessionDown(neighbors[index].identifier), at: now, &actions)
    } else if wasEstablished {
      markStale(index, at: now, &actions)
    }
    if end != .carrier {
      actions.append(.setTimer(BGPTimer.start.timer(index), at: now + configuration.settings.idleHold))
    }
  }
}
