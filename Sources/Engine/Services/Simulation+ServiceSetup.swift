import Balancing
import Kernel
import NetworkModel

extension Simulation {
  /// Makes the services of the scenario, and the clients that call them.
  mutating func addServices(_ scenario: Scenario) throws(SimulationError) {
    var seats: [[BalancerSeat]] = []
    for spec in scenario.services {
      let servers = try makeServers(spec, seed: scenario.seed)
      var own: [BalancerSeat] = []
      for name in (spec.balancer.map { [$0] } ?? []) + spec.furtherBalancers {
        guard let node = topology.node(named: name) else {
          throw .unknownName(name, context: "service \(spec.name)")
        }
        own.append(BalancerSeat(node: node.value, entity: "\(spec.name)@\(topology[node].name)"))
      }
      services.append(Service(spec, hasOwnNode: !own.isEmpty, servers: servers, seed: scenario.seed))
      seats.append(own)
    }
    for traffic in scenario.traffic {
      guard case .requests(let spec) = traffic.kind else { continue }
      try addSources(traffic, spec, scenario, &seats)
    }
    let users = requestSources.count
    try addCalls(scenario, &seats)
    for service in services.indices { try makeBalancers(service, seats[service], seed: scenario.seed) }
    for source in 0..<users { startSource(source) }
    startHealthChecks()
    startOutlierDetection()
    startViews()
    startPauses()
  }

  private func makeServers(_ spec: ServiceSpec, seed: UInt64) throws(SimulationError) -> [Server] {
    var servers: [Server] = []
    for backend in spec.backends {
      let members = topology.members(of: backend.name)
      if members.isEmpty { throw .unknownName(backend.name, context: "service \(spec.name)") }
      for node in members {
        var server = Server(
          node: node, name: topology[node].name, weight: max(1, backend.weight),
          concurrency: max(1, backend.concurrency ?? spec.concurrency), queueLimit: max(0, spec.queue),
          speed: min(1, max(0.001, topology[node].cpus)),
          serviceTime: backend.serviceTime ?? spec.serviceTime, errors: backend.errors,
          errorTime: backend.errorTime)
        server.level = backend.isBackup ? 1 : backend.priority
        if let gap = backend.pauseGap, let length = backend.pauseLength {
          server.pauses = (gap, length)
          server.pauseStream = RandomStream(
            seed: seed, entity: "\(spec.name)/\(server.name)", purpose: "pauses")
        }
        if let cache = spec.cache {
          server.cache = RecentKeys(capacity: cache.entries)
          server.cacheTime = Sampler(cache.hitTime)
        }
        servers.append(server)
      }
    }
    return servers
  }

  /// Where a balancer is to sit, and the name of its random stream.
  struct BalancerSeat {
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
    let backends = services[service].servers.elements.map { server in
      BackendIdentity(
        name: server.name, address: nodes[server.node.value].address, weight: server.weight,
        slots: server.concurrency)
    }
    for (place, seat) in seats.enumerated() {
      let plan = groupPlan(service, seat: place, seats)
      services[service].balancers.append(
        Balancer(
          node: seat.node, policy: type.init(backends, configuration),
          table: BackendTable(weights: backends.map(\.weight)), groups: nil,
          health: Array(repeating: BackendHealth(), count: backends.count),
          wasHealthy: Array(repeating: true, count: backends.count),
          stream: RandomStream(seed: seed, entity: seat.entity, purpose: "balancing"),
          slowStart: services[service].healthRules.slowStart,
          warming: RandomStream(seed: seed, entity: seat.entity, purpose: "slow start")))
      if services[service].backendLimit?.hidesFull ?? false {
        services[service].balancers[place].isFull = Array(repeating: false, count: backends.count)
      }
      guard let plan else { continue }
      services[service].balancers[place].groups = BackendGroups(type, backends, configuration, plan)
      services[service].balancers[place].hasGroups = true
      _ = services[service].balancers[place].refreshEligibility(panicThreshold: nil)
    }
    for backend in backends.indices { tellIdle(service, backend) }
  }

  private mutating func addSources(
    _ traffic: TrafficSpec, _ spec: RequestsSpec, _ scenario: Scenario, _ seats: inout [[BalancerSeat]]
  ) throws(SimulationError) {
    guard case .service(let name) = traffic.to,
      let service = services.indices.first(where: { services[$0].name == name })
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
      let balancers = balancers(for: client, of: service, &seats)
      let entity = "\(traffic.name)/\(clientName)"
      let address = nodes[client.value].address
      let ownKey = services[service].keys.append(address.description, address: address)
      let draws = RandomStream(seed: scenario.seed, entity: entity, purpose: "keys")
      requestSources.append(
        RequestSource(
          line: traffic.name, service: UInt32(service), client: client,
          firstBalancer: UInt32(balancers.lowerBound), balancerCount: UInt32(balancers.count),
          firstKey: firstKey, ownKey: ownKey, start: traffic.start, stop: traffic.stop ?? .never,
          limit: spec.limit ?? .max,
          gap: Sampler(spec.gap), requestBytes: ByteSampler(spec.requestBytes),
          responseBytes: ByteSampler(spec.responseBytes),
          arrivals: RandomStream(seed: scenario.seed, entity: entity, purpose: "arrivals"),
          sizes: RandomStream(seed: scenario.seed, entity: entity, purpose: "sizes"),
          keys: KeySource(spec.keys, sums: sums, stream: draws), process: ArrivalState(spec.process)))
    }
  }

  /// The places of the balancers that a client's requests go to: those of the service, or one at the client.
  mutating func balancers(
    for client: NodeIndex, of service: Int, _ seats: inout [[BalancerSeat]]
  ) -> Range<Int> {
    if services[service].hasOwnNode { return 0..<seats[service].count }
    if let own = seats[service].firstIndex(where: { $0.node == client.value }) { return own..<own + 1 }
    seats[service].append(
      BalancerSeat(node: client.value, entity: "\(services[service].name)@\(topology[client].name)"))
    return seats[service].count - 1..<seats[service].count
  }
}
