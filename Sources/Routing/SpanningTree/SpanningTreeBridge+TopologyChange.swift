import Kernel
import NetworkModel

extension SpanningTreeBridge {
  /// A port that can be part of a loop has opened (or, in the classic protocol, closed): addresses learned may be
  /// behind other ports now.
  mutating func topologyChanged(at now: SimTime, _ actions: inout [Action]) {
    if isRapid {
      // §17.11: tell all neighbours for two hello times, forget everything.
      for port in ports.indices where isActive(port) {
        ports[port].announcesChangeUntil = now + Self.helloTime * 2
      }
      actions.append(.flushAddresses(except: nil))
      if let rootPort { send(.rapid, flags: [], role: .root, on: rootPort, at: now, &actions) }
    } else if rootPort == nil {
      rootAnnouncesChange(at: now, &actions)
    } else {
      isNotifying = true
      if let rootPort {
        send(.topologyChangeNotification, flags: [], role: .root, on: rootPort, at: now, &actions)
      }
    }
  }

  private func isActive(_ port: Int) -> Bool {
    !ports[port].configuration.isEdge && (ports[port].role == .root || ports[port].role == .designated)
  }

  /// 802.1D-1998 §8.6.14: the root says so for max age + forward delay, and everybody ages fast meanwhile.
  private mutating func rootAnnouncesChange(at now: SimTime, _ actions: inout [Action]) {
    changeUntil = now + Self.maxAge + Self.forwardDelay
    hasShortAgeing = true
    actions.append(.setAgeing(Self.forwardDelay))
    actions.append(.setTimer(.topologyChange, at: changeUntil))
  }

  mutating func topologyChangeEnds(_ actions: inout [Action]) {
    hasShortAgeing = false
    actions.append(.setAgeing(nil))
  }

  /// A classic bridge below notifies us (802.1D-1998 §8.6.6).
  mutating func notified(on port: Int, at now: SimTime, _ actions: inout [Action]) {
    ports[port].owesAcknowledgment = true
    sendClaim(on: port, at: now, &actions)
    if isRapid {
      propagateChange(from: port, at: now, &actions)
    } else if rootPort == nil {
      rootAnnouncesChange(at: now, &actions)
    } else {
      isNotifying = true
      if let rootPort {
        send(.topologyChangeNotification, flags: [], role: .root, on: rootPort, at: now, &actions)
      }
    }
  }

  mutating func topologyChangeHeard(
    _ bpdu: BPDU, on port: Int, at now: SimTime, _ actions: inout [Action]
  ) {
    if isRapid {
      propagateChange(from: port, at: now, &actions)
    } else if port == rootPort {
      // §8.6.14: the flag comes from the root with every hello while the change lasts.
      changeUntil = now + Self.helloTime
      hasShortAgeing = true
      actions.append(.setAgeing(Self.forwardDelay))
      actions.append(.setTimer(.topologyChange, at: now + Self.helloTime * 2))
    }
  }

  /// §17.11: forget what is behind the other ports, and tell those.
  private mutating func propagateChange(from port: Int, at now: SimTime, _ actions: inout [Action]) {
    actions.append(.flushAddresses(except: ports[port].configuration.index))
    for other in ports.indices where other != port && isActive(other) {
      let wasAnnouncing = now < ports[other].announcesChangeUntil
      ports[other].announcesChangeUntil = now + Self.helloTime * 2
      if wasAnnouncing { continue }
      if ports[other].role == .root {
        send(.rapid, flags: [], role: .root, on: other, at: now, &actions)
      } else {
        sendClaim(on: other, at: now, &actions)
      }
    }
  }
}
