import Kernel
import NetworkModel

extension SpanningTreeBridge {
  mutating func receive(_ bpdu: BPDU, on port: Int, at now: SimTime, _ actions: inout [Action]) {
    if bpdu.kind != .rapid { ports[port].isLegacy = true }
    if bpdu.kind == .topologyChangeNotification {
      if ports[port].role == .designated { notified(on: port, at: now, &actions) }
      return
    }
    // A claim that has travelled too long belongs to a root that may be gone.
    if bpdu.messageAge >= Self.maxAge { return }
    if bpdu.kind == .rapid && bpdu.role != .designated {
      agreementMayHaveCome(bpdu, on: port, at: now, &actions)
    } else {
      claimHeard(bpdu, on: port, at: now, &actions)
    }
    if bpdu.flags.contains(.topologyChange) { topologyChangeHeard(bpdu, on: port, at: now, &actions) }
  }

  /// A designated port at the other side says who its root is.
  private mutating func claimHeard(
    _ bpdu: BPDU, on port: Int, at now: SimTime, _ actions: inout [Action]
  ) {
    let known = ports[port].heard
    let isFromSamePort =
      known.map { $0.bridge == bpdu.vector.bridge && $0.port == bpdu.vector.port } ?? false
    let isBetter = known.map { bpdu.vector < $0 } ?? (bpdu.vector < designatedVector(port))
    guard isBetter || isFromSamePort else {
      // Inferior: the other side does not know yet (§17.21.8; 802.1D-1998 §8.6.1.3.3).
      if ports[port].role == .designated { answerInferior(bpdu, on: port, at: now, &actions) }
      return
    }
    ports[port].heard = bpdu.vector
    ports[port].heardAge = bpdu.messageAge
    let lifetime = isRapid && bpdu.kind == .rapid ? Self.helloTime * 3 : Self.maxAge - bpdu.messageAge
    actions.append(.setTimer(.informationAge(ports[port].configuration.index), at: now + lifetime))
    if known != bpdu.vector || ports[port].role == .disabled {
      elect(at: now, &actions)
      if ports[port].role == .designated {
        // What was heard from the same port got worse than our own claim: it is obsolete.
        ports[port].heard = nil
        actions.append(.cancelTimer(.informationAge(ports[port].configuration.index)))
      }
    }
    if bpdu.flags.contains(.topologyChangeAcknowledgment) { isNotifying = false }
    if bpdu.flags.contains(.proposal) { agree(on: port, at: now, &actions) }
    if !isRapid && port == rootPort { relayClaims(at: now, &actions) }
  }

  /// A worse claim from a port that already learns or forwards although ours is better: a link that works in one
  /// direction only, or news that has not arrived; closing is safe (§17.21.10, dispute).
  private mutating func answerInferior(
    _ bpdu: BPDU, on port: Int, at now: SimTime, _ actions: inout [Action]
  ) {
    if isRapid && bpdu.kind == .rapid && bpdu.flags.contains(.learning) && ports[port].state != .discarding {
      ports[port].isAgreed = false
      setState(.discarding, port, at: now, &actions)
      actions.append(
        .setTimer(.forwardDelay(ports[port].configuration.index), at: now + Self.forwardDelay))
    }
    sendClaim(on: port, at: now, &actions)
  }

  /// §17.10: the other side proposes to be our way to the root and waits closed. We close all ports below that could
  /// make a loop, open the way up, and agree; the ports closed make proposals of their own.
  private mutating func agree(on port: Int, at now: SimTime, _ actions: inout [Action]) {
    guard isRapid else { return }
    switch ports[port].role {
    case .root:
      for other in ports.indices where other != port && ports[other].role == .designated {
        guard !ports[other].configuration.isEdge, !ports[other].isAgreed, ports[other].state != .discarding
        else { continue }
        setState(.discarding, other, at: now, &actions)
        actions.append(
          .setTimer(.forwardDelay(ports[other].configuration.index), at: now + Self.forwardDelay))
        sendClaim(on: other, at: now, &actions)
      }
      send(.rapid, flags: .agreement, role: .root, on: port, at: now, &actions)
    case .alternate, .backup:
      send(.rapid, flags: .agreement, role: ports[port].role, on: port, at: now, &actions)
    case .designated, .disabled:
      break  // Our claim is better; it was sent in answer.
    }
  }

  /// The other side's root, alternate or backup port answers our proposal.
  private mutating func agreementMayHaveCome(
    _ bpdu: BPDU, on port: Int, at now: SimTime, _ actions: inout [Action]
  ) {
    guard bpdu.flags.contains(.agreement), ports[port].role == .designated, bpdu.vector.root == root,
      bpdu.vector.cost >= rootCost
    else { return }
    ports[port].isAgreed = true
    actions.append(.cancelTimer(.forwardDelay(ports[port].configuration.index)))
    setState(.forwarding, port, at: now, &actions)
  }

  // MARK: Sending

  /// Every hello time: a rapid bridge speaks for itself, a classic one only when it is the root.
  mutating func sendHellos(at now: SimTime, _ actions: inout [Action]) {
    if isRapid || rootPort == nil {
      for port in ports.indices where ports[port].role == .designated {
        sendClaim(on: port, at: now, &actions)
      }
    }
    guard let rootPort else { return }
    if isNotifying || (isRapid && ports[rootPort].isLegacy && now < ports[rootPort].announcesChangeUntil) {
      send(.topologyChangeNotification, flags: [], role: .root, on: rootPort, at: now, &actions)
    } else if isRapid && now < ports[rootPort].announcesChangeUntil {
      send(.rapid, flags: [], role: .root, on: rootPort, at: now, &actions)
    }
  }

  /// 802.1D-1998 §8.6.4: what came from the root goes on.
  private mutating func relayClaims(at now: SimTime, _ actions: inout [Action]) {
    for port in ports.indices where ports[port].role == .designated { sendClaim(on: port, at: now, &actions) }
  }

  mutating func sendClaim(on port: Int, at now: SimTime, _ actions: inout [Action]) {
    guard ports[port].isUp, !ports[port].configuration.isEdge else { return }
    let kind: BPDU.Kind = isRapid && !ports[port].isLegacy ? .rapid : .configuration
    let proposes = kind == .rapid && ports[port].state != .forwarding
    send(kind, flags: proposes ? .proposal : [], role: .designated, on: port, at: now, &actions)
  }

  mutating func send(
    _ kind: BPDU.Kind, flags given: BPDU.Flags, role: SpanningTreeRole, on port: Int, at now: SimTime,
    _ actions: inout [Action]
  ) {
    var flags = given
    if ports[port].state != .discarding { flags.insert(.learning) }
    if ports[port].state == .forwarding { flags.insert(.forwarding) }
    if now < ports[port].announcesChangeUntil || now < changeUntil { flags.insert(.topologyChange) }
    if ports[port].owesAcknowledgment {
      flags.insert(.topologyChangeAcknowledgment)
      ports[port].owesAcknowledgment = false
    }
    // §17.20.11, §17.21.20: each bridge adds a second to the age.
    let age = rootPort == nil ? SimTime.zero : rootAge + .seconds(1)
    actions.append(
      .send(
        BPDU(kind: kind, vector: designatedVector(port), messageAge: age, flags: flags, role: role),
        on: ports[port].configuration.index))
  }
}
