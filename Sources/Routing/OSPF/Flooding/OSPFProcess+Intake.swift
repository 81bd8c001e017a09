import Kernel
import NetworkModel

/// The everyday cases of §13, many at once; what is done is what `consider` would do for one after the other.
extension OSPFProcess {
  /// Where LSAs are exchanged with the sender of an update or an acknowledgement, as long as flooding is simple.
  mutating func port(
    of message: OSPFMessage, on interface: InterfaceIndex, from sender: IPv4Address
  ) -> FloodPlan.Port? {
    guard isFloodingSimple() else { return nil }
    return floodPlan.port(message, on: interface, from: sender)
  }

  mutating func receiveUpdate(
    _ instances: LSAList, _ port: FloodPlan.Port, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    databases[Int(port.area)].fetch(instances)
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
    _ instances: LSAList, from first: Int, _ port: FloodPlan.Port, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) -> Int {
    guard let others = port.others else { return first }
    let area = Int(port.area)
    let i = Int(port.interface)
    let terms = FloodIntakeTerms(
      now: now, minimumArrival: configuration.minimumArrival, nextAgeing: nextAgeing, routerID: routerID,
      sender: LinkStateDatabase.bit(Int(port.neighbor)), others: others,
      hasTimers: others & ~hasRetransmissionTimer.near == 0, hasNews: work.hasNews && work.mustCompute)
    // The lists that LSAs are put on are this loop's own meanwhile.
    var intake = FloodIntake()
    swap(&intake.accepted, &interfaces[i].acknowledgements)
    swap(&intake.duplicates, &work.acknowledgements)
    swap(&intake.fresh, &fresh)
    let place = databases[area].takeIn(instances, from: first, terms, into: &intake)
    if intake.hasAcknowledged { work.mayForget = true }
    if intake.isNews {
      work.mustCompute = true
      note(.linkStateChanged, &actions)
    }
    if intake.acceptedCount > 0 {
      for other in floodPlan.ports where other.area == port.area && other.interface != port.interface {
        let other = Int(other.interface)
        if floodLog.announce(other), interfaces[other].outbox.isEmpty && !interfaces[other].isFloodScheduled {
          work.mustFlood(other)
        }
      }
      floodLog.add(
        intake.accepted.suffix(intake.acceptedCount), agedBy: configuration.transmitDelay, scope: area,
        from: i)
    }
    if intake.hasDuplicates {
      work.acknowledgementsTo = (i, Int(port.place))
      work.hasAcknowledgements = true
    }
    swap(&intake.accepted, &interfaces[i].acknowledgements)
    swap(&intake.duplicates, &work.acknowledgements)
    swap(&intake.fresh, &fresh)
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
