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
      let slot = packets.allocate(packet)
      if policy.isActive && policyDeniesFlow(position, port: 9) {
        dropDenied(slot)
      } else {
        originate(slot, at: flows[position].from.value)
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
      let (destination, toName) = try flowDestination(traffic)
      let senders = topology.members(of: traffic.from)
      if senders.isEmpty { throw .unknownName(traffic.from, context: "traffic \(traffic.name)") }
      for sender in senders {
        guard let source = topology.primaryAddress(of: sender) else {
          throw .noAddress(topology[sender].name, context: "traffic \(traffic.name)")
        }
        let name = senders.count == 1 ? traffic.name : "\(traffic.name)/\(topology[sender].name)"
        let flow = Flow(
          name: name, from: sender, toName: toName, source: source, destination: destination, spec: spec,
          start: traffic.start, stop: traffic.stop ?? .never, sourcePort: port,
          seed: scenario.seed)
        port = port == .max ? 49152 : port + 1
        queue.push(
          at: traffic.start, kind: EventKind.flowSends.rawValue,
          target: UInt32(truncatingIfNeeded: flows.count))
        flows.append(flow)
      }
    }
  }

  private func flowDestination(_ traffic: TrafficSpec) throws(SimulationError) -> (IPv4Address, String) {
    switch traffic.to {
    case .address(let address):
      return (address, address.description)
    case .node(let name), .service(let name):
      guard let node = topology.members(of: name).first else {
        throw .unknownName(name, context: "traffic \(traffic.name)")
      }
      guard let address = topology.primaryAddress(of: node) else {
        throw .noAddress(name, context: "traffic \(traffic.name)")
      }
      return (address, name)
    }
  }
}
