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
    if isFloodingSimple() {
      floodSimply(instance, scope: scope, from: source, at: now, &actions)
      return false
    }
    var isSentBack = false
    let isWide = scope == wideScope
    let number = instance.number
    let (sourceInterface, sourceNeighbor) = source ?? (-1, -1)
    let sentOn = instance.aged(by: configuration.transmitDelay)
    for i in interfaces.indices {
      guard interfaces[i].speaks,
        isWide ? interfaces[i].takesExternals : interfaces[i].area == scope
      else { continue }
      // Step 1: who on this interface may lack it?
      var isNeeded = false
      for n in interfaces[i].neighbors.indices {
        let state = interfaces[i].neighbors[n].state
        if state < .exchange { continue }
        let id = Int(interfaces[i].neighbors[n].id)
        // §13 step 5c: an older instance needs no acknowledgement any more.
        let isSource = i == sourceInterface && n == sourceNeighbor
        let wants = !isSource && (state == .full || stillNeeds(instance, id))
        if wants {
          databases[scope].expectAcknowledgement(number, of: id)
          scheduleRetransmission(id, at: now + configuration.retransmit, &actions)
          isNeeded = true
        } else {
          databases[scope].acknowledge(number, by: id)
        }
      }
      // Step 2.
      if !isNeeded { continue }
      if i == sourceInterface {
        // Steps 3 and 4: the designated router will flood it here, or the backup leaves it to that one.
        let sender = interfaces[i].neighbors[sourceNeighbor].address
        if interfaces[i].isBroadcast {
          if sender == interfaces[i].designated || sender == interfaces[i].backup { continue }
          if interfaces[i].state == .backup { continue }
        }
        isSentBack = true
      }
      // Step 5.
      queueFlood(sentOn, on: i)
    }
    return isSentBack
  }

  /// The same with one neighbour an interface, all of them fully adjacent: to all but where it came from.
  private mutating func floodSimply(
    _ instance: LSAInstance, scope: Int, from source: (interface: Int, neighbor: Int)?, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let sourceInterface = source?.interface ?? -1
    let sentOn = instance.aged(by: configuration.transmitDelay)
    for line in floodPlan.lines[scope] {
      let id = Int(line.neighbor)
      if Int(line.interface) == sourceInterface {
        databases[scope].acknowledge(instance.number, by: id)
      } else {
        databases[scope].expectAcknowledgement(instance.number, of: id)
        scheduleRetransmission(id, at: now + configuration.retransmit, &actions)
        queueFlood(sentOn, on: Int(line.interface))
      }
    }
  }

  /// No database exchange is under way, and each interface has one neighbour at most that LSAs are flooded to.
  mutating func isFloodingSimple() -> Bool {
    if exchangingNeighbors > 0 { return false }
    if !floodPlan.isValid {
      floodPlan = FloodPlan(interfaces, areas: areas, hasVirtualLinks: !configuration.virtualLinks.isEmpty)
    }
    return floodPlan.isSimple
  }

  /// Step 1b: a neighbour that is still reading our database may have asked for this very LSA.
  private mutating func stillNeeds(_ instance: LSAInstance, _ id: Int) -> Bool {
    guard exchanges[id].wants(instance),
      let asked = exchanges[id].requests.last(where: {
        $0.number == instance.number && $0.isWide == instance.isWide
      })
    else { return true }
    let recency = instance.compare(to: asked)
    if recency == .older { return false }
    exchanges[id].received(instance)
    work.hasServedRequests = true
    return recency == .newer
  }

  mutating func queueFlood(_ instance: LSAInstance, on i: Int) {
    emptyFloodLog(on: i)
    if interfaces[i].outbox.isEmpty && !interfaces[i].isFloodScheduled { work.mustFlood(i) }
    interfaces[i].outbox.append(instance)
  }

  /// Sends what has gathered: at once, or when the interface's pacing allows.
  mutating func sendFloods(at now: SimTime, _ actions: inout [RoutingAction]) {
    for i in work.floods where floodLog.isPending(i) || !interfaces[i].outbox.isEmpty {
      if now < interfaces[i].nextFlood {
        interfaces[i].isFloodScheduled = true
        setTimer(.flood, i, at: interfaces[i].nextFlood, &actions)
        continue
      }
      interfaces[i].nextFlood = now + configuration.pacing
      var instances: [LSAInstance] = []
      swap(&instances, &interfaces[i].outbox)
      floodLog.take(for: i, scope: interfaces[i].area, into: &instances)
      if interfaces[i].speaks {
        sendUpdates(instances, on: i, to: floodAddress(interfaces[i].state), &actions)
      }
    }
    work.hasFloods = false
    work.floods.removeAll(keepingCapacity: true)
  }
}
