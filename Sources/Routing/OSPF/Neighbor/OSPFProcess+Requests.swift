import Kernel
import NetworkModel

/// Asking for LSAs that the neighbour has newer, and answering (RFC 2328 §10.7, §10.9).
extension OSPFProcess {
  /// One request is out at a time; the next follows when all it asked for has come.
  mutating func askForMore(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    let id = Int(neighbor.id)
    guard neighbor.state.isExchanging, exchanges[id].asked.isEmpty else { return }
    guard !exchanges[id].wanted.isEmpty else {
      exchanges[id].requests = []
      cancelTimer(.request, of: neighbor, &actions)
      return
    }
    sendRequest(i, n, at: now, &actions)
  }

  private mutating func sendRequest(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let most = max(1, (interfaces[i].routing.mtu - 44) / 12)
    let id = Int(interfaces[i].neighbors[n].id)
    let exchange = exchanges[id]
    exchanges[id].requests.removeAll { !exchange.wants($0) }
    let keys = exchanges[id].requests.prefix(most).map(\.lsa.key)
    exchanges[id].asked = keys
    if keys.isEmpty { return }
    send(.request(keys), on: i, toNeighbor: n, &actions)
    setTimer(.request, id, at: now + configuration.retransmit, &actions)
  }

  mutating func repeatRequest(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard interfaces[i].neighbors[n].state.isExchanging else { return }
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
      found.append(instance.aged(by: configuration.transmitDelay))
    }
    let address = interfaces[i].isBroadcast ? interfaces[i].neighbors[n].address : .allOSPFRouters
    sendUpdates(found, on: i, to: address, &actions)
  }

  /// After an update: is the request that is out answered, and all of them?
  mutating func checkRequests(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let state = interfaces[i].neighbors[n].state
    guard state.isExchanging else { return }
    let id = Int(interfaces[i].neighbors[n].id)
    if !exchanges[id].asked.isEmpty {
      let exchange = exchanges[id]
      if exchange.requests.prefix(exchange.asked.count).contains(where: { exchange.wants($0) }) { return }
      exchanges[id].asked = []
      askForMore(i, n, at: now, &actions)
    }
    // LoadingDone.
    if state == .loading && exchanges[id].wanted.isEmpty { setState(.full, i, n, at: now) }
  }
}
