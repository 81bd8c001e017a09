import NetworkModel

/// What network policies and access lists do to packets.
///
/// A connection is judged when it sends its first packet; replies to what was allowed pass. A denied packet is dropped where it
/// starts: what it would take of the links on its way to a filter at its destination is not modelled.
struct PolicyFilter {
  private let evaluator: PolicyEvaluator
  /// By node; nil: no address.
  private let endpoints: [PolicyEndpoint?]
  private let nodeByAddress: [IPv4Address: UInt32]
  private var verdicts: [UInt64: Bool] = [:]
  /// False: nobody asks.
  let isActive: Bool

  init(_ network: NetworkSpec, _ topology: Topology) {
    evaluator = PolicyEvaluator(policies: network.policies, lists: network.accessLists)
    isActive = !evaluator.isEmpty
    var endpoints: [PolicyEndpoint?] = []
    var nodeByAddress: [IPv4Address: UInt32] = [:]
    if isActive {
      endpoints = [PolicyEndpoint?](repeating: nil, count: topology.nodes.count)
      for (node, endpoint) in PolicyEndpoint.all(of: network, topology) {
        endpoints[node.position] = endpoint
        for address in endpoint.addresses where nodeByAddress[address] == nil {
          nodeByAddress[address] = node.value
        }
      }
    }
    self.endpoints = endpoints
    self.nodeByAddress = nodeByAddress
  }

  func node(of address: IPv4Address) -> UInt32? { nodeByAddress[address] }

  /// With the reason; nil where nobody asks.
  func verdict(from: NodeIndex, to: NodeIndex, _ transport: TransportProtocol, port: UInt16)
    -> (isAllowed: Bool, rule: String)?
  {
    guard isActive, let source = endpoints[from.position], let destination = endpoints[to.position] else {
      return nil
    }
    let verdict = evaluator.verdict(source, destination, transport, port)
    return (verdict.isAllowed, verdict.reason)
  }

  /// Judged once for each pair of nodes, protocol and port.
  mutating func allows(from: UInt32, to: UInt32, _ transport: TransportProtocol, port: UInt16) -> Bool {
    // Nodes have 20 bits and more to spare in a scenario's million.
    let key = UInt64(from) << 44 | UInt64(to & 0xFFF_FFFF) << 16 | UInt64(port)
    let known = transport == .tcp ? key : ~key
    if let verdict = verdicts[known] { return verdict }
    guard let source = endpoints[Int(from)], let destination = endpoints[Int(to)] else { return true }
    let verdict = evaluator.verdict(source, destination, transport, port).isAllowed
    verdicts[known] = verdict
    return verdict
  }
}

extension Simulation {
  /// Whether the connection that a message belongs to may not be made.
  mutating func policyDenies(_ message: Message) -> Bool {
    let service: UInt32
    switch message.purpose {
    case .requestToBalancer, .requestToBackend, .greetingToBalancer, .greetingToBackend:
      service = requests[message.subject].service
    case .probe: service = probes[Int(message.subject)].service
    // Part of a connection that was allowed.
    case .responseToBalancer, .responseToClient, .answerToBalancer, .answerToClient, .probeReply: return false
    }
    let port = scenario.services[Int(service)].port
    return !policy.allows(from: message.from, to: message.to, .tcp, port: port)
  }

  /// - Parameter port: the flow's destination port.
  mutating func policyDeniesFlow(_ position: Int, port: UInt16) -> Bool {
    guard let to = policy.node(of: flows[position].destination) else { return false }
    return !policy.allows(from: flows[position].from.value, to: to, .udp, port: port)
  }

  /// A packet that policies do not let out.
  mutating func dropDenied(_ packet: UInt32) {
    ledger.sent &+= 1
    drop(packet, .policyDenied)
  }
}
