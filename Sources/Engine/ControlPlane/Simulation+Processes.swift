import Kernel
import NetworkModel
import Routing

extension Simulation {
  /// The processes of a node, as the scenario wants them: connected and static everywhere, protocols on routers.
  func makeProcesses(for node: NodeIndex) -> [any RoutingProcess] {
    let all = routingInterfaces(of: node)
    var processes: [any RoutingProcess] = [ConnectedProcess(interfaces: all)]
    let statics = staticRoutes[node.position]
    if !statics.isEmpty { processes.append(StaticProcess(routes: statics)) }
    guard topology[node].kind == .router else { return processes }
    if !isBGPSilent, let speaker = bgpPlan?.speakers[node.position] {
      processes.append(makeBGPProcess(speaker, interfaces: all))
    }
    for name in scenario.routing.protocols {
      if name == RIPProcess.name {
        processes.append(
          RIPProcess(
            interfaces: all, configuration: RIPConfiguration(scenario.routing),
            stream: RandomStream(seed: scenario.seed, entity: topology[node].name, purpose: "rip")))
      } else if name == OSPFProcess.name {
        processes.append(makeOSPF(for: node, interfaces: all))
      }
    }
    if let bfd = makeBFD(for: node, interfaces: all) { processes.append(bfd) }
    return processes
  }

  private func routingInterfaces(of node: NodeIndex) -> [RoutingInterface] {
    topology[node].interfaces.compactMap { index in
      let interface = topology[index]
      guard let address = interface.address else { return nil }
      let meetsRouter = topology.neighbors(of: index).contains { speaksInterior(node, topology[$0].node) }
      var made = RoutingInterface(
        index: index, name: interface.name, address: address, cost: interface.cost ?? 1,
        isUp: interfaces[index.value].isUp, isPassive: !meetsRouter)
      made.kind = interface.kind
      made.givenCost = interface.cost
      made.isBroadcast = interface.segment.map { topology.segments[$0].isShared } ?? false
      made.area = topology.area(of: index)
      made.ospf = topology.ospf(of: index)
      if let link = interface.link {
        made.bandwidth = topology[link].spec.bandwidth
        made.mtu = topology[link].spec.mtu
        made.hasBFD = topology[link].spec.bfd != nil
      }
      return made
    }
  }

  /// Written routes, default routes of hosts and containers, and routes to container networks behind hosts.
  func makeStaticRoutes() throws(SimulationError) -> [[StaticRoute]] {
    var routes = [[StaticRoute]](repeating: [], count: topology.nodes.count)
    for (position, node) in topology.nodes.enumerated() {
      for (rank, gateway) in node.gateways.enumerated() {
        routes[position].append(
          StaticRoute(
            prefix: .all, nextHop: NextHop(interface: gateway.interface, address: gateway.address),
            distance: 1 + rank))
      }
    }
    addContainerNetworks(to: &routes)
    addPodRoutes(to: &routes)
    for spec in scenario.routing.statics {
      guard let node = topology.node(named: spec.node) else {
        throw .unknownName(spec.node, context: "static route to \(spec.prefix)")
      }
      let hop = try spec.via.map { via throws(SimulationError) in
        try nextHop(of: node, via: via, context: "static route to \(spec.prefix) on \(spec.node)")
      }
      routes[node.position].append(
        StaticRoute(prefix: spec.prefix, nextHop: hop, distance: max(1, spec.distance)))
    }
    return routes
  }

  /// Whoever shares a segment with a host reaches the host's container networks through it.
  private func addContainerNetworks(to routes: inout [[StaticRoute]]) {
    for interface in topology.interfaces {
      guard topology[interface.node].kind == .container, let prefix = interface.address?.prefix,
        let host = topology[interface.node].host, isRoutedByUnderlay(interface)
      else { continue }
      for uplink in topology[host].interfaces {
        guard let address = topology[uplink].address, address.prefix != prefix else { continue }
        for neighbor in topology.neighbors(of: uplink) {
          let other = topology[neighbor].node
          guard topology[other].kind.forwards, other != host else { continue }
          let route = StaticRoute(
            prefix: prefix, nextHop: NextHop(interface: neighbor, address: address.address))
          if !routes[other.position].contains(route) { routes[other.position].append(route) }
        }
      }
    }
  }

  private func nextHop(
    of node: NodeIndex, via: NodeOrAddress, context: String
  ) throws(SimulationError) -> NextHop {
    switch via {
    case .address(let address):
      for interface in topology[node].interfaces {
        if topology[interface].address?.prefix.contains(address) ?? false {
          return NextHop(interface: interface, address: address)
        }
      }
      throw .unreachableNextHop(address.description, context: context)
    case .node(let name):
      for interface in topology[node].interfaces {
        for neighbor in topology.neighbors(of: interface)
        where topology[topology[neighbor].node].name == name {
          if let address = topology[neighbor].address?.address {
            return NextHop(interface: interface, address: address)
          }
        }
      }
      throw .unreachableNextHop(name, context: context)
    }
  }
}
