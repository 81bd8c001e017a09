import Kernel
import NetworkModel

extension SpanningTreeBridge {
  /// Chooses the root port and every port's role from what was heard (802.1D-2004 §17.21.25), and lets the port states
  /// follow.
  mutating func elect(at now: SimTime, _ actions: inout [Action]) {
    let before = (root, rootCost)
    chooseRoot()
    let claimChanged = (root, rootCost) != before
    // Ports that must close do so before any port opens: there is no instant with a loop.
    let roles = ports.indices.map(role)
    for port in ports.indices where roles[port] != .root && roles[port] != .designated {
      assume(roles[port], port, at: now, &actions)
    }
    for port in ports.indices where roles[port] == .designated {
      if claimChanged { ports[port].isAgreed = false }
      let hadRole = ports[port].role
      assume(.designated, port, at: now, &actions)
      if claimChanged || hadRole != .designated { sendClaim(on: port, at: now, &actions) }
    }
    for port in ports.indices where roles[port] == .root { assume(.root, port, at: now, &actions) }
  }

  private mutating func chooseRoot() {
    root = identifier
    rootCost = 0
    rootPort = nil
    rootAge = .zero
    var best: (vector: PriorityVector, port: Int)?
    for (position, port) in ports.enumerated() {
      guard port.isUp, let heard = port.heard, heard.bridge != identifier, heard.root < identifier else {
        continue
      }
      var candidate = heard
      candidate.cost = heard.cost.addingReportingOverflow(port.configuration.pathCost).partialValue
      if let current = best, current.vector <= candidate { continue }
      best = (candidate, position)
    }
    guard let best else { return }
    root = best.vector.root
    rootCost = best.vector.cost
    rootPort = best.port
    rootAge = ports[best.port].heardAge
  }

  private func role(_ port: Int) -> SpanningTreeRole {
    if !ports[port].isUp { return .disabled }
    if port == rootPort { return .root }
    guard let heard = ports[port].heard else { return .designated }
    if designatedVector(port) < heard { return .designated }
    return heard.bridge == identifier ? .backup : .alternate
  }

  private mutating func assume(
    _ role: SpanningTreeRole, _ port: Int, at now: SimTime, _ actions: inout [Action]
  ) {
    let old = ports[port].role
    ports[port].role = role
    switch role {
    case .disabled, .alternate, .backup:
      ports[port].isAgreed = false
      setState(.discarding, port, at: now, &actions)
      actions.append(.cancelTimer(.forwardDelay(ports[port].configuration.index)))
    case .designated:
      if ports[port].configuration.isEdge {
        setState(.forwarding, port, at: now, &actions)
      } else if old != .designated {
        // A former root port closes, too: what was upstream may be downstream now (§17.29.3).
        if isRapid { setState(.discarding, port, at: now, &actions) }
        startForwardDelay(port, at: now, &actions)
      }
    case .root:
      if isRapid && !ports[port].isLegacy {
        // §17.29.2: at once, for every other port that was root is closed by now.
        actions.append(.cancelTimer(.forwardDelay(ports[port].configuration.index)))
        setState(.forwarding, port, at: now, &actions)
      } else if old != .root && ports[port].state != .forwarding {
        startForwardDelay(port, at: now, &actions)
      }
    }
  }

  private mutating func startForwardDelay(_ port: Int, at now: SimTime, _ actions: inout [Action]) {
    if ports[port].state == .forwarding { return }
    actions.append(
      .setTimer(.forwardDelay(ports[port].configuration.index), at: now + Self.forwardDelay))
  }

  /// Listening becomes learning, learning becomes forwarding (802.1D-1998 §8.4).
  mutating func forwardDelayPassed(_ port: Int, at now: SimTime, _ actions: inout [Action]) {
    guard ports[port].role == .root || ports[port].role == .designated else { return }
    switch ports[port].state {
    case .discarding:
      setState(.learning, port, at: now, &actions)
      actions.append(
        .setTimer(.forwardDelay(ports[port].configuration.index), at: now + Self.forwardDelay))
    case .learning:
      setState(.forwarding, port, at: now, &actions)
    case .forwarding:
      break  // An agreement was faster than the timer.
    }
  }

  mutating func setState(
    _ state: SpanningTreePortState, _ port: Int, at now: SimTime, _ actions: inout [Action]
  ) {
    let old = ports[port].state
    if old == state { return }
    ports[port].state = state
    actions.append(.setPortState(ports[port].configuration.index, state))
    if ports[port].configuration.isEdge { return }
    if state == .forwarding || (old == .forwarding && !isRapid) {
      topologyChanged(at: now, &actions)
    }
  }
}
