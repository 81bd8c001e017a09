import Kernel
import NetworkModel

/// Sending LSAs on (RFC 2328 §13.3).
extension OSPFProcess {
  /// Offers an LSA to all eligible interfaces; nil `source`: one of our own.
  ///
  /// - Returns: whether it goes back out of the interface that it came from.
  mutating func flood(
    _ instance: LSAInstance, scope: Int, from source: (interface: Int, neighbor: Int)?, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) -> Bool {
    var isSentBack = false
    let isWide = scope == wideScope
    let slot = isWide ? 1 : 0
    let number = instance.lsa.number
    for i in interfaces.indices {
      guard interfaces[i].speaks,
        isWide ? areas[interfaces[i].area].takesExternals : interfaces[i].area == scope
      else { continue }
      // Step 1: who on this interface may lack it?
      var isNeeded = false
      for n in interfaces[i].neighbors.indices {
        let state = interfaces[i].neighbors[n].state
        if state < .exchange { continue }
        // §13 step 5c: an older instance needs no acknowledgement any more.
        let isSource = source.map { $0.interface == i && $0.neighbor == n } ?? false
        let wants = !isSource && (state == .full || stillNeeds(instance, slot: slot, i, n, at: now))
        if wants {
          interfaces[i].neighbors[n].unacknowledged[slot].insert(number)
          scheduleRetransmission(i, n, at: now + configuration.retransmit, &actions)
          isNeeded = true
        } else {
          interfaces[i].neighbors[n].unacknowledged[slot].remove(number)
        }
      }
      // Step 2.
      if !isNeeded { continue }
      if let source, source.interface == i {
        // Steps 3 and 4: the designated router will flood it here, or the backup leaves it to that one.
        let sender = interfaces[i].neighbors[source.neighbor].address
        if interfaces[i].isBroadcast {
          if sender == interfaces[i].designated || sender == interfaces[i].backup { continue }
          if interfaces[i].state == .backup { continue }
        }
        isSentBack = true
      }
      // Step 5.
      queueFlood(LSAInstance(instance.lsa, age: instance.age + configuration.transmitDelay), on: i)
    }
    return isSentBack
  }

  /// Step 1b: a neighbour that is still reading our database may have asked for this very LSA.
  private mutating func stillNeeds(
    _ instance: LSAInstance, slot: Int, _ i: Int, _ n: Int, at now: SimTime
  ) -> Bool {
    guard interfaces[i].neighbors[n].wanted[slot].contains(instance.lsa.number),
      let asked = interfaces[i].neighbors[n].requests.last(where: { $0.lsa.key == instance.lsa.key })
    else { return true }
    switch instance.compare(to: asked) {
    case .older: return false
    case .same:
      interfaces[i].neighbors[n].wanted[slot].remove(instance.lsa.number)
      work.hasServedRequests = true
      return false
    case .newer:
      interfaces[i].neighbors[n].wanted[slot].remove(instance.lsa.number)
      work.hasServedRequests = true
      return true
    }
  }

  mutating func queueFlood(_ instance: LSAInstance, on i: Int) {
    if interfaces[i].outbox.isEmpty && !interfaces[i].isFloodScheduled { work.floods.append(i) }
    interfaces[i].outbox.append(instance)
  }

  /// Sends what has gathered: at once, or when the interface's pacing allows.
  mutating func sendFloods(at now: SimTime, _ actions: inout [RoutingAction]) {
    for i in work.floods where !interfaces[i].outbox.isEmpty {
      if now < interfaces[i].nextFlood {
        interfaces[i].isFloodScheduled = true
        setTimer(.flood, i, at: interfaces[i].nextFlood, &actions)
        continue
      }
      let instances = interfaces[i].outbox
      interfaces[i].outbox = []
      interfaces[i].nextFlood = now + configuration.pacing
      guard interfaces[i].speaks else { continue }
      sendUpdates(instances, on: i, to: floodAddress(interfaces[i]), &actions)
    }
    work.floods.removeAll(keepingCapacity: true)
  }
}
