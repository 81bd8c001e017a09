import Kernel
import Metrics
import NetworkModel
import Routing

/// The shell around the routing processes: delivers their events, carries out their actions, keeps RIB and FIB in line.
extension Simulation {
  mutating func startProcesses(of node: NodeIndex) {
    for process in routers[node.position].processes.indices {
      hand(.start, to: process, of: node)
    }
  }

  /// Fresh processes and an empty RIB: the node has rebooted. Interfaces are as they are now.
  mutating func restartProcesses(of node: NodeIndex) {
    startRouter(node)
    markBGPRebooted(of: node)
  }

  /// The node has crashed: its routes and timers are gone.
  mutating func stopProcesses(of node: NodeIndex) {
    for timer in routers[node.position].timers.all { timers.cancel(timer) }
    clearForwardingQueue(of: node)
    forwarding.removeAll(node: node.value)
    for route in selectedRoutes(of: node) { noteRouteChange(node, route.prefix) }
    restoreLocalAddresses(of: node)
    routers[node.position].stop()
  }

  /// Tells every process of a node.
  mutating func tellProcesses(of node: NodeIndex, _ event: RoutingEvent) {
    for process in routers[node.position].processes.indices { hand(event, to: process, of: node) }
  }

  mutating func hand(_ event: RoutingEvent, to process: Int, of node: NodeIndex) {
    guard process < routers[node.position].processes.count else { return }
    // Actions lead to events for other processes: each level has a buffer of its own.
    var actions = actionBuffers.popLast() ?? []
    routers[node.position].handle(event, by: process, at: now, actions: &actions)
    for position in actions.indices {
      // Each action is handed over, not copied, and something plain stays behind.
      var action = RoutingAction.note(.computed)
      swap(&action, &actions[position])
      carryOut(action, of: process, node)
    }
    actions.removeAll(keepingCapacity: true)
    actionBuffers.append(actions)
  }

  mutating func carryOut(_ actions: [RoutingAction], of process: Int, _ node: NodeIndex) {
    for action in actions { carryOut(action, of: process, node) }
  }

  private mutating func carryOut(_ action: consuming RoutingAction, of process: Int, _ node: NodeIndex) {
    switch consume action {
    case .send(let message, let interface, let destination, let bytes):
      send(message, on: interface, to: destination, bytes: bytes, process: process, node)
    case .sendRouted(let message, let source, let destination, let bytes, let timeToLive):
      sendRouted(
        message, from: source, to: destination, bytes: bytes, timeToLive: timeToLive, process: process, node)
    case .setTimer(let timer, let deadline):
      timers.set(routingTimer(timer, process, node), at: max(now, deadline), queue: &queue)
    case .cancelTimer(let timer):
      timers.cancel(routingTimer(timer, process, node))
    case .install(let route):
      if let change = routers[node.position].rib.offer(route) { ribChanged(change, node) }
    case .withdraw(let prefix):
      let source = routers[node.position].sources[process]
      if let change = routers[node.position].rib.withdraw(prefix, source: source) {
        ribChanged(change, node)
      }
    case .update(let batch): update(batch, node)
    case .watch(let neighbor):
      if let bfd = routers[node.position].bfdPlace { hand(.watch(neighbor), to: bfd, of: node) }
    case .loseNeighbor(let neighbor):
      if isRecordingEvents { noteLoss(of: neighbor, node) }
      for other in routers[node.position].processes.indices where other != process {
        hand(.neighborLost(neighbor), to: other, of: node)
      }
    case .note(let milestone): convergence.note(milestone, at: now)
    }
  }

  // MARK: RIB to FIB

  mutating func ribChanged(_ change: RoutingInformationBase.SelectionChange, _ node: NodeIndex) {
    if let seen = seenBesideGlobalRoutes(change, node) { selectionChanged(seen, node) }
  }

  /// The best route for a prefix is another one: the forwarding table follows, and other protocols hear of it.
  mutating func selectionChanged(_ change: RoutingInformationBase.SelectionChange, _ node: NodeIndex) {
    let group = change.new.map { hopGroups.intern($0.nextHops, interfaces: interfaces) }
    setForwarding(node, change.prefix, group)
    noteRouteChange(node, change.prefix)
    redistribute(change, node)
  }

  mutating func noteRouteChange(_ node: NodeIndex, _ prefix: IPv4Prefix) {
    guard nodes[node.value].kind == .router else { return }
    convergence.routeChanged(at: now)
    if isRecordingEvents {
      let route = selectedRoute(of: node, to: prefix)
      let detail =
        route.map { "\(prefix) \($0.source) [\($0.distance)/\($0.metric)]" } ?? "\(prefix) gone"
      note("route-change", entity: topology[node].name, detail: detail)
    }
  }

  /// Other protocols of the router may announce what a protocol did not find out itself. Connected networks are each
  /// protocol's own concern: it knows the interfaces.
  private mutating func redistribute(
    _ change: RoutingInformationBase.SelectionChange, _ node: NodeIndex
  ) {
    for process in routers[node.position].processes.indices
    where routers[node.position].hearsOfOthers[process] {
      let own = routers[node.position].sources[process]
      if let old = change.old, old.source != .connected, old.source != own,
        change.new.map({ $0.source != old.source }) ?? true
      {
        hand(.redistribute(Self.redistributed(old), isPresent: false), to: process, of: node)
      }
      if let new = change.new, new.source != .connected, new.source != own {
        hand(.redistribute(Self.redistributed(new), isPresent: true), to: process, of: node)
      }
    }
  }

  static func redistributed(_ route: ProtocolRoute) -> RedistributedRoute {
    RedistributedRoute(
      prefix: route.prefix, source: route.source, nextHop: route.nextHops.first, metric: route.metric,
      nextHops: route.nextHops)
  }

  /// A node's own addresses win over any route to the same /32.
  mutating func restoreLocalAddresses(of node: NodeIndex) {
    for interface in topology[node].interfaces {
      guard let address = topology[interface].address?.address else { continue }
      forwarding.set(
        node: node.value, prefix: IPv4Prefix(address, length: 32), group: NextHopGroups.local)
    }
  }

  // MARK: Messages

  private mutating func send(
    _ message: consuming RoutingMessage, on interface: InterfaceIndex, to destination: IPv4Address,
    bytes: Int,
    process: Int, _ node: NodeIndex
  ) {
    let number = Int(routers[node.position].protocolNumbers[process])
    protocolTraffic[number].messages += 1
    protocolTraffic[number].bytes += UInt64(max(0, bytes))
    var packet = Packet(
      kind: .routing, source: interfaces[interface.value].address, destination: destination, bytes: bytes,
      at: now, owner: UInt32(number), payload: routingMessages.store(message))
    packet.timeToLive = 1
    packet.precedence = Packet.networkControl
    packet.hardwareSource = interface.value
    ledger.sent &+= 1
    if destination.isMulticast {
      transmit(packets.allocate(packet), on: interface.value)
    } else {
      send(
        packets.allocate(packet),
        through: NextHopGroups.Hop(interface.value, interfaces[interface.value], gateway: destination))
    }
  }

  /// By the router's own forwarding table, hop by hop, to an address of another router.
  private mutating func sendRouted(
    _ message: consuming RoutingMessage, from source: IPv4Address, to destination: IPv4Address, bytes: Int,
    timeToLive: UInt8, process: Int, _ node: NodeIndex
  ) {
    let number = Int(routers[node.position].protocolNumbers[process])
    protocolTraffic[number].messages += 1
    protocolTraffic[number].bytes += UInt64(max(0, bytes))
    var packet = Packet(
      kind: .routing, source: source, destination: destination, bytes: bytes, at: now, owner: UInt32(number),
      payload: routingMessages.store(message))
    packet.timeToLive = timeToLive
    packet.precedence = Packet.networkControl
    originate(packets.allocate(packet), at: node.value)
  }

  /// Makes a node's processes; they have not started.
  mutating func startRouter(_ node: NodeIndex) {
    let processes = makeProcesses(for: node)
    let numbers = processes.map { UInt32(truncatingIfNeeded: protocolNumber(of: type(of: $0).name)) }
    routers[node.position].start(processes, numbers: numbers)
  }

  private mutating func protocolNumber(of name: String) -> Int {
    if let known = protocolTraffic.firstIndex(where: { $0.name == name }) { return known }
    protocolTraffic.append(ProtocolTraffic(name: name))
    return protocolTraffic.count - 1
  }

  mutating func routingMessageArrives(_ packet: Packet, at node: UInt32, on interface: UInt32) {
    // Router and message are both far away in memory: what is asked for first does not wait for the other.
    let router = NodeIndex(Int(node))
    let process = routers[router.position].process(ofProtocol: packet.owner)
    guard let message = routingMessages.take(packet.payload) else { return }
    guard interface != .max, nodes[node].isUp, let process else { return }
    let watched = oscillationWatch == nil ? nil : message.updatedPrefixes
    hand(.receive(message, on: InterfaceIndex(Int(interface)), from: packet.source), to: process, of: router)
    if let watched { watchForOscillation(watched, at: router, process: process) }
  }

  // MARK: Timers

  private mutating func routingTimer(_ timer: RoutingTimer, _ process: Int, _ node: NodeIndex) -> UInt32 {
    let known = routers[node.position].timers.find(timer, of: process)
    if known != .max { return known }
    let token = UInt64(routingTimers.count)
    routingTimers.append((node, process, timer))
    let made = makeTimer(.routing, token: token)
    routers[node.position].timers.name(made, timer, of: process)
    return made
  }

  mutating func routingTimerFired(_ token: Int) {
    let (node, process, timer) = routingTimers[token]
    if nodes[node.value].isUp { hand(.timerFired(timer), to: process, of: node) }
  }
}
