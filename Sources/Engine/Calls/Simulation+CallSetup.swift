import Balancing
import Kernel
import NetworkModel

extension Simulation {
  /// Makes a request source of each server that calls, for each service that it calls. Callers come first, so that their
  /// keys are known where they are passed on.
  mutating func addCalls(_ scenario: Scenario, _ seats: inout [[BalancerSeat]]) throws(SimulationError) {
    let graph = CallGraph(scenario.services)
    if graph.isEmpty { return }
    guard let order = graph.order else { throw .circularCalls }
    for caller in order where !scenario.services[caller].calls.stages.isEmpty {
      let plan = scenario.services[caller].calls
      var calls = ServiceCalls(plan)
      var keyPlaces: [Int: [UInt32]] = [:]
      for (number, stage) in plan.stages.enumerated() {
        var targets: [ServiceCalls.Call] = []
        for (position, spec) in stage.calls.enumerated() {
          guard let service = scenario.services.firstIndex(where: { $0.name == spec.to }) else {
            throw .unknownName(spec.to, context: "calls of service \(scenario.services[caller].name)")
          }
          if spec.keys == nil && keyPlaces[service] == nil {
            keyPlaces[service] = passKeys(from: caller, to: service)
          }
          let entity = "\(scenario.services[caller].name) → \(spec.to) #\(number + 1).\(position + 1)"
          targets.append(
            ServiceCalls.Call(
              service: service, name: spec.to, firstSource: requestSources.count, count: max(1, spec.count),
              probability: spec.probability, isOptional: spec.isOptional,
              request: ByteSampler(spec.requestBytes),
              response: ByteSampler(spec.responseBytes)))
          addCallSources(
            caller, service, spec, entity: entity, keyPlaces[service], seed: scenario.seed, &seats)
        }
        calls.stages.append(ServiceCalls.Stage(calls: targets, quorum: stage.quorum))
      }
      services[caller].calls = calls
    }
  }

  private mutating func addCallSources(
    _ caller: Int, _ service: Int, _ spec: CallSpec, entity: String, _ keyPlaces: [UInt32]?, seed: UInt64,
    _ seats: inout [[BalancerSeat]]
  ) {
    let sums = KeySource.cumulative(spec.keys)
    let firstKey = UInt32(truncatingIfNeeded: services[service].keys.count)
    if let keys = spec.keys {
      for place in 0..<keys.count { services[service].keys.append(keys.text(place), address: .any) }
    }
    for server in services[caller].servers.indices {
      let node = services[caller].servers[server].node
      let name = services[caller].servers[server].name
      let balancers = balancers(for: node, of: service, &seats)
      let address = nodes[node.value].address
      let ownKey = services[service].keys.append(address.description, address: address)
      var source = RequestSource(
        line: entity, service: UInt32(truncatingIfNeeded: service), client: node,
        firstBalancer: UInt32(balancers.lowerBound), balancerCount: UInt32(balancers.count),
        firstKey: firstKey, ownKey: ownKey, start: .never, stop: .never, limit: .max,
        gap: Sampler(.constant(0)), requestBytes: ByteSampler(spec.requestBytes),
        responseBytes: ByteSampler(spec.responseBytes),
        arrivals: RandomStream(seed: seed, entity: "\(entity)/\(name)", purpose: "arrivals"),
        sizes: RandomStream(seed: seed, entity: "\(entity)/\(name)", purpose: "sizes"),
        keys: KeySource(
          spec.keys, sums: sums,
          stream: RandomStream(seed: seed, entity: "\(entity)/\(name)", purpose: "keys")),
        process: ArrivalState(.renewal))
      source.callerKeys = keyPlaces
      requestSources.append(source)
    }
  }

  /// The keys of one service's requests among those of another one, by their places; each is there once.
  private mutating func passKeys(from caller: Int, to service: Int) -> [UInt32] {
    var known: [String: UInt32] = [:]
    for place in 0..<services[service].keys.count {
      known[Self.passed(services[service].keys[place])] = UInt32(truncatingIfNeeded: place)
    }
    return (0..<services[caller].keys.count).map { place in
      let key = services[caller].keys[place]
      let name = Self.passed(key)
      if let there = known[name] { return there }
      let text = String(decoding: key.text, as: UTF8.self)
      let made = services[service].keys.append(text, address: key.address)
      known[name] = made
      return made
    }
  }

  private static func passed(_ key: RequestKey) -> String {
    "\(String(decoding: key.text, as: UTF8.self)) \(key.address)"
  }
}

extension RequestSource {
  /// The key of a call: one of its own, or that of the request behind it.
  mutating func callKey(_ key: UInt32) -> UInt32 {
    if let callerKeys { return callerKeys[Int(key)] }
    return keys.draw().map { firstKey + UInt32(truncatingIfNeeded: $0) } ?? ownKey
  }
}
