import Metrics
import NetworkModel

/// Who reaches whom over the network as it stands: each pair by the path of a first packet.
package struct ReachableNetwork {
  /// Everything with an IP stack, in the order of the scenario: containers without a network too, which reach nobody.
  package let nodes: [NodeIndex]
  private let names: [String]
  private let endpoints: [NodeIndex: PolicyEndpoint]
  private let evaluator: PolicyEvaluator

  package init(_ network: NetworkSpec, _ topology: Topology, podsOnly: Bool, isStrict: Bool) {
    var endpoints: [NodeIndex: PolicyEndpoint] = [:]
    for (node, endpoint) in PolicyEndpoint.all(of: network, topology) { endpoints[node] = endpoint }
    var evaluator = PolicyEvaluator(policies: network.policies, lists: network.accessLists)
    evaluator.judgesLoopback = isStrict
    let nodes = topology.nodes.indices.map { NodeIndex($0) }.filter {
      podsOnly ? topology[$0].kind == .container : topology[$0].kind.isEndOrRouter
    }
    names = nodes.map { endpoints[$0]?.qualifiedName ?? topology[$0].name }
    self.nodes = nodes
    self.endpoints = endpoints
    self.evaluator = evaluator
  }

  /// - Parameter transport: tcp or udp.
  package func matrix(
    in simulation: borrowing Simulation, _ transport: TransportProtocol, _ port: UInt16
  ) -> ReachMatrix {
    let carrier: PublishedPort.Transport = transport == .udp ? .udp : .tcp
    var verdicts: [[PolicyVerdict]] = []
    for source in nodes {
      var row: [PolicyVerdict] = []
      for destination in nodes {
        // As long as a connection's first packet is; a path that loses long packets is `explain … path`'s to tell.
        let trace = simulation.path(
          from: source, to: destination, carrier, port: port, bytes: Self.firstPacket, policy: policy)
        row.append(Self.verdict(trace))
      }
      verdicts.append(row)
    }
    return ReachMatrix(names, transport, port) { verdicts[$0][$1] }
  }

  /// A SYN with its options.
  private static let firstPacket = 60

  private func policy(
    _ source: NodeIndex, _ destination: NodeIndex, _ transport: PublishedPort.Transport, _ port: UInt16
  ) -> (isAllowed: Bool, rule: String) {
    // On the host's own stack there is no pod that a policy could select.
    guard let from = endpoints[source], let to = endpoints[destination] else {
      return (true, "no policy is about it")
    }
    let verdict = evaluator.verdict(from, to, transport == .tcp ? .tcp : .udp, port)
    return (verdict.isAllowed, verdict.reason)
  }

  private static func verdict(_ trace: PathTrace) -> PolicyVerdict {
    if let refusal = trace.refusal {
      return .denied("\(refusal.reason) (at \(refusal.node))", atDestination: refusal.node == trace.to)
    }
    let rules = trace.hops.filter { $0.kind == .translate || $0.kind == .rule }.map(\.note)
    return .allowed(([trace.way] + rules.filter { !$0.isEmpty }).joined(separator: "; "))
  }
}
