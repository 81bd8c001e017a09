import Kernel
import NetworkModel

/// Reliability: acknowledgements (RFC 2328 §13.5, §13.7) and retransmission (§13.6).
extension OSPFProcess {
  /// With this event. All of an event are for one neighbour: the sender of the update that it brought.
  mutating func acknowledgeDirectly(_ instance: LSAInstance, _ i: Int, _ n: Int) {
    work.acknowledgementsTo = (i, n)
    if work.acknowledgements.isEmpty { work.acknowledgements.reserveCapacity(30) }
    work.acknowledgements.append(instance)
    work.hasAcknowledgements = true
  }

  mutating func sendDirectAcknowledgements(_ actions: inout [RoutingAction]) {
    var headers: [LSAInstance] = []
    swap(&headers, &work.acknowledgements)
    work.hasAcknowledgements = false
    let (i, n) = work.acknowledgementsTo
    guard interfaces[i].speaks else { return }
    let address = interfaces[i].isBroadcast ? interfaces[i].neighbors[n].address : .allOSPFRouters
    sendAcknowledgements(headers, on: i, to: address, &actions)
  }

  mutating func acknowledgeLater(
    _ instance: LSAInstance, _ i: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if interfaces[i].acknowledgements.isEmpty {
      setTimer(.acknowledge, i, at: now + configuration.acknowledgementDelay, &actions)
      interfaces[i].acknowledgements.reserveCapacity(62)
    }
    interfaces[i].acknowledgements.append(instance)
  }

  mutating func sendDelayedAcknowledgements(_ i: Int, _ actions: inout [RoutingAction]) {
    var headers: [LSAInstance] = []
    swap(&headers, &interfaces[i].acknowledgements)
    guard interfaces[i].speaks else { return }
    sendAcknowledgements(headers, on: i, to: floodAddress(interfaces[i].state), &actions)
  }

  /// §13.7: an acknowledgement counts for the instance that it names.
  mutating func receiveAcknowledgement(_ headers: [LSAInstance], _ i: Int, _ n: Int, at now: SimTime) {
    guard interfaces[i].neighbors[n].state >= .exchange else { return }
    acknowledged(headers, by: Int(interfaces[i].neighbors[n].id), inArea: interfaces[i].area, at: now)
  }

  /// - Parameter id: of the neighbour.
  mutating func acknowledged(_ headers: [LSAInstance], by id: Int, inArea area: Int, at now: SimTime) {
    databases[area].fetch(headers)
    var place = 0
    while place < headers.count {
      if id < LinkStateDatabase.near {
        place = databases[area].takeOff(headers, from: place, by: id, at: now)
        if place == headers.count { break }
      }
      let header = headers[place]
      place += 1
      let scope = header.isWide ? wideScope : area
      guard databases[scope].isUnacknowledged(header.number, by: id) else { continue }
      if header.isMaxAge || !databases[scope].holds(header, at: now) {
        guard let entry = databases[scope][header.number],
          entry.instance(at: now).compare(to: header) == .same
        else { continue }
        if entry.isFlushing { work.mayForget = true }
      }
      databases[scope].acknowledge(header.number, by: id)
    }
  }

  /// Puts an LSA on a neighbour's retransmission list outside of flooding.
  mutating func expectAcknowledgement(
    _ instance: LSAInstance, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let id = Int(interfaces[i].neighbors[n].id)
    let scope = instance.isWide ? wideScope : interfaces[i].area
    databases[scope].expectAcknowledgement(instance.number, of: id)
    scheduleRetransmission(id, at: now + configuration.retransmit, &actions)
  }

  /// - Parameter id: of the neighbour.
  mutating func scheduleRetransmission(_ id: Int, at deadline: SimTime, _ actions: inout [RoutingAction]) {
    if hasRetransmissionTimer[id] { return }
    hasRetransmissionTimer[id] = true
    setTimer(.retransmit, id, at: deadline, &actions)
  }

  func hasUnacknowledged(_ neighbor: OSPFNeighbor) -> Bool {
    databases.contains { $0.unacknowledgedCount(Int(neighbor.id)) > 0 }
  }

  /// §10.3: an adjacency goes, and with it all its lists.
  mutating func clearLists(of id: Int) {
    exchanges[id] = DatabaseExchange()
    for scope in databases.indices { databases[scope].forgetList(of: id) }
  }

  /// §13.6: sends again what has not been acknowledged for RxmtInterval, to the neighbour alone.
  mutating func retransmit(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    let id = Int(neighbor.id)
    hasRetransmissionTimer[id] = false
    guard neighbor.state >= .exchange, hasUnacknowledged(neighbor) else { return }
    let interval = configuration.retransmit
    let isFull = now - neighbor.lastFullRetransmission >= interval
    var due: [LSAInstance] = []
    var next = SimTime.never
    for scope in [interfaces[i].area, wideScope] {
      for number in databases[scope].unacknowledged(by: id) {
        guard let entry = databases[scope][number] else { continue }
        let instance = entry.instance(at: now)
        let first = entry.arrival + interval
        if first > now {
          next = min(next, first)
        } else if isFull || first > neighbor.lastRetransmission {
          due.append(instance.aged(by: configuration.transmitDelay))
        }
      }
    }
    if isFull { interfaces[i].neighbors[n].lastFullRetransmission = now }
    interfaces[i].neighbors[n].lastRetransmission = now
    next = min(next, (isFull ? now : neighbor.lastFullRetransmission) + interval)
    scheduleRetransmission(id, at: max(next, now + .milliseconds(1)), &actions)
    counts.retransmitted += due.count
    let address = interfaces[i].isBroadcast ? neighbor.address : .allOSPFRouters
    sendUpdates(due, on: i, to: address, &actions)
  }
}
