import Balancing
import Kernel
import NetworkModel

extension Simulation {
  /// Makes the services of the scenario, and the clients that call them.
  mutating func addServices(_ scenario: Scenario) throws(SimulationError) {
    for spec in scenario.services {
      var balancerNode: UInt32?
      if let name = spec.balancer {
        guard let node = topology.node(named: name) else {
          throw .unknownName(name, context: "service \(spec.name)")
        }
        balancerNode = node.value
      }
      let servers = try makeServers(spec)
      services.append(Service(spec, balancerNode: balancerNode, servers: servers))
      if let balancerNode {
        let entity = "\(spec.name)@\(topology.nodes[Int(balancerNode)].name)"
        try addBalancer(to: services.count - 1, node: balancerNode, entity: entity, seed: scenario.seed)
      }
    }
    for traffic in scenario.traffic {
      guard case .requests(let spec) = traffic.kind else { continue }
      try addSources(traffic, spec, scenario)
    }
    startHealthChecks()
  }

  private func makeServers(_ spec: ServiceSpec) throws(SimulationError) -> [Server] {
    var servers: [Server] = []
    for backend in spec.backends {
      let members = topology.members(of: backend.name)
      if members.isEmpty { throw .unknownName(backend.name, context: "service \(spec.name)") }
      for node in members {
        servers.append(
          Server(
            node: node, name: topology[node].name, weight: max(1, backend.weight),
            concurrency: max(1, backend.concurrency ?? spec.concurrency), queueLimit: max(0, spec.queue),
            speed: min(1, max(0.001, topology[node].cpus)),
            serviceTime: backend.serviceTime ?? spec.serviceTime))
      }
    }
    return servers
  }

  private mutating func addBalancer(
    to service: Int, node: UInt32, entity: String, seed: UInt64
  ) throws(SimulationError) {
    let weights = services[service].servers.map(\.weight)
    guard let policy = BalancingCatalogue.make(services[service].policy, weights: weights) else {
      throw .unknownName(
        services[service].policy.name, context: "policy of service \(services[service].name)")
    }
    services[service].balancers.append(
      Balancer(
        node: node, policy: policy, table: BackendTable(weights: weights),
        health: Array(repeating: BackendHealth(), count: weights.count),
        stream: RandomStream(seed: seed, entity: entity, purpose: "balancing")))
  }

  private mutating func addSources(
    _ traffic: TrafficSpec, _ spec: RequestsSpec, _ scenario: Scenario
  ) throws(SimulationError) {
    guard case .service(let name) = traffic.to,
      let service = services.firstIndex(where: { $0.name == name })
    else {
      throw .unknownName("\(traffic.to)", context: "traffic \(traffic.name)")
    }
    let clients = topology.members(of: traffic.from)
    if clients.isEmpty { throw .unknownName(traffic.from, context: "traffic \(traffic.name)") }
    for client in clients {
      let clientName = topology[client].name
      let balancer: Int
      if services[service].balancerNode != nil {
        balancer = 0
      } else if let own = services[service].balancers.firstIndex(where: { $0.node == client.value }) {
        balancer = own
      } else {
        balancer = services[service].balancers.count
        try addBalancer(
          to: service, node: client.value, entity: "\(name)@\(clientName)", seed: scenario.seed)
      }
      let entity = "\(traffic.name)/\(clientName)"
      var source = RequestSource(
        service: UInt32(service), client: client, balancer: UInt32(balancer), stop: traffic.stop ?? .never,
        limit: spec.limit ?? .max, spec: spec,
        arrivals: RandomStream(seed: scenario.seed, entity: entity, purpose: "arrivals"),
        sizes: RandomStream(seed: scenario.seed, entity: entity, purpose: "sizes"))
      let first = traffic.start + spec.gap.sampleTime(&source.arrivals)
      queue.push(
        at: first, kind: EventKind.requestArrives.rawValue,
        target: UInt32(truncatingIfNeeded: requestSources.count))
      requestSources.append(source)
    }
  }
}
