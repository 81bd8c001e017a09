import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  /// The selected routes of every router, now.
  package func routes() -> RoutesSnapshot {
    routes(upTo: .max) ?? RoutesSnapshot(time: now, isQuiet: isQuiet, routers: [])
  }

  /// The same; nil when there are more than `limit`, where a path of BGP counts as four: a thousand routers may have four million.
  package func routes(upTo limit: Int) -> RoutesSnapshot? {
    var tables: [RouterRoutes] = []
    var count = 0
    for (position, node) in topology.nodes.enumerated() where node.kind == .router {
      if count > limit { return nil }
      let routes = selectedRoutes(of: NodeIndex(position)).map { topology.describe($0) }
      let table = RouterRoutes(
        node: NodeIndex(position), name: node.name, routes: routes, bgp: bgpTable(of: NodeIndex(position)))
      count += table.length
      tables.append(table)
    }
    if count > limit { return nil }
    return RoutesSnapshot(time: now, isQuiet: isQuiet, routers: tables)
  }

  /// The selected routes of one node, without BGP's table; nil: there is none of this name.
  func routerRoutes(of name: String) -> RouterRoutes? {
    guard let node = topology.node(named: name) else { return nil }
    return RouterRoutes(
      node: node, name: name, routes: selectedRoutes(of: node).map { topology.describe($0) })
  }

  /// The control plane has gone quiet: nothing is pending but periodic refreshes, and for longer than those take nothing
  /// has happened and no route has changed, so that a neighbour that fell silent would have been noticed.
  package var isQuiet: Bool {
    oscillationWatch?.proof == nil && now - lastDisturbance >= quietSpan && isSettled
  }

  /// Nothing that is known of is under way. A neighbour may have fallen silent all the same.
  private var isSettled: Bool {
    guard isForwardingUpToDate else { return false }
    for router in routers.indices {
      for process in routers[router].processes where !process.isSettled(at: now) { return false }
    }
    for bridge in bridges where !(bridge.spanningTree?.isSettled ?? true) { return false }
    return true
  }

  private var lastDisturbance: SimTime {
    let past = scenario.events.last { $0.time <= now }?.time ?? .zero
    return max(past, convergence.lastChange)
  }

  /// Of a run that was not quiet at its end.
  var unsettledNotice: String {
    if !isSettled || bgpPlan != nil {
      return "Routing had not settled when the run ended: a route was still timing out or being told."
    }
    return
      "The run ended \(Decimal.duration(now - lastDisturbance)) after the last event or change of a route. Whether routing had settled is "
      + "known only after \(Decimal.duration(quietSpan)), within which a silent neighbour is missed."
  }

  /// The time within which every protocol in use refreshes what it knows.
  private var quietSpan: SimTime {
    scenario.routing.protocols.map { name in
      switch name {
      case RIPProcess.name: RIPConfiguration(scenario.routing).longestUpdate + .seconds(2)
      // A neighbour that fell silent is missed after the dead interval.
      case OSPFProcess.name: OSPFConfiguration(scenario.routing).dead + .seconds(2)
      // A message between two speakers, and the silence that one of them would have noticed.
      case BGPProcess.name: max(BGPSettings(scenario.routing).keepalive + .seconds(4), .seconds(5))
      default: .zero
      }
    }.max() ?? .zero
  }

  /// Runs past the last event until the control plane is quiet, or to the scenario's end if it never is.
  package mutating func runUntilQuiet() {
    stopsWhenProven = true
    let step = max(.milliseconds(1), min(.seconds(1), end / 100))
    var target = scenario.events.last?.time ?? .zero
    while true {
      run(until: target)
      if stopReason != nil || target >= end || isQuiet { return }
      target = min(end, target + step)
    }
  }
}

extension Topology {
  fileprivate func describe(_ route: ProtocolRoute) -> SelectedRoute {
    SelectedRoute(
      prefix: route.prefix, source: route.source.description, distance: route.distance,
      metric: route.metric, nextHops: route.nextHops.map { describe($0) }, path: route.path?.description,
      area: route.path?.area.map { String($0) })
  }

  func describe(_ hop: NextHop) -> SelectedNextHop {
    let neighbor = hop.address.flatMap { address in
      neighbors(of: hop.interface).first { self[$0].address?.address == address }
    }
    return SelectedNextHop(
      node: neighbor.map { self[self[$0].node].name }, interface: hop.interface,
      interfaceName: self[hop.interface].name, address: hop.address)
  }
}
