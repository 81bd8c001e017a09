import Kernel
import NetworkModel

/// Reliability: acknowledgements (RFC 2328 §13.5, §13.7) and retransmission (§13.6).
extension OSPFProcess {
  mutating func acknowledgeDirectly(_ instance: LSAInstance, _ i: Int, _ n: Int) {
    if interfaces[i].neighbors[n].acknowledgements.isEmpty { work.acknowledges.append((i, n)) }
    interfaces[i].neighbors[n].acknowledgements.append(instance)
  }

  mutating func sendDirectAcknowledgements(_ actions: inout [RoutingAction]) {
    for (i, n) in work.acknowledges {
      let headers = interfaces[i].neighbors[n].acknowledgements
      interfaces[i].neighbors[n].acknowledgements = []
      guard interfaces[i].speaks, !headers.isEmpty else { continue }
      let address = interfaces[i].isBroadcast ? interfaces[i].neighbors[n].address : .allOSPFRouters
      sendAcknowledgements(headers, on: i, to: address, &actions)
    }
    work.acknowledges.removeAll(keepingCapacity: true)
  }

  mutating func acknowledgeLater(
    _ instance: LSAInstance, _ i: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if interfaces[i].acknowledgements.isEmpty {
      setTimer(.acknowledge, i, at: now + configuration.acknowledgementDelay, &actions)
    }
    interfaces[i].acknowledgements.append(instance)
  }

  mutating func sendDelayedAcknowledgements(_ i: Int, _ actions: inout [RoutingAction]) {
    let headers = interfaces[i].acknowledgements
    interfaces[i].acknowledgements = []
    guard interfaces[i].speaks else { return }
    sendAcknowledgements(headers, on: i, to: floodAddress(interfaces[i]), &actions)
  }

  /// §13.7: an acknowledgement counts for the instance that it names.
  mutating func receiveAcknowledgement(_ headers: [LSAInstance], _ i: Int, _ n: Int, at now: SimTime) {
    guard interfaces[i].neighbors[n].state >= .exchange else { return }
    let area = interfaces[i].area
    for header in headers {
      let isWide = header.lsa.key.type.hasDomainScope
      let scope = isWide ? wideScope : area
      let number = header.lsa.number
      guard interfaces[i].neighbors[n].unacknowledged[isWide ? 1 : 0].contains(number) else { continue }
      guard let entry = databases[scope][number], let own = entry.instance(at: now) else { continue }
      if own.compare(to: header) == .same {
        interfaces[i].neighbors[n].unacknowledged[isWide ? 1 : 0].remove(number)
        if entry.isFlushing { work.mayForget = true }
      }
    }
  }

  /// Puts an LSA on a neighbour's retransmission list outside of flooding.
  mutating func expectAcknowledgement(
    _ instance: LSAInstance, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let isWide = instance.lsa.key.type.hasDomainScope
    interfaces[i].neighbors[n].unacknowledged[isWide ? 1 : 0].insert(instance.lsa.number)
    scheduleRetransmission(i, n, at: now + configuration.retransmit, &actions)
  }

  mutating func scheduleRetransmission(
    _ i: Int, _ n: Int, at deadline: SimTime, _ actions: inout [RoutingAction]
  ) {
    if interfaces[i].neighbors[n].isRetransmissionScheduled { return }
    interfaces[i].neighbors[n].isRetransmissionScheduled = true
    setTimer(.retransmit, of: interfaces[i].neighbors[n], at: deadline, &actions)
  }

  /// §13.6: sends again what has not been acknowledged for RxmtInterval, to the neighbour alone.
  mutating func retransmit(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    interfaces[i].neighbors[n].isRetransmissionScheduled = false
    let neighbor = interfaces[i].neighbors[n]
    guard neighbor.state >= .exchange, neighbor.hasUnacknowledged else { return }
    let interval = configuration.retransmit
    let isFull = now - neighbor.lastFullRetransmission >= interval
    var due: [LSAInstance] = []
    var next = SimTime.never
    for (slot, scope) in [(0, interfaces[i].area), (1, wideScope)] {
      neighbor.unacknowledged[slot].forEach { number in
        guard let entry = databases[scope][number], let instance = entry.instance(at: now) else { return }
        let first = entry.arrival + interval
        if first > now {
          next = min(next, first)
        } else if isFull || first > neighbor.lastRetransmission {
          due.append(LSAInstance(instance.lsa, age: instance.age + configuration.transmitDelay))
        }
      }
    }
    if isFull { interfaces[i].neighbors[n].lastFullRetransmission = now }
    interfaces[i].neighbors[n].lastRetransmission = now
    next = min(next, (isFull ? now : neighbor.lastFullRetransmission) + interval)
    scheduleRetransmission(i, n, at: max(next, now + .milliseconds(1)), &actions)
    counts.retransmitted += due.count
    let address = interfaces[i].isBroadcast ? neighbor.address : .allOSPFRouters
    sendUpdates(due, on: i, to: address, &actions)
  }
}
