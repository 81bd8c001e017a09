import Kernel
import NetworkModel

/// What a router does with the LSAs that it is sent (RFC 2328 §13).
extension OSPFProcess {
  mutating func receiveUpdate(
    _ instances: [LSAInstance], _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard interfaces[i].neighbors[n].state >= .exchange else { return }
    for instance in instances {
      consider(instance, i, n, at: now, &actions)
      // A bad request list has torn the adjacency down.
      if interfaces[i].neighbors[n].state < .exchange { return }
    }
    checkRequests(i, n, at: now, &actions)
    if work.hasServedRequests {
      work.hasServedRequests = false
      for other in interfaces.indices {
        for place in interfaces[other].neighbors.indices
        where interfaces[other].neighbors[place].state == .exchange
          || interfaces[other].neighbors[place].state == .loading
        {
          checkRequests(other, place, at: now, &actions)
        }
      }
    }
  }

  /// The steps of §13 for one LSA. The checksum (step 1) and the type (step 2) are right by construction.
  private mutating func consider(
    _ received: LSAInstance, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let isWide = received.lsa.key.type.hasDomainScope
    // Step 3: no type 5 in stub areas.
    if isWide && !interfaces[i].takesExternals { return }
    let scope = isWide ? wideScope : interfaces[i].area
    // The everyday case: a duplicate, of which nothing needs to be compared.
    if !received.isMaxAge && databases[scope].holds(received.lsa, at: now) {
      duplicate(received, isWide: isWide, i, n, at: now, &actions)
      return
    }
    guard let entry = databases[scope][received.lsa.number] else {
      if received.isMaxAge && !isAnyoneExchanging {
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
    case .same: duplicate(received, isWide: isWide, i, n, at: now, &actions)
    case .older:
      if interfaces[i].neighbors[n].wanted[isWide ? 1 : 0].contains(received.lsa.number) {
        badRequest(i, n, at: now, &actions)
      } else {
        sendNewer(entry, i, n, at: now, &actions)
      }
    }
  }

  /// Steps 6 and 7: what we have already. It may stand for an acknowledgement.
  private mutating func duplicate(
    _ received: LSAInstance, isWide: Bool, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let slot = isWide ? 1 : 0
    if interfaces[i].neighbors[n].wanted[slot].contains(received.lsa.number) {
      badRequest(i, n, at: now, &actions)
    } else if interfaces[i].neighbors[n].unacknowledged[slot].remove(received.lsa.number) {
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

  private var isAnyoneExchanging: Bool {
    interfaces.contains { interface in
      interface.neighbors.contains { $0.state == .exchange || $0.state == .loading }
    }
  }

  /// Step 5: flood, install, acknowledge.
  private mutating func accept(
    _ received: LSAInstance, scope: Int, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let isWide = scope == wideScope
    let wasRequested = interfaces[i].neighbors[n].wanted[isWide ? 1 : 0].remove(received.lsa.number)
    let isSentBack = flood(received, scope: scope, from: (i, n), at: now, &actions)
    install(received, scope: scope, wasFlooded: !wasRequested, at: now, &actions)
    // §13.5, table 19.
    if !isSentBack {
      let isBackup = interfaces[i].state == .backup
      if !isBackup || interfaces[i].neighbors[n].address == interfaces[i].designated {
        acknowledgeLater(received, i, at: now, &actions)
      }
    }
    if isOurs(received.lsa) { receivedOwn(received, scope: scope, at: now, &actions) }
  }

  /// Step 8: the neighbour has an old one; ours goes to it alone.
  private mutating func sendNewer(
    _ entry: LinkStateDatabase.Entry, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let instance = entry.instance(at: now)
    // A sequence number that is about to wrap round (§12.1.6).
    if instance.isMaxAge && instance.lsa.sequence == OSPF.maximumSequence { return }
    let aged = LSAInstance(instance.lsa, age: instance.age + configuration.transmitDelay)
    let address = interfaces[i].isBroadcast ? interfaces[i].neighbors[n].address : .allOSPFRouters
    send(.update([aged]), on: i, to: address, &actions)
  }

  /// §13.2, §14: puts an instance into its database and finds out what depends on it.
  mutating func install(
    _ instance: LSAInstance, scope: Int, wasFlooded: Bool, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let number = instance.lsa.number
    let old = databases[scope][number]
    let wasUsed = old.map { !$0.isMaxAge(at: now) } ?? false
    let isUsed = !instance.isMaxAge
    var isFlushing = false
    if instance.isMaxAge {
      isFlushing = true
      if !(old?.isFlushing ?? false) { flushing.append((scope, number)) }
      work.mayForget = true
    }
    databases[scope].install(
      LinkStateDatabase.Entry(
        lsa: instance.lsa, birth: now - .seconds(instance.age), arrival: now, wasFlooded: wasFlooded,
        isFlushing: isFlushing))
    if isUsed { scheduleAgeing(of: instance, at: now, &actions) }
    let isSame =
      wasUsed && isUsed
      && old.map { $0.lsa === instance.lsa || $0.lsa.saysTheSame(as: instance.lsa) } ?? false
    if !isSame && (wasUsed || isUsed) {
      work.mustCompute = true
      note(.linkStateChanged, &actions)
    }
  }

  func note(_ milestone: RoutingMilestone, _ actions: inout [RoutingAction]) {
    actions.append(.note(milestone))
  }
}
