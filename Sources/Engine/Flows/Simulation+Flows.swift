import Kernel
import NetworkModel

extension Simulation {
  /// A flow's next packet is due.
  mutating func flowSends(_ index: UInt32) {
    let position = Int(index)
    guard now < flows[position].stop || flows[position].stop == .never else { return }
    checkBacklog()
    if nodes[flows[position].from.value].isUp {
      flows[position].sent &+= 1
      var packet = Packet(
        kind: .flow, source: flows[position].source, destination: flows[position].destination,
        bytes: flows[position].nextBytes(), at: now, owner: index, flowHash: flows[position].flowHash)
      packet.precedence = flows[position].precedence
      packet.congestion = flows[position].congestion
      packet.ports = flows[position].ports
      packet.path = forwarding.paths.path(ofFlow: index)
      packet.mayFragment = flows[position].mayFragment
      flows[position].bytesSpent.payload &+= UInt64(packet.bytes)
      let slot = packets.allocate(packet)
      if policy.isActive && policyDeniesFlow(position, port: UInt16(truncatingIfNeeded: packet.ports)) {
        dropDenied(slot)
      } else {
        originate(slot, at: nodes[flows[position].from.value].stack)
      }
    }
    let next = flows[position].nextSending(after: now)
    if next < flows[position].stop { queue.push(at: next, kind: EventKind.flowSends.rawValue, target: index) }
  }

  /// Makes the flows of the scenario: one for each sending node.
  mutating func addFlows(_ scenario: Scenario) throws(SimulationError) {
    var port: UInt16 = 49152
    for traffic in scenario.traffic {
      guard case .flow(let spec) = traffic.kind else { continue }
      let (destination, toName, target) = try flowDestination(traffic)
      let senders = topology.members(of: traffic.from)
      if senders.isEmpty { throw .unknownName(traffic.from, context: "traffic \(traffic.name)") }
      for sender in senders {
        guard let source = topology.primaryAddress(of: sender) else {
          throw .noAddress(topology[sender].name, context: "traffic \(traffic.name)")
        }
        let ends = flowEnds(from: sender, source, to: target, destination, port: spec.port)
        let name = senders.count == 1 ? traffic.name : "\(traffic.name)/\(topology[sender].name)"
        let flow = Flow(
          name: name, from: sender, to: target, toName: toName, source: ends.source,
          destination: ends.destination, port: ends.port, spec: spec,
          start: traffic.start, stop: traffic.stop ?? .never, sourcePort: port,
          seed: scenario.seed)
        port = port == .max ? 49152 : port + 1
        queue.push(
          at: traffic.start, kind: EventKind.flowSends.rawValue,
          target: UInt32(truncatingIfNeeded: flows.count))
        flows.append(flow)
      }
    }
    forwarding.paths = FlowPaths(flows: flows.count)
  }

  /// Where containers are concerned, addresses depend on both ends.
  private func flowEnds(
    from sender: NodeIndex, _ source: IPv4Address, to target: NodeIndex?, _ destination: IPv4Address,
    port: UInt16
  ) -> (source: IPv4Address, destination: IPv4Address, port: UInt16) {
    if containerHosts.isEmpty { return (source, destination, port) }
    guard let target else {
      return (
        topology.sourceAddress(of: topology.stack(of: sender), toward: destination) ?? source, destination,
        port
      )
    }
    guard let known = topology.endpoint(of: target, seenFrom: sender, .udp, port: port) else {
      return (source, destination, port)
    }
    return (known.source, known.destination, known.port)
  }

  private func flowDestination(_ traffic: TrafficSpec) throws(SimulationError)
    -> (IPv4Address, String, NodeIndex?)
  {
    switch traffic.to {
    case .address(let address):
      return (address, address.description, nil)
    case .node(let name), .service(let name):
      guard let node = topology.members(of: name).first else {
        throw .unknownName(name, context: "traffic \(traffic.name)")
      }
      guard let address = topology.primaryAddress(of: node) else {
        throw .noAddress(name, context: "traffic \(traffic.name)")
      }
      return (address, name, node)
    }
  }
}
