import Kernel
import NetworkModel

/// The interface state machine (RFC 2328 §9.3).
extension OSPFProcess {
  /// InterfaceUp.
  mutating func interfaceUp(_ position: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard interfaces[position].state == .down else { return }
    resetFloodPlan()
    work.mayOriginate = true
    if interfaces[position].isPassive {
      interfaces[position].state = .passive
      return
    }
    if !interfaces[position].isBroadcast {
      interfaces[position].state = .pointToPoint
    } else if interfaces[position].priority == 0 {
      interfaces[position].state = .other
    } else {
      // §9: the wait timer is as long as the dead interval.
      interfaces[position].state = .waiting
      setTimer(.wait, position, at: now + interfaces[position].dead, &actions)
    }
    helloDue(position, at: now, &actions)
  }

  /// InterfaceDown: all its neighbours are gone.
  mutating func interfaceDown(_ position: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard interfaces[position].state != .down else { return }
    for neighbor in interfaces[position].neighbors.indices {
      killNeighbor(position, neighbor, at: now, &actions)
    }
    interfaces[position].state = .down
    resetFloodPlan()
    interfaces[position].designated = .any
    interfaces[position].backup = .any
    interfaces[position].refused = []
    interfaces[position].outbox = []
    interfaces[position].acknowledgements = []
    for timer in [Timer.hello, .wait, .acknowledge, .flood] { cancelTimer(timer, position, &actions) }
    interfaces[position].isFloodScheduled = false
    work.mayOriginate = true
  }

  /// WaitTimer.
  mutating func waitEnds(_ position: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    if interfaces[position].state == .waiting { electDesignatedRouter(position, at: now, &actions) }
  }

  /// BackupSeen, WaitTimer, NeighborChange: elect, and look again at who should be adjacent (§9.4 steps 5–7).
  mutating func electDesignatedRouter(_ position: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let interface = interfaces[position]
    guard interface.isBroadcast, interface.speaks else { return }
    let own = DesignatedRouterElection.Candidate(
      router: routerID, address: interface.address, priority: interface.priority,
      designated: interface.designated, backup: interface.backup)
    let others = interface.neighbors.filter { $0.state >= .twoWay }.map {
      DesignatedRouterElection.Candidate(
        router: $0.router, address: $0.address, priority: $0.priority, designated: $0.designated,
        backup: $0.backup)
    }
    let outcome = DesignatedRouterElection.elect(own: own, others: others)
    interfaces[position].designated = outcome.designated
    interfaces[position].backup = outcome.backup
    let address = interface.address
    interfaces[position].state =
      outcome.designated == address ? .designated : outcome.backup == address ? .backup : .other
    cancelTimer(.wait, position, &actions)
    let hasChanged =
      interface.designated != outcome.designated || interface.backup != outcome.backup
      || interface.state != interfaces[position].state
    guard hasChanged else { return }
    work.mayOriginate = true
    // Step 7: AdjOK? for everyone.
    for neighbor in interfaces[position].neighbors.indices {
      reconsiderAdjacency(position, neighbor, at: now, &actions)
    }
  }
}
