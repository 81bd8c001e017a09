import Kernel
import NetworkModel

/// The everyday cases of §13, many at once; what is done is what `consider` would do for one after the other.
extension OSPFProcess {
  /// Where LSAs are exchanged with the sender of an update or an acknowledgement, as long as flooding is simple.
  mutating func port(
    of message: OSPFMessage, on interface: InterfaceIndex, from sender: IPv4Address
  ) -> FloodPlan.Port? {
    guard configuration.virtualLinks.isEmpty, isFloodingSimple() else { return nil }
    return floodPlan.port(message, on: interface, from: sender)
  }

  mutating func receiveUpdate(
    _ instances: [LSAInstance], _ port: FloodPlan.Port, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if instances.count > 1 { touched &+= databases[Int(port.area)].touch(instances) }
    var place = 0
    while place < instances.count {
      if isFloodingSimple() { place = takeIn(instances, from: place, port, at: now, &actions) }
      if place == instances.count { break }
      consider(instances[place], Int(port.interface), Int(port.place), at: now, &actions)
      place += 1
    }
    work.hasServedRequests = false
  }

  /// - Returns: the place of the first LSA that is not dealt with.
  private mutating func takeIn(
    _ instances: [LSAInstance], from first: Int, _ port: FloodPlan.Port, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) -> Int {
    let area = Int(port.area)
    let i = Int(port.interface)
    guard let neighbors = floodPlan.neighbors[area] else { return first }
    let sender = LinkStateDatabase.bit(Int(port.neighbor))
    let others = neighbors & ~sender
    // The timers for retransmission and for the delayed acknowledgement are set: one more LSA needs none.
    let isUnderWay =
      others & ~hasRetransmissionTimer.near == 0 && !interfaces[i].acknowledgements.isEmpty
    let terms = FloodIntakeTerms(
      now: now, minimumArrival: configuration.minimumArrival, nextAgeing: nextAgeing, routerID: routerID,
      sender: sender, others: others, takesNew: isUnderWay, hasNews: work.hasNews && work.mustCompute,
      transmitDelay: configuration.transmitDelay)
    databases[area].knowNeighbors(neighborPlaces.count)
    let place = databases[area].takeIn(instances, from: first, terms, into: &intake)
    if intake.hasAcknowledged {
      intake.hasAcknowledged = false
      work.mayForget = true
    }
    if intake.isNews {
      intake.isNews = false
      work.mustCompute = true
      note(.linkStateChanged, &actions)
    }
    if !intake.accepted.isEmpty {
      for line in floodPlan.lines[area] where line.interface != port.interface {
        let other = Int(line.interface)
        if floodLog.announce(other), interfaces[other].outbox.isEmpty && !interfaces[other].isFloodScheduled {
          work.floods.append(other)
        }
      }
      floodLog.add(intake.sentOn, scope: area, from: i)
      interfaces[i].acknowledgements += intake.accepted
      intake.accepted.removeAll(keepingCapacity: true)
      intake.sentOn.removeAll(keepingCapacity: true)
    }
    if !intake.duplicates.isEmpty {
      work.acknowledgementsTo = (i, Int(port.place))
      work.acknowledgements += intake.duplicates
      intake.duplicates.removeAll(keepingCapacity: true)
    }
    return place
  }

  /// Whom LSAs are flooded to is to be found out anew. What is to be flooded by now has the receivers that it had.
  mutating func resetFloodPlan() {
    if !floodLog.isEmpty { for i in interfaces.indices { emptyFloodLog(on: i) } }
    floodPlan = FloodPlan()
  }

  /// Puts what the log has for an interface into its outbox.
  mutating func emptyFloodLog(on i: Int) {
    floodLog.take(for: i, scope: interfaces[i].area, into: &interfaces[i].outbox)
  }
}
