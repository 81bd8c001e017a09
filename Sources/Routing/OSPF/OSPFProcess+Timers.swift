import Kernel
import NetworkModel

extension OSPFProcess {
  mutating func timerFired(_ timer: RoutingTimer, at now: SimTime, _ actions: inout [RoutingAction]) {
    let index = Int(timer.index)
    switch Timer(rawValue: timer.kind) {
    case .hello: helloDue(index, at: now, &actions)
    case .wait: waitEnds(index, at: now, &actions)
    case .acknowledge: sendDelayedAcknowledgements(index, &actions)
    case .flood:
      interfaces[index].isFloodScheduled = false
      work.mustFlood(index)
    case .inactivity: withNeighbor(index) { $0.inactivityDue($1, $2, at: now, &actions) }
    case .description: withNeighbor(index) { $0.repeatDescription($1, $2, at: now, &actions) }
    case .request: withNeighbor(index) { $0.repeatRequest($1, $2, at: now, &actions) }
    case .retransmit: withNeighbor(index) { $0.retransmit($1, $2, at: now, &actions) }
    case .originate:
      own.nextAttempt = .never
      work.mayOriginate = true
    case .compute: compute(at: now, &actions)
    case .age: ageDatabases(at: now, &actions)
    case nil: break  // No timer of ours.
    }
  }

  private mutating func withNeighbor(_ id: Int, _ body: (inout OSPFProcess, Int, Int) -> Void) {
    guard id < neighborPlaces.count else { return }
    let place = neighborPlaces[id]
    body(&self, place.interface, place.neighbor)
  }

  mutating func setTimer(
    _ timer: Timer, _ index: Int = 0, at deadline: SimTime, _ actions: inout [RoutingAction]
  ) {
    actions.append(.setTimer(RoutingTimer(kind: timer.rawValue, index: UInt32(index)), at: deadline))
  }

  mutating func cancelTimer(_ timer: Timer, _ index: Int = 0, _ actions: inout [RoutingAction]) {
    actions.append(.cancelTimer(RoutingTimer(kind: timer.rawValue, index: UInt32(index))))
  }

  mutating func setTimer(
    _ timer: Timer, of neighbor: OSPFNeighbor, at deadline: SimTime, _ actions: inout [RoutingAction]
  ) {
    setTimer(timer, Int(neighbor.id), at: deadline, &actions)
  }

  mutating func cancelTimer(_ timer: Timer, of neighbor: OSPFNeighbor, _ actions: inout [RoutingAction]) {
    cancelTimer(timer, Int(neighbor.id), &actions)
  }
}
