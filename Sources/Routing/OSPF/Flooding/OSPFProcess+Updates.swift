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
    let area = interfaces[i].area
    let isWide = received.lsa.key.type.hasDomainScope
    // Step 3: no type 5 in stub areas.
    if isWide && !areas[area].takesExternals { return }
    let scope = isWide ? wideScope : area
    let number = received.lsa.number
    var recency = Recency.newer
    if number < databases[scope].entries.count, let own = databases[scope].entries[number].lsa {
      // The everyday case, without making an instance of our copy.
      if own === received.lsa && !received.isMaxAge && !databases[scope].entries[number].isMaxAge(at: now) {
        recency = .same
      } else {
        recency = received.compare(to: LSAInstance(own, age: databases[scope].entries[number].age(at: now)))
      }
      if recency == .newer && isTooEarly(databases[scope].entries[number], at: now) {
        counts.tooEarly += 1  // Step 5a: it will be sent again.
        return
      }
    } else if received.isMaxAge && !isAnyoneExchanging {
      // Step 4: a flush of what we do not have.
      acknowledgeDirectly(received, i, n)
      return
    }
    switch recency {
    case .newer: accept(received, scope: scope, i, n, at: now, &actions)
    case .same:
      if interfaces[i].neighbors[n].wanted[isWide ? 1 : 0].contains(number) {
        badRequest(i, n, at: now, &actions)  // Step 6.
        return
      }
      // Step 7: a duplicate; it may stand for an acknowledgement.
      if interfaces[i].neighbors[n].unacknowledged[isWide ? 1 : 0].remove(number) {
        work.mayForget = true
        let neighbor = interfaces[i].neighbors[n]
        if interfaces[i].state == .backup && neighbor.address == interfaces[i].designated {
          acknowledgeLater(received, i, at: now, &actions)
        }
      } else {
        acknowledgeDirectly(received, i, n)
      }
    case .older:
      if interfaces[i].neighbors[n].wanted[isWide ? 1 : 0].contains(number) {
        badRequest(i, n, at: now, &actions)
        return
      }
      sendNewer(scope: scope, number, i, n, at: now, &actions)
    }
  }

  private mutating func badRequest(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    counts.badRequests += 1
    restartExchange(i, n, at: now, &actions)
  }

  /// Step 5a: MinLSArrival, for copies that came by flooding.
  private func isTooEarly(_ entry: LinkStateDatabase.Entry, at now: SimTime) -> Bool {
    entry.wasFlooded && now - entry.arrival < configuration.minimumArrival
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
    scope: Int, _ number: Int, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let entry = databases[scope].entries[number]
    guard let instance = entry.instance(at: now) else { return }
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
      wasUsed && isUsed && (old?.lsa).map { $0 === instance.lsa || $0.saysTheSame(as: instance.lsa) } ?? false
    if !isSame && (wasUsed || isUsed) {
      work.mustCompute = true
      note(.linkStateChanged, &actions)
    }
  }

  func note(_ milestone: RoutingMilestone, _ actions: inout [RoutingAction]) {
    actions.append(.note(milestone))
  }
}
