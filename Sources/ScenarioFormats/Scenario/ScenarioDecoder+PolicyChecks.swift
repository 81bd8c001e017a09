import NetworkModel

extension ScenarioDecoder {
  private static let maximumPairs = 2000

  /// Tells which traffic policies deny, with the rule that decides.
  mutating func checkPolicies(_ topology: Topology) {
    let network = scenario.network
    let evaluator = PolicyEvaluator(policies: network.policies, lists: network.accessLists)
    guard !evaluator.isEmpty else { return }
    var endpoints: [String: PolicyEndpoint] = [:]
    for (_, endpoint) in PolicyEndpoint.all(of: network, topology) { endpoints[endpoint.name] = endpoint }
    func members(_ name: String) -> [PolicyEndpoint] {
      topology.members(of: name).compactMap { endpoints[topology[$0].name] }
    }
    for (traffic, place) in zip(scenario.traffic, trafficNodes) {
      var targets: [PolicyEndpoint] = []
      var sources = members(traffic.from)
      var (transport, port) = (TransportProtocol.tcp, UInt16(80))
      switch traffic.to {
      case .service(let name):
        guard let service = scenario.services.first(where: { $0.name == name }) else { continue }
        targets = service.backends.flatMap { members($0.name) }
        port = service.port
        if let balancer = service.balancer { sources = members(balancer) }
      case .node(let name):
        targets = members(name)
        (transport, port) = (.udp, 9)
      case .address: continue
      }
      guard !sources.isEmpty, !targets.isEmpty, sources.count * targets.count <= Self.maximumPairs else {
        continue
      }
      var denials: [String] = []
      for source in sources {
        for target in targets {
          let verdict = evaluator.verdict(source, target, transport, port)
          if !verdict.isAllowed { denials.append(verdict.reason) }
        }
      }
      guard let first = denials.first else { continue }
      let share = denials.count == sources.count * targets.count ? "" : " in part"
      reader.remark(
        "traffic `\(traffic.name)` is denied\(share) on \(transport) \(port): \(first)", at: place)
    }
  }
}
