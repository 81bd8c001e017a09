import Kernel
import NetworkModel

/// The database exchange (RFC 2328 §10.6, §10.8): who leads, then what each one has.
extension OSPFProcess {
  /// Enters ExStart: each side claims to be the master, with a sequence number of its own.
  mutating func startExchange(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    setState(.exStart, i, n, at: now)
    interfaces[i].neighbors[n].clearLists()
    nextSequence &+= 1
    // §10.3: any number not seen lately; the time of day is the RFC's suggestion.
    interfaces[i].neighbors[n].sequence =
      UInt32(truncatingIfNeeded: now.picoseconds / 1_000_000_000) &+ nextSequence
    interfaces[i].neighbors[n].isMaster = true
    let first = DatabaseDescription(
      mtu: interfaces[i].routing.mtu, options: areas[interfaces[i].area].options, isInitial: true,
      hasMore: true, isMaster: true, sequence: interfaces[i].neighbors[n].sequence, headers: [])
    sendDescription(first, i, n, at: now, &actions)
  }

  private mutating func sendDescription(
    _ description: DatabaseDescription, _ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    interfaces[i].neighbors[n].lastSent = description
    send(.description(description), on: i, toNeighbor: n, &actions)
    if description.isMaster {
      setTimer(.description, of: interfaces[i].neighbors[n], at: now + configuration.retransmit, &actions)
    }
  }

  /// §10.8: in ExStart, and as master, the last packet is repeated until it is answered.
  mutating func repeatDescription(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    guard let last = neighbor.lastSent else { return }
    if neighbor.state == .exStart || (neighbor.state == .exchange && neighbor.isMaster) {
      sendDescription(last, i, n, at: now, &actions)
    }
  }

  /// §10.6.
  mutating func receiveDescription(
    _ description: DatabaseDescription, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    if description.mtu > interfaces[i].routing.mtu && !configuration.ignoresMTU {
      counts.mtuMismatches += 1
      interfaces[i].neighbors[n].mtuMismatch = description.mtu
      return
    }
    interfaces[i].neighbors[n].mtuMismatch = nil
    // A 2-WayReceived event: the neighbour would not describe its database if it had not heard us.
    if interfaces[i].neighbors[n].state == .initial { twoWayReceived(i, n, at: now, &actions) }
    switch interfaces[i].neighbors[n].state {
    case .down, .initial, .twoWay: break
    case .exStart: negotiate(description, i, n, at: now, &actions)
    case .exchange: continueExchange(description, i, n, at: now, &actions)
    case .loading, .full:
      if isDuplicate(description, of: interfaces[i].neighbors[n]) {
        answerDuplicate(i, n, at: now, &actions)
      } else {
        restartExchange(i, n, at: now, &actions)
      }
    }
  }

  /// NegotiationDone: the router with the higher identifier is the master.
  private mutating func negotiate(
    _ description: DatabaseDescription, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let neighbor = interfaces[i].neighbors[n]
    if description.isInitial && description.hasMore && description.isMaster && description.headers.isEmpty
      && neighbor.router > routerID
    {
      interfaces[i].neighbors[n].isMaster = false
      interfaces[i].neighbors[n].sequence = description.sequence
      cancelTimer(.description, of: neighbor, &actions)
    } else if !description.isInitial && !description.isMaster && description.sequence == neighbor.sequence
      && neighbor.router < routerID
    {
      interfaces[i].neighbors[n].isMaster = true
    } else {
      return
    }
    interfaces[i].neighbors[n].options = description.options
    setState(.exchange, i, n, at: now)
    listSummary(i, n, at: now, &actions)
    acceptDescription(description, i, n, at: now, &actions)
  }

  /// §10.3 NegotiationDone: all LSAs of the area and, but for stub areas, of the domain; those at MaxAge are flooded
  /// instead.
  private mutating func listSummary(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let area = interfaces[i].area
    var summary = databases[area].entries.compactMap { $0.instance(at: now) }
    if areas[area].takesExternals {
      summary += databases[wideScope].entries.compactMap { $0.instance(at: now) }
    }
    for instance in summary where instance.isMaxAge {
      expectAcknowledgement(instance, i, n, at: now, &actions)
      queueFlood(instance, on: i)
    }
    interfaces[i].neighbors[n].summary = summary.filter { !$0.isMaxAge }.reversed()
  }

  private mutating func continueExchange(
    _ description: DatabaseDescription, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let neighbor = interfaces[i].neighbors[n]
    if isDuplicate(description, of: neighbor) {
      answerDuplicate(i, n, at: now, &actions)
      return
    }
    let expected = neighbor.isMaster ? neighbor.sequence : neighbor.sequence &+ 1
    guard description.isMaster != neighbor.isMaster, !description.isInitial,
      description.options == neighbor.lastReceived?.options ?? description.options,
      description.sequence == expected
    else {
      restartExchange(i, n, at: now, &actions)
      return
    }
    acceptDescription(description, i, n, at: now, &actions)
  }

  private func isDuplicate(_ description: DatabaseDescription, of neighbor: OSPFNeighbor) -> Bool {
    guard let last = neighbor.lastReceived else { return false }
    return description.sequence == last.sequence && description.isInitial == last.isInitial
      && description.hasMore == last.hasMore && description.isMaster == last.isMaster
  }

  /// The slave repeats its answer; the master ignores a repeated one.
  private mutating func answerDuplicate(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction])
  {
    let neighbor = interfaces[i].neighbors[n]
    if !neighbor.isMaster, let last = neighbor.lastSent {
      send(.description(last), on: i, toNeighbor: n, &actions)
    }
  }

  /// SeqNumberMismatch, BadLSReq: the exchange begins again.
  mutating func restartExchange(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    counts.sequenceMismatches += 1
    for timer in [Timer.description, .request, .retransmit] {
      cancelTimer(timer, of: interfaces[i].neighbors[n], &actions)
    }
    interfaces[i].neighbors[n].isRetransmissionScheduled = false
    startExchange(i, n, at: now, &actions)
  }

  /// §10.6, §10.8: note what the neighbour has and we have not, and describe on.
  private mutating func acceptDescription(
    _ description: DatabaseDescription, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let area = interfaces[i].area
    for header in description.headers {
      if header.lsa.key.type.hasDomainScope && !areas[area].takesExternals {
        restartExchange(i, n, at: now, &actions)
        return
      }
      let scope = scope(of: header.lsa, area: area)
      if let own = databases[scope][header.lsa.number]?.instance(at: now), header.compare(to: own) != .newer {
        continue
      }
      interfaces[i].neighbors[n].requests.append(header)
      interfaces[i].neighbors[n].wanted[scope == wideScope ? 1 : 0].insert(header.lsa.number)
    }
    interfaces[i].neighbors[n].lastReceived = description
    if interfaces[i].neighbors[n].isMaster {
      interfaces[i].neighbors[n].sequence &+= 1
      let isDone = interfaces[i].neighbors[n].lastSent?.hasMore == false && !description.hasMore
      if isDone { exchangeDone(i, n, at: now, &actions) } else { describeMore(i, n, at: now, &actions) }
    } else {
      interfaces[i].neighbors[n].sequence = description.sequence
      describeMore(i, n, at: now, &actions)
      let isDone = interfaces[i].neighbors[n].lastSent?.hasMore == false && !description.hasMore
      if isDone { exchangeDone(i, n, at: now, &actions) }
    }
    askForMore(i, n, at: now, &actions)
  }

  private mutating func describeMore(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let most = headersPerPacket(i, overhead: 52)
    let count = min(most, interfaces[i].neighbors[n].summary.count)
    let headers = Array(interfaces[i].neighbors[n].summary.suffix(count).reversed())
    interfaces[i].neighbors[n].summary.removeLast(count)
    let neighbor = interfaces[i].neighbors[n]
    let description = DatabaseDescription(
      mtu: interfaces[i].routing.mtu, options: areas[interfaces[i].area].options, isInitial: false,
      hasMore: !neighbor.summary.isEmpty, isMaster: neighbor.isMaster, sequence: neighbor.sequence,
      headers: headers)
    sendDescription(description, i, n, at: now, &actions)
  }

  /// ExchangeDone: Loading, or Full when nothing is missing.
  private mutating func exchangeDone(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    cancelTimer(.description, of: interfaces[i].neighbors[n], &actions)
    let isComplete = !interfaces[i].neighbors[n].hasRequests
    setState(isComplete ? .full : .loading, i, n, at: now)
  }
}
