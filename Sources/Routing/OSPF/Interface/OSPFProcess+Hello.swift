import Kernel
import NetworkModel

/// Hellos (RFC 2328 §9.5, §10.5).
extension OSPFProcess {
  mutating func helloDue(_ position: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let interface = interfaces[position]
    guard interface.speaks else { return }
    sendHello(position, &actions)
    interfaces[position].nextHello = now + interface.hello
    setTimer(.hello, position, at: now + interface.hello, &actions)
  }

  mutating func sendHello(_ position: Int, _ actions: inout [RoutingAction]) {
    let interface = interfaces[position]
    let hello = Hello(
      length: interface.routing.address.length, interval: interface.hello, dead: interface.dead,
      priority: interface.priority, options: areas[interface.area].options,
      designated: interface.designated, backup: interface.backup,
      neighbors: interface.neighbors.filter { $0.state >= .initial }.map(\.router))
    send(.hello(hello), on: position, to: .allOSPFRouters, &actions)
  }

  mutating func receiveHello(
    _ hello: Hello, _ message: OSPFMessage, on position: Int, from sender: IPv4Address, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    if let mismatch = mismatch(hello, message, on: position) {
      refuse(mismatch, from: sender, router: message.router, on: position, at: now)
      return
    }
    interfaces[position].refused.removeAll { $0.address == sender }
    let place = findNeighbor(message.router, at: sender, on: position, at: now, &actions)
    let before = interfaces[position].neighbors[place]
    interfaces[position].neighbors[place].priority = hello.priority
    interfaces[position].neighbors[place].options = hello.options
    interfaces[position].neighbors[place].designated = hello.designated
    interfaces[position].neighbors[place].backup = hello.backup

    // HelloReceived.
    let deadline = now + interfaces[position].dead
    interfaces[position].neighbors[place].deadline = deadline
    setTimer(.inactivity, of: before, at: deadline, &actions)
    if before.state == .down { setState(.initial, position, place, at: now) }
    guard hello.neighbors.contains(routerID) else {
      oneWayReceived(position, place, at: now, &actions)
      return
    }
    twoWayReceived(position, place, at: now, &actions)
    guard interfaces[position].isBroadcast else { return }
    noteDeclarations(hello, from: before, on: position, place, at: now, &actions)
  }

  /// §10.5: what the neighbour says of its own role may end the waiting or call for an election.
  private mutating func noteDeclarations(
    _ hello: Hello, from before: OSPFNeighbor, on position: Int, _ place: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let sender = before.address
    var mustElect = false
    if interfaces[position].state == .waiting {
      // BackupSeen.
      mustElect =
        (hello.designated == sender && hello.backup == .any) || hello.backup == sender
    } else {
      // NeighborChange.
      mustElect =
        before.priority != hello.priority
        || (before.designated == sender) != (hello.designated == sender)
        || (before.backup == sender) != (hello.backup == sender)
      if before.state < .twoWay { mustElect = false }  // twoWayReceived has already elected.
    }
    if mustElect { electDesignatedRouter(position, at: now, &actions) }
  }

  private func mismatch(_ hello: Hello, _ message: OSPFMessage, on position: Int) -> HelloMismatch? {
    let interface = interfaces[position]
    if message.router == routerID { return .ownIdentifier }
    if message.area != areas[interface.area].number { return .area }
    if interface.isBroadcast && hello.length != interface.routing.address.length { return .mask }
    if hello.interval != interface.hello { return .hello }
    if hello.dead != interface.dead { return .dead }
    if hello.options != areas[interface.area].options { return .options }
    return nil
  }

  private mutating func refuse(
    _ reason: HelloMismatch, from sender: IPv4Address, router: RouterID, on position: Int, at now: SimTime
  ) {
    counts.refusedHellos += 1
    let known = interfaces[position].refused.firstIndex { $0.address == sender }
    if let known, interfaces[position].refused[known].reason == reason {
      interfaces[position].refused[known].last = now
      return
    }
    interfaces[position].refused.removeAll { $0.address == sender }
    interfaces[position].refused.append(
      OSPFInterface.Refusal(address: sender, router: router, reason: reason, since: now, last: now))
  }

  /// The neighbour's place, made when it is new. A router that comes with another identifier starts afresh.
  private mutating func findNeighbor(
    _ router: RouterID, at address: IPv4Address, on position: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) -> Int {
    if let known = interfaces[position].neighbor(at: address) {
      if interfaces[position].neighbors[known].router != router {
        killNeighbor(position, known, at: now, &actions)
        interfaces[position].neighbors[known].router = router
      }
      return known
    }
    let place = interfaces[position].neighbors.count
    interfaces[position].neighbors.append(
      OSPFNeighbor(id: UInt32(neighborPlaces.count), address: address, router: router))
    neighborPlaces.append((position, place))
    exchanges.append(DatabaseExchange())
    for scope in databases.indices { databases[scope].knowNeighbors(neighborPlaces.count) }
    return place
  }
}
