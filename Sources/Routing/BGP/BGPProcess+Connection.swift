import Kernel
import NetworkModel

extension BGPProcess {
  mutating func receive(
    _ segment: BGPSegment, from sender: IPv4Address, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard let index = neighbors.firstIndex(where: { $0.configuration.remoteAddress == sender }) else {
      ignoredMessages += 1
      return
    }
    switch segment.content {
    case .open: openRequested(segment, by: index, at: now, &actions)
    case .accept:
      if neighbors[index].state == .connect, neighbors[index].connection?.identifier == segment.connection {
        connectionOpened(index, at: now, &actions)
      }
    case .reset:
      if neighbors[index].connection?.identifier == segment.connection {
        if neighbors[index].state == .connect { return }  // Nobody listens yet; the retry timer runs.
        loseSession(index, by: .connection, at: now, &actions)
      }
    case .data, .acknowledgement:
      guard neighbors[index].connection?.identifier == segment.connection else {
        let reset = BGPSegment(content: .reset, connection: segment.connection)
        if case .data = segment.content { send(reset, to: index, &actions) }
        return
      }
      take(segment, from: index, at: now, &actions)
    }
  }

  /// A SYN. Whoever listens accepts it. One whose session is up has missed its end: RFC 4271 §6.8 keeps the old connection,
  /// and the next message on it is answered by a reset, so that a later try finds an open door. RFC 4724 §4.2: where the
  /// neighbour is known to restart gracefully, its new connection says that the old one has ended.
  private mutating func openRequested(
    _ segment: BGPSegment, by index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let accept = BGPSegment(content: .accept, connection: segment.connection)
    if neighbors[index].isEstablished, mayRestart(index),
      neighbors[index].connection?.identifier != segment.connection
    {
      loseSession(index, by: .connection, at: now, &actions)
      neighbors[index].state = .active
    }
    switch neighbors[index].state {
    case .active, .openSent:
      // In OpenSent the answer to an earlier SYN was lost or late: the other end is on a new connection by now.
      neighbors[index].connection = BGPConnection(identifier: segment.connection)
      send(accept, to: index, &actions)
      connectionOpened(index, at: now, &actions)
    case .idle, .connect, .openConfirm, .established:
      send(BGPSegment(content: .reset, connection: segment.connection), to: index, &actions)
    }
  }

  private mutating func take(
    _ segment: BGPSegment, from index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard var connection = neighbors[index].connection else { return }
    let isNew = connection.acknowledge(segment)
    let message = connection.receive(segment)
    let released = isNew ? connection.released() : []
    neighbors[index].connection = connection
    if isNew { restartRetransmission(index, at: now, &actions) }
    for segment in released { send(segment, to: index, &actions) }
    if case .data = segment.content { send(connection.acknowledgement, to: index, &actions) }
    if let message { receive(message, from: index, at: now, &actions) }
  }

  /// Sends a message in the session's connection.
  mutating func send(
    _ message: BGPMessage, to index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard let wasIdle = neighbors[index].connection.map({ !$0.hasUnacknowledged }) else { return }
    neighbors[index].connection?.send(message, at: now)
    neighbors[index].messagesSent += 1
    let isLast = if case .notification = message { true } else { false }
    for segment in neighbors[index].connection?.released(isLast: isLast) ?? [] {
      send(segment, to: index, &actions)
    }
    if wasIdle { restartRetransmission(index, at: now, &actions) }
  }

  private mutating func restartRetransmission(
    _ index: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard let connection = neighbors[index].connection, connection.hasUnacknowledged else {
      actions.append(.cancelTimer(BGPTimer.retransmission.timer(index)))
      return
    }
    actions.append(.setTimer(BGPTimer.retransmission.timer(index), at: now + connection.timeout))
  }

  mutating func retransmit(_ index: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard let segments = neighbors[index].connection?.retransmit(), !segments.isEmpty else { return }
    for segment in segments { send(segment, to: index, &actions) }
    restartRetransmission(index, at: now, &actions)
  }

  func send(_ segment: BGPSegment, to index: Int, _ actions: inout [RoutingAction]) {
    let neighbor = neighbors[index].configuration
    actions.append(
      .sendRouted(
        .bgp(segment), from: neighbor.localAddress, to: neighbor.remoteAddress, bytes: segment.bytes,
        timeToLive: neighbor.timeToLive))
  }
}
