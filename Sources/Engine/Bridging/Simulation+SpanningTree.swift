import Kernel
import Metrics
import NetworkModel
import Routing

/// The shell around the bridges' spanning tree: delivers BPDUs and timers, applies port states.
extension Simulation {
  mutating func startSpanningTrees() {
    for position in topology.nodes.indices where topology.nodes[position].kind == .bridge {
      restartSpanningTree(of: NodeIndex(position))
    }
  }

  /// A fresh protocol instance: the bridge boots. Without spanning tree all ports pass at once.
  mutating func restartSpanningTree(of node: NodeIndex) {
    guard let settings = topology[node].bridge else { return }
    bridges[node.position].learned.removeAll()
    guard settings.spanningTree != .off else { return }
    let isRapid = settings.spanningTree == .rstp
    let ports = topology[node].interfaces.map { index in
      let peer = topology.peer(of: index)
      let bandwidth = topology[index].link.map { topology[$0].spec.bandwidth } ?? .gigabits(1)
      return SpanningTreeBridge.PortConfiguration(
        index: index, pathCost: SpanningTreeBridge.pathCost(bandwidth, isRapid: isRapid),
        isEdge: peer.map { topology[topology[$0].node].kind != .bridge } ?? true)
    }
    let identifier = BridgeIdentifier(
      priority: UInt16(clamping: settings.priority), address: 0x0200_0000_0000 + UInt64(node.value) + 1)
    bridges[node.position].spanningTree = SpanningTreeBridge(
      identifier: identifier, isRapid: isRapid, ports: ports)
    for index in topology[node].interfaces {
      interfaces[index.value].learns = false
      interfaces[index.value].passes = false
    }
    for index in topology[node].interfaces where !interfaces[index.value].isUp {
      handToSpanningTree(.portChanged(index, isUp: false), of: node)
    }
    handToSpanningTree(.start, of: node)
  }

  mutating func stopSpanningTree(of node: NodeIndex) {
    bridges[node.position].learned.removeAll()
    guard bridges[node.position].spanningTree != nil else { return }
    for timer in bridges[node.position].timers.values.sorted() { timers.cancel(timer) }
    bridges[node.position].spanningTree = nil
  }

  mutating func bridgePortChanged(_ port: InterfaceIndex, isUp: Bool) {
    let node = topology[port].node
    if !isUp { forgetStations(of: node) { $0.port == port.value } }
    handToSpanningTree(.portChanged(port, isUp: isUp), of: node)
  }

  private mutating func forgetStations(of node: NodeIndex, where isStale: (BridgeState.Station) -> Bool) {
    bridges[node.position].learned = bridges[node.position].learned.filter { !isStale($0.value) }
  }

  mutating func bpduArrives(_ packet: UInt32, on port: UInt32) {
    ledger.delivered &+= 1
    let payload = packets[endsOf: packet].payload
    packets.release(packet)
    guard let bpdu = bpdus.take(payload) else { return }
    let index = InterfaceIndex(Int(port))
    handToSpanningTree(.receive(bpdu, on: index), of: topology[index].node)
  }

  mutating func spanningTreeTimerFired(_ token: Int) {
    let (bridge, timer) = bridgeTimers[token]
    handToSpanningTree(.timerFired(timer), of: NodeIndex(bridge))
  }

  private mutating func handToSpanningTree(_ event: SpanningTreeBridge.Event, of node: NodeIndex) {
    guard bridges[node.position].spanningTree != nil else { return }
    var actions: [SpanningTreeBridge.Action] = []
    bridges[node.position].spanningTree?.handle(event, at: now, actions: &actions)
    for action in actions { carryOut(action, node) }
  }

  private mutating func carryOut(_ action: SpanningTreeBridge.Action, _ node: NodeIndex) {
    switch action {
    case .send(let bpdu, let port):
      var packet = Packet(
        kind: .bpdu, source: .any, destination: .any, bytes: BPDU.bytes, at: now, payload: bpdus.store(bpdu))
      packet.hardwareSource = port.value
      ledger.sent &+= 1
      transmit(packets.allocate(packet), on: port.value)
    case .setTimer(let timer, let deadline):
      timers.set(bridgeTimer(timer, node), at: deadline, queue: &queue)
    case .cancelTimer(let timer):
      timers.cancel(bridgeTimer(timer, node))
    case .setPortState(let port, let state):
      interfaces[port.value].learns = state != .discarding
      interfaces[port.value].passes = state == .forwarding
      if state == .discarding { forgetStations(of: node) { $0.port == port.value } }
      note(
        "port-state", entity: topology[node].name, detail: "\(topology[port].name) \(state)")
    case .flushAddresses(let kept):
      forgetStations(of: node) { $0.port != kept?.value }
    case .setAgeing(let ageing):
      bridges[node.position].currentAgeing = ageing ?? bridges[node.position].ageing
    }
  }

  private mutating func bridgeTimer(_ timer: SpanningTreeTimer, _ node: NodeIndex) -> UInt32 {
    if let known = bridges[node.position].timers[timer] { return known }
    let made = makeTimer(.spanningTree, token: UInt64(bridgeTimers.count))
    bridgeTimers.append((node.position, timer))
    bridges[node.position].timers[timer] = made
    return made
  }
}
