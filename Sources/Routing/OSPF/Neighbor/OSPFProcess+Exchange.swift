import Kernel
import NetworkModel

/// The database exchange (RFC 2328 §10.6, §10.8): who leads, then what each one has.
extension OSPFProcess {
  /// Enters ExStart: each side claims to be the master, with a sequence number of its own.
  mutating func startExchange(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    setState(.exStart, i, n, at: now)
    clearLists(of: Int(interfaces[i].neighbors[n].id))
    interfaces[i].neighbors[n].mtuMismatch = nil
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
    exchanges[Int(interfaces[i].neighbors[n].id)].lastSent = description
    send(.description(description), on: i, toNeighbor: n, &actions)
    if description.isMaster {
      setTimer(.description, of: interfaces[i].neighbors[n], at: now + configuration.retransmit, &actions)
    }
  }

  /// §10.8: in ExStart, and as master, the last packet is repeated until it is answered.
  mutating func repeatDescription(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = interfaces[i].neighbors[n]
    guard let last = exchanges[Int(neighbor.id)].lastSent else { return }
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
    var summary = databases[area].unsortedInstances(at: now)
    if interfaces[i].takesExternals {
      summary += databases[wideScope].unsortedInstances(at: now)
    }
    if interfaces[i].virtual != nil && !configuration.choices.virtualLinksExchangeBoundaries {
      summary.removeAll { $0.lsa.key.type == .asbrSummary }
    }
    for instance in summary where instance.isMaxAge {
      expectAcknowledgement(instance, i, n, at: now, &actions)
      queueFlood(instance, on: i)
    }
    exchanges[Int(interfaces[i].neighbors[n].id)].summary = summary.filter { !$0.isMaxAge }.reversed()
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
      description.options == exchanges[Int(neighbor.id)].lastReceived?.options ?? description.options,
      description.sequence == expected
    else {
      restartExchange(i, n, at: now, &actions)
      return
    }
    acceptDescription(description, i, n, at: now, &actions)
  }

  private func isDuplicate(_ description: DatabaseDescription, of neighbor: OSPFNeighbor) -> Bool {
    guard let last = exchanges[Int(neighbor.id)].lastReceived else { return false }
    return description.sequence == last.sequence && description.isInitial == last.isInitial
      && description.hasMore == last.hasMore && description.isMaster == last.isMaster
  }

  /// The slave repeats its answer; the master ignores a repeated one.
  private mutating func answerDuplicate(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction])
  {
    let neighbor = interfaces[i].neighbors[n]
    if !neighbor.isMaster, let last = exchanges[Int(neighbor.id)].lastSent {
      send(.description(last), on: i, toNeighbor: n, &actions)
    }
  }

  /// SeqNumberMismatch, BadLSReq: the exchange begins again.
  mutating func restartExchange(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    counts.sequenceMismatches += 1
    for timer in [Timer.description, .request, .retransmit] {
      cancelTimer(timer, of: interfaces[i].neighbors[n], &actions)
    }
    hasRetransmissionTimer[Int(interfaces[i].neighbors[n].id)] = false
    startExchange(i, n, at: now, &actions)
  }

  /// §10.6, §10.8: note what the neighbour has and we have not, and describe on.
  private mutating func acceptDescription(
    _ description: DatabaseDescription, _ i: Int, _ n: Int, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    let area = interfaces[i].area
    let id = Int(interfaces[i].neighbors[n].id)
    for header in description.headers {
      if header.isWide && !interfaces[i].takesExternals {
        restartExchange(i, n, at: now, &actions)
        return
      }
      let scope = header.isWide ? wideScope : area
      if let own = databases[scope][header.number]?.instance(at: now), header.compare(to: own) != .newer {
        continue
      }
      exchanges[id].requests.append(header)
      exchanges[id].wanted[header.isWide ? 1 : 0].insert(header.number)
    }
    exchanges[id].lastReceived = description
    if interfaces[i].neighbors[n].isMaster {
      interfaces[i].neighbors[n].sequence &+= 1
      let isDone = exchanges[id].lastSent?.hasMore == false && !description.hasMore
      if isDone { exchangeDone(i, n, at: now, &actions) } else { describeMore(i, n, at: now, &actions) }
    } else {
      interfaces[i].neighbors[n].sequence = description.sequence
      describeMore(i, n, at: now, &actions)
      let isDone = exchanges[id].lastSent?.hasMore == false && !description.hasMore
      if isDone { exchangeDone(i, n, at: now, &actions) }
    }
    askForMore(i, n, at: now, &actions)
  }

  private mutating func describeMore(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    let most = headersPerPacket(i, overhead: 52)
    let neighbor = interfaces[i].neighbors[n]
    let id = Int(neighbor.id)
    let count = min(most, exchanges[id].summary.count)
    let headers = Array(exchanges[id].summary.suffix(count).reversed())
    exchanges[id].summary.removeLast(count)
    let description = DatabaseDescription(
      mtu: interfaces[i].routing.mtu, options: areas[interfaces[i].area].options, isInitial: false,
      hasMore: !exchanges[id].summary.isEmpty, isMaster: neighbor.isMaster, sequence: neighbor.sequence,
      headers: headers)
    sendDescription(description, i, n, at: now, &actions)
  }

  /// ExchangeDone: Loading, or Full when nothing is missing.
  private mutating func exchangeDone(_ i: Int, _ n: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    cancelTimer(.description, of: interfaces[i].neighbors[n], &actions)
    let isComplete = exchanges[Int(interfaces[i].neighbors[n].id)].wanted.isEmpty
    setState(isComplete ? .full : .loading, i, n, at: now)
  }
}
