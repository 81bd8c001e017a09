import Kernel
import NetworkModel
import Yams

/// What only shows when the whole file is read.
extension ScenarioDecoder {
  mutating func check() {
    checkSize()
    checkPublishedPorts()
    if reader.hasErrors { return }
    do {
      let topology = try Topology(scenario.network)
      checkAddresses(topology)
      checkIdentifiers(topology)
      checkStaticRoutes(topology)
      checkBGP()
      checkTraffic(topology)
      checkZones(topology)
      checkPolicies(topology)
    } catch {
      reader.error("\(error)", at: networkNode)
    }
  }

  private mutating func checkSize() {
    let containers = scenario.network.containers.reduce(0) { $0 + $1.replicas }
    let nodes =
      scenario.network.routers.count + scenario.network.hosts.count
      + scenario.network.bridges.count + containers
    let routers = scenario.network.routers.count
    if scenario.routing.protocols.contains("global") && routers > 5000 {
      reader.error(
        "global routing computes the paths between all pairs of routers, which \(routers) are too many for (5,000)",
        at: routingNode,
        hint: "routing: {protocol: rip}")
    }
    if nodes > Self.maximumNodes {
      reader.error("\(nodes) nodes are more than a run can hold (\(Self.maximumNodes))", at: networkNode)
    }
  }

  private mutating func checkAddresses(_ topology: Topology) {
    var owner: [IPv4Address: InterfaceIndex] = [:]
    for (position, interface) in topology.interfaces.enumerated() {
      guard let address = interface.address?.address else { continue }
      let index = InterfaceIndex(position)
      if let known = owner[address] {
        // A stub's own address is nobody's business.
        if interface.kind == .stub || topology[known].kind == .stub { continue }
        let both = "\(topology[topology[known].node].name) and \(topology[interface.node].name)"
        reader.error("the address \(address) is given twice: to \(both)", at: node(of: index, topology))
      } else {
        owner[address] = index
      }
    }
    for segment in topology.segments { checkSegment(segment, topology) }
    checkOverlaps(topology)
  }

  /// OSPF and BGP tell routers apart by their identifiers: between two with the same one there is no adjacency and no session
  /// (RFC 2328 §10.5, RFC 6286), which may be what a scenario is about.
  private mutating func checkIdentifiers(_ topology: Topology) {
    guard !Set(scenario.routing.protocols).isDisjoint(with: ["ospf", "bgp"]) else { return }
    var owner: [IPv4Address: String] = [:]
    for node in topology.nodes {
      guard let identifier = node.routerID else { continue }
      guard let other = owner[identifier] else {
        owner[identifier] = node.name
        continue
      }
      reader.warning(
        "\(other) and \(node.name) have the same router identifier \(identifier)",
        at: identifierNodes[node.name] ?? identifierNodes[other],
        hint: "without `router-id` they get different ones")
    }
  }

  private func node(of interface: InterfaceIndex, _ topology: Topology) -> Node? {
    if let link = topology[interface].link { return linkNodes[link.position] ?? networkNode }
    return loopbackNodes[topology[topology[interface].node].name] ?? networkNode
  }

  /// All stations of a segment must be on its network.
  private mutating func checkSegment(_ segment: Topology.Segment, _ topology: Topology) {
    guard let prefix = segment.prefix else { return }
    for interface in segment.interfaces {
      guard let address = topology[interface].address, address.prefix != prefix else { continue }
      reader.error(
        "\(topology[topology[interface].node].name) has \(address) on a segment whose network is \(prefix)",
        at: node(of: interface, topology), hint: "the ends of a link share one network")
    }
  }

  private mutating func checkOverlaps(_ topology: Topology) {
    let used = topology.segments.compactMap { segment in
      segment.prefix.map { ($0, segment.interfaces.first) }
    }.sorted { $0.0 < $1.0 }
    for (first, second) in zip(used, used.dropFirst()) where first.0.contains(second.0) {
      reader.error(
        "the networks \(first.0) and \(second.0) overlap, but are different segments",
        at: second.1.flatMap { node(of: $0, topology) } ?? first.1.flatMap { node(of: $0, topology) })
    }
  }

  private mutating func checkStaticRoutes(_ topology: Topology) {
    for (route, place) in zip(scenario.routing.statics, staticNodes) {
      guard let via = route.via, let owner = topology.node(named: route.node) else { continue }
      let isReachable = topology[owner].interfaces.contains { interface in
        switch via {
        case .address(let address):
          return topology[interface].address?.prefix.contains(address) ?? false
        case .node(let name):
          return topology.neighbors(of: interface).contains { topology[topology[$0].node].name == name }
        }
      }
      if !isReachable {
        reader.error(
          "`\(place.scalar?.string ?? "")` is not a neighbour of \(route.node)", at: place,
          hint: "a static route leads to a node on one of the router's own networks")
      }
    }
  }

  private mutating func checkTraffic(_ topology: Topology) {
    for (traffic, place) in zip(scenario.traffic, trafficNodes) {
      var ends = [traffic.from]
      if case .node(let name) = traffic.to { ends.append(name) }
      for name in ends {
        for member in topology.members(of: name) where topology.primaryAddress(of: member) == nil {
          reader.error(
            "traffic `\(traffic.name)`: \(topology[member].name) has no address; connect it with a link",
            at: place)
        }
      }
    }
    for service in scenario.services {
      var seen: Set<NodeIndex> = []
      let ends = service.backends.map(\.name) + [service.balancer].compactMap { $0 }
      for name in ends {
        for member in topology.members(of: name) where topology.primaryAddress(of: member) == nil {
          reader.error(
            "service `\(service.name)`: \(topology[member].name) has no address; connect it with a link",
            at: serviceNodes[service.name])
        }
      }
      for backend in service.backends {
        for member in topology.members(of: backend.name) where !seen.insert(member).inserted {
          reader.error(
            "service `\(service.name)`: \(topology[member].name) is listed twice as a backend",
            at: serviceNodes[service.name])
        }
      }
    }
  }
}
