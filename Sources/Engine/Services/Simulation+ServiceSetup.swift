import Balancing
import Kernel
import NetworkModel

extension Simulation {
  /// Makes the services of the scenario, and the clients that call them.
  mutating func addServices(_ scenario: Scenario) throws(SimulationError) {
    var seats: [[BalancerSeat]] = []
    for spec in scenario.services {
      var balancerNode: UInt32?
      if let name = spec.balancer {
        guard let node = topology.node(named: name) else {
          throw .unknownName(name, context: "service \(spec.name)")
        }
        balancerNode = node.value
      }
      let servers = try makeServers(spec)
      services.append(Service(spec, balancerNode: balancerNode, servers: servers, seed: scenario.seed))
      seats.append(
        balancerNode.map {
          [BalancerSeat(node: $0, entity: "\(spec.name)@\(topology.nodes[Int($0)].name)")]
        } ?? [])
    }
    for traffic in scenario.traffic {
      guard case .requests(let spec) = traffic.kind else { continue }
      try addSources(traffic, spec, scenario, &seats)
    }
    for service in services.indices { try makeBalancers(service, seats[service], seed: scenario.seed) }
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

  /// Where a balancer is to sit, and the name of its random stream.
  private struct BalancerSeat {
    let node: UInt32
    let entity: String
  }

  /// When all keys are known: policies hash each of them once.
  private mutating func makeBalancers(
    _ service: Int, _ seats: [BalancerSeat], seed: UInt64
  ) throws(SimulationError) {
    let spec = services[service].policy
    guard let type = BalancingCatalogue.type(of: spec) else {
      throw .unknownName(spec.name, context: "policy of service \(services[service].name)")
    }
    let keys = services[service].keys
    let configuration = PolicyConfiguration(flavor: spec.flavor, parameters: spec.parameters, keys: keys)
    services[service].keyHashes = (0..<keys.count).map { type.hash(keys[$0], configuration) }
    let backends = services[service].servers.map { server in
      BackendIdentity(
        name: server.name, address: nodes[server.node.value].address, weight: server.weight,
        slots: server.concurrency)
    }
    for seat in seats {
      services[service].balancers.append(
        Balancer(
          node: seat.node, policy: type.init(backends, configuration),
          table: BackendTable(weights: backends.map(\.weight)),
          health: Array(repeating: BackendHealth(), count: backends.count),
          stream: RandomStream(seed: seed, entity: seat.entity, purpose: "balancing")))
    }
    for backend in backends.indices { tellIdle(service, backend) }
  }

  private mutating func addSources(
    _ traffic: TrafficSpec, _ spec: RequestsSpec, _ scenario: Scenario, _ seats: inout [[BalancerSeat]]
  ) throws(SimulationError) {
    guard case .service(let name) = traffic.to,
      let service = services.firstIndex(where: { $0.name == name })
    else {
      throw .unknownName("\(traffic.to)", context: "traffic \(traffic.name)")
    }
    let clients = topology.members(of: traffic.from)
    if clients.isEmpty { throw .unknownName(traffic.from, context: "traffic \(traffic.name)") }
    let firstKey = UInt32(truncatingIfNeeded: services[service].keys.count)
    if let keys = spec.keys {
      for place in 0..<keys.count { services[service].keys.append(keys.text(place), address: .any) }
    }
    let sums = KeySource.cumulative(spec.keys)
    for client in clients {
      let clientName = topology[client].name
      let balancer: Int
      if services[service].balancerNode != nil {
        balancer = 0
      } else if let own = seats[service].firstIndex(where: { $0.node == client.value }) {
        balancer = own
      } else {
        balancer = seats[service].count
        seats[service].append(BalancerSeat(node: client.value, entity: "\(name)@\(clientName)"))
      }
      let entity = "\(traffic.name)/\(clientName)"
      let address = nodes[client.value].address
      let ownKey = services[service].keys.append(address.description, address: address)
      let draws = RandomStream(seed: scenario.seed, entity: entity, purpose: "keys")
      var source = RequestSource(
        service: UInt32(service), client: client, balancer: UInt32(balancer), firstKey: firstKey,
        ownKey: ownKey, stop: traffic.stop ?? .never, limit: spec.limit ?? .max, gap: Sampler(spec.gap),
        requestBytes: Sampler(spec.requestBytes), responseBytes: Sampler(spec.responseBytes),
        arrivals: RandomStream(seed: scenario.seed, entity: entity, purpose: "arrivals"),
        sizes: RandomStream(seed: scenario.seed, entity: entity, purpose: "sizes"),
        keys: KeySource(spec.keys, sums: sums, stream: draws))
      let first = traffic.start + spec.gap.sampleTime(&source.arrivals)
      queue.push(
        at: first, kind: EventKind.requestArrives.rawValue,
        target: UInt32(truncatingIfNeeded: requestSources.count))
      requestSources.append(source)
    }
  }
}
