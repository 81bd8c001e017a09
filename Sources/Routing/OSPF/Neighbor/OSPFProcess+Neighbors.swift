import Kernel
import NetworkModel

/// The neighbour state machine (RFC 2328 §10.3).
///
///     Down ─hello─► Init ─2-way─► ExStart ─negotiated─► Exchange ─done─► Loading ─done─► Full
///                    ▲     └─no adjacency wanted─► 2-Way ─AdjOK?─► ExStart …
///                    └──1-way── any of 2-Way … Full;   SeqNumberMismatch, BadLSReq: back to ExStart
extension OSPFProcess {
  mutating func setState(_ state: OSPFNeighbor.State, _ i: Int, _ n: Int, at now: SimTime) {
    let old = interfaces[i].neighbors[n].state
    guard old != state else { return }
    interfaces[i].neighbors[n].state = state
    interfaces[i].neighbors[n].since = now
    resetFloodPlan()
    exchangingNeighbors += (state.isExchanging ? 1 : 0) - (old.isExchanging ? 1 : 0)
    // §12.4: the links of the router-LSA and the network-LSA depend on who is fully adjacent.
    if old == .full || state == .full { work.mayOriginate = true }
    // MinLSInterval may hold the news back; the router itself need not wait to read of it.
    let ours = OwnLSAs.Name(key: LSAKey(.router, routerID, by: routerID), scope: interfaces[i].area)
    if old == .full, let last = own.originatedAt[ours],
      now - last < configuration.minimumOrigination
    {
      work.mustCompute = true
    }
    if state < .exchange || state == .full { work.mayForget = true }
  }

  /// 2-WayReceived.
  mutating func twoWayReceived(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard interfaces[i].neighbors[n].state == .initial else { return }
    setState(.twoWay, i, n, at: now)
    // NeighborChange: bidirectional communication has been established.
    if interfaces[i].routing.hasBFD {
      let neighbor = RoutingNeighbor(
        interface: interfaces[i].routing.index, address: interfaces[i].neighbors[n].address)
      actions.append(.watch(neighbor))
    }
    if interfaces[i].isBroadcast && interfaces[i].state != .waiting {
      electDesignatedRouter(i, at: now, &actions)
    }
    reconsiderAdjacency(i, n, at: now, &actions)
  }

  /// 1-WayReceived.
  mutating func oneWayReceived(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard interfaces[i].neighbors[n].state >= .twoWay else { return }
    tearDown(i, n, &actions)
    setState(.initial, i, n, at: now)
    if interfaces[i].state != .waiting { electDesignatedRouter(i, at: now, &actions) }
  }

  /// InactivityTimer.
  mutating func inactivityDue(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard interfaces[i].neighbors[n].state > .down else { return }
    note(.detected, &actions)
    killNeighbor(i, n, at: now, &actions)
    if interfaces[i].state != .waiting { electDesignatedRouter(i, at: now, &actions) }
  }

  /// BFD has found that the neighbour is silent: as if the inactivity timer had run out (RFC 5882 §4.3).
  mutating func lose(_ neighbor: RoutingNeighbor, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard let i = position(of: neighbor.interface),
      let n = interfaces[i].neighbor(at: neighbor.address)
    else { return }
    inactivityDue(i, n, at: now, &actions)
  }

  /// KillNbr, LLDown.
  mutating func killNeighbor(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    tearDown(i, n, &actions)
    cancelTimer(.inactivity, of: interfaces[i].neighbors[n], &actions)
    interfaces[i].neighbors[n].deadline = .never
    setState(.down, i, n, at: now)
  }

  private mutating func tearDown(_ i: Int, _ n: Int, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    clearLists(of: Int(neighbor.id))
    interfaces[i].neighbors[n].mtuMismatch = nil
    for timer in [Timer.description, .request, .retransmit] { cancelTimer(timer, of: neighbor, &actions) }
    hasRetransmissionTimer[Int(neighbor.id)] = false
  }

  /// AdjOK?: forms an adjacency that should be there, breaks one that should not (§10.3, §10.4).
  mutating func reconsiderAdjacency(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    let isWanted = wantsAdjacency(interfaces[i], neighbor)
    if neighbor.state == .twoWay && isWanted {
      startExchange(i, n, at: now, &actions)
    } else if neighbor.state > .twoWay && !isWanted {
      tearDown(i, n, &actions)
      setState(.twoWay, i, n, at: now)
    }
  }

  /// §10.4: on a broadcast network only with the designated router and its backup.
  private func wantsAdjacency(_ interface: OSPFInterface, _ neighbor: OSPFNeighbor) -> Bool {
    if !interface.isBroadcast { return true }
    return interface.state == .designated || interface.state == .backup
      || neighbor.address == interface.designated || neighbor.address == interface.backup
  }
}
