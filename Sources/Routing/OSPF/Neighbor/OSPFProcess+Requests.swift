import Kernel
import NetworkModel

/// Asking for LSAs that the neighbour has newer, and answering (RFC 2328 §10.7, §10.9).
extension OSPFProcess {
  /// One request is out at a time; the next follows when all it asked for has come.
  mutating func askForMore(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    guard neighbor.state == .exchange || neighbor.state == .loading, neighbor.asked.isEmpty else { return }
    guard neighbor.hasRequests else {
      interfaces[i].neighbors[n].requests = []
      cancelTimer(.request, of: neighbor, &actions)
      return
    }
    sendRequest(i, n, at: now, &actions)
  }

  private mutating func sendRequest(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let most = max(1, (interfaces[i].routing.mtu - 44) / 12)
    let wanted = interfaces[i].neighbors[n].wanted
    interfaces[i].neighbors[n].requests.removeAll { header in
      !wanted[header.lsa.key.type.hasDomainScope ? 1 : 0].contains(header.lsa.number)
    }
    let keys = interfaces[i].neighbors[n].requests.prefix(most).map(\.lsa.key)
    interfaces[i].neighbors[n].asked = keys
    if keys.isEmpty { return }
    send(.request(keys), on: i, toNeighbor: n, &actions)
    setTimer(.request, of: interfaces[i].neighbors[n], at: now + configuration.retransmit, &actions)
  }

  mutating func repeatRequest(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let state = interfaces[i].neighbors[n].state
    guard state == .exchange || state == .loading else { return }
    sendRequest(i, n, at: now, &actions)
  }

  /// §10.7: the LSAs asked for, straight to the neighbour, outside of the retransmission list.
  mutating func receiveRequest(
    _ keys: [LSAKey], _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard interfaces[i].neighbors[n].state >= .exchange else { return }
    let area = interfaces[i].area
    var found: [LSAInstance] = []
    for key in keys {
      let scope = key.type.hasDomainScope ? wideScope : area
      guard let number = databases[scope].numbering.knownLSA(key),
        let instance = databases[scope][number]?.instance(at: now)
      else {
        // BadLSReq.
        counts.badRequests += 1
        restartExchange(i, n, at: now, &actions)
        return
      }
      found.append(LSAInstance(instance.lsa, age: instance.age + configuration.transmitDelay))
    }
    let address = interfaces[i].isBroadcast ? interfaces[i].neighbors[n].address : .allOSPFRouters
    sendUpdates(found, on: i, to: address, &actions)
  }

  /// An LSA that was asked for has come, or a newer one by flooding.
  mutating func received(_ number: Int, isWide: Bool, _ i: Int, _ n: Int) {
    interfaces[i].neighbors[n].wanted[isWide ? 1 : 0].remove(number)
  }

  /// After an update: is the request that is out answered, and all of them?
  mutating func checkRequests(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    guard neighbor.state == .exchange || neighbor.state == .loading else { return }
    if !neighbor.asked.isEmpty {
      let isOpen = neighbor.requests.prefix(neighbor.asked.count).contains { header in
        neighbor.wanted[header.lsa.key.type.hasDomainScope ? 1 : 0].contains(header.lsa.number)
      }
      if isOpen { return }
      interfaces[i].neighbors[n].asked = []
      askForMore(i, n, at: now, &actions)
    }
    // LoadingDone.
    if neighbor.state == .loading && !interfaces[i].neighbors[n].hasRequests {
      setState(.full, i, n, at: now)
    }
  }
}
