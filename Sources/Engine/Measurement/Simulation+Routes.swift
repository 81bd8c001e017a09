import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  /// The selected routes of every router, now.
  package func routes() -> RoutesSnapshot {
    var tables: [RouterRoutes] = []
    for (position, node) in topology.nodes.enumerated() where node.kind == .router {
      let routes = routers[position].rib.selectedRoutes.map { topology.describe($0) }
      tables.append(RouterRoutes(node: NodeIndex(position), name: node.name, routes: routes))
    }
    return RoutesSnapshot(time: now, isQuiet: isQuiet, routers: tables)
  }

  /// No router has anything pending but periodic refreshes.
  package var isQuiet: Bool {
    for router in routers {
      for process in router.processes where !process.isSettled(at: now) { return false }
    }
    for bridge in bridges where !(bridge.spanningTree?.isSettled ?? true) { return false }
    return true
  }
}

extension Topology {
  fileprivate func describe(_ route: ProtocolRoute) -> SelectedRoute {
    SelectedRoute(
      prefix: route.prefix, source: route.source.description, distance: route.distance,
      metric: route.metric, nextHops: route.nextHops.map { describe($0) })
  }

  private func describe(_ hop: NextHop) -> SelectedNextHop {
    let neighbor = hop.address.flatMap { address in
      neighbors(of: hop.interface).first { self[$0].address?.address == address }
    }
    return SelectedNextHop(
      node: neighbor.map { self[self[$0].node].name }, interface: hop.interface,
      interfaceName: self[hop.interface].name, address: hop.address)
  }
}
