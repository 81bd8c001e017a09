import Kernel
import NetworkModel

/// What a router does with the LSAs that it is sent (RFC 2328 §13).
extension OSPFProcess {
  mutating func receiveUpdate(
    _ instances: LSAList, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard interfaces[i].neighbors[n].state >= .exchange else { return }
    for instance in instances {
      consider(instance, i, n, at: now, &actions)
      // A bad request list has torn the adjacency down.
      if interfaces[i].neighbors[n].state < .exchange { return }
    }
    if exchangingNeighbors == 0 {
      work.hasServedRequests = false
      return
    }
    checkRequests(i, n, at: now, &actions)
    if work.hasServedRequests {
      work.hasServedRequests = false
      for other in interfaces.indices {
        for place in interfaces[other].neighbors.indices
        where interfaces[other].neighbors[place].state.isExchanging {
          checkRequests(other, place, at: now, &actions)
        }
      }
    }
  }

  /// The steps of §13 for one LSA. The checksum (step 1) and the type (step 2) are right by construction.
  mutating func consider(
    _ received: LSAInstance, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    // Step 3: no type 5 in stub areas.
    if received.isWide && !interfaces[i].takesExternals { return }
    let scope = received.isWide ? wideScope : interfaces[i].area
    // The everyday case: a duplicate, of which nothing needs to be compared.
    if !received.isMaxAge && databases[scope].holds(received, at: now) {
      duplicate(received, scope: scope, i, n, at: now, &actions)
      return
    }
    guard let entry = databases[scope][received.number] else {
      if received.isMaxAge && exchangingNeighbors == 0 {
        acknowledgeDirectly(received, i, n)  // Step 4: a flush of what we do not have.
      } else {
        accept(received, scope: scope, i, n, at: now, &actions)
      }
      return
    }
    switch received.compare(to: entry.instance(at: now)) {
    case .newer:
      // Step 5a: MinLSArrival, for copies that came by flooding. It will be sent again.
      if entry.wasFlooded && now - entry.arrival < configuration.minimumArrival {
        counts.tooEarly += 1
      } else {
        accept(received, scope: scope, i, n, at: now, &actions)
      }
    case .same: duplicate(received, scope: scope, i, n, at: now, &actions)
    case .older:
      if exchanges[Int(interfaces[i].neighbors[n].id)].wants(received) {
        badRequest(i, n, at: now, &actions)
      } else {
        sendNewer(entry, i, n, at: now, &actions)
      }
    }
  }

  /// Steps 6 and 7: what we have already. It may stand for an acknowledgement.
  private mutating func duplicate(
    _ received: LSAInstance, scope: Int, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let id = Int(interfaces[i].neighbors[n].id)
    if exchangingNeighbors > 0 && exchanges[id].wants(received) {
      badRequest(i, n, at: now, &actions)
    } else if databases[scope].acknowledge(received.number, by: id) {
      work.mayForget = true
      if interfaces[i].state == .backup
        && interfaces[i].neighbors[n].address == interfaces[i].designated
      {
        acknowledgeLater(received, i, at: now, &actions)
      }
    } else {
      acknowledgeDirectly(received, i, n)
    }
  }

  private mutating func badRequest(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    counts.badRequests += 1
    restartExchange(i, n, at: now, &actions)
  }

  /// Step 5: flood, install, acknowledge.
  private mutating func accept(
    _ received: LSAInstance, scope: Int, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let wasRequested =
      exchangingNeighbors > 0 && exchanges[Int(interfaces[i].neighbors[n].id)].received(received)
    let isSentBack = flood(received, scope: scope, from: (i, n), at: now, &actions)
    install(received, scope: scope, wasFlooded: !wasRequested, at: now, &actions)
    // §13.5, table 19.
    if !isSentBack {
      let isBackup = interfaces[i].state == .backup
      if !isBackup || interfaces[i].neighbors[n].address == interfaces[i].designated {
        acknowledgeLater(received, i, at: now, &actions)
      }
    }
    if isOurs(received.key) { receivedOwn(received, scope: scope, at: now, &actions) }
  }

  /// Step 8: the neighbour has an old one; ours goes to it alone.
  private mutating func sendNewer(
    _ entry: LinkStateDatabase.Entry, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let instance = entry.instance(at: now)
    // A sequence number that is about to wrap round (§12.1.6).
    if instance.isMaxAge && instance.lsa.sequence == OSPF.maximumSequence { return }
    let aged = instance.aged(by: configuration.transmitDelay)
    let address = interfaces[i].isBroadcast ? interfaces[i].neighbors[n].address : .allOSPFRouters
    send(.update([aged]), on: i, to: address, &actions)
  }

  /// §13.2, §14: puts an instance into its database and finds out what depends on it.
  mutating func install(
    _ instance: LSAInstance, scope: Int, wasFlooded: Bool, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let number = instance.number
    let old = databases[scope][number]
    let wasUsed = old.map { !$0.isMaxAge(at: now) } ?? false
    let isUsed = !instance.isMaxAge
    if instance.isMaxAge {
      if !(old?.isFlushing ?? false) { flushing.append((scope, number)) }
      work.mayForget = true
    } else if old?.isFlushing ?? false {
      // It lives again before it was gone.
      work.mayForget = true
    }
    databases[scope].install(instance, wasFlooded: wasFlooded, at: now)
    if isUsed { scheduleAgeing(of: instance, at: now, &actions) }
    let isSame = wasUsed && isUsed && (old?.saysTheSame(as: instance) ?? false)
    if !isSame && (wasUsed || isUsed) {
      work.mustCompute = true
      note(.linkStateChanged, &actions)
    }
  }

  mutating func note(_ milestone: RoutingMilestone, _ actions: inout [RoutingAction]) {
    if milestone == .linkStateChanged {
      if work.hasNews { return }
      work.hasNews = true
    }
    actions.append(.note(milestone))
  }
}
