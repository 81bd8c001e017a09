import Kernel
import NetworkModel
import Routing

extension Simulation {
  /// A router's BGP ends, and begins again after a time. Its host closes the connections; the router goes on with the routes
  /// that it has: those of BGP too where the speaker restarts gracefully (RFC 4724), and without them else.
  mutating func restartBGP(of node: NodeIndex, away: SimTime) {
    guard nodes[node.value].isUp, let place = bgpPlace(of: node),
      let old = routers[node.position].processes[place] as? BGPProcess,
      var fresh = makeProcesses(for: node).lazy.compactMap({ $0 as? BGPProcess }).first
    else { return }
    convergence.detected(at: now)
    for timer in routers[node.position].timers.all(of: place) { timers.cancel(timer) }
    let routes = selectedRoutes(of: node)
    let own = routes.filter { $0.source == .bgp }.map(\.prefix)
    let settings = old.configuration.settings.gracefulRestart
    let keepsForwarding = settings.map { $0.restarts && $0.keepsForwarding } ?? false

    var actions: [RoutingAction] = []
    old.closeConnections(&actions)
    if !keepsForwarding { actions += own.map { .withdraw($0) } }
    fresh.takePlace(of: old, beginsAt: now + away, retained: keepsForwarding ? own : nil, &actions)
    routers[node.position].replace(place, by: fresh)
    carryOut(actions, of: place, node)
    // What the other protocols of the router know.
    for route in routes where route.source != .bgp && route.source != .connected {
      let known = RedistributedRoute(
        prefix: route.prefix, source: route.source, nextHop: route.nextHops.first, metric: route.metric,
        nextHops: route.nextHops)
      hand(.redistribute(known, isPresent: true), to: place, of: node)
    }
  }

  /// A node has booted: its BGP knows nothing, and its neighbours are to hear of that.
  mutating func markBGPRebooted(of node: NodeIndex) {
    guard let place = bgpPlace(of: node),
      var process = routers[node.position].processes[place] as? BGPProcess
    else { return }
    process.markRebooted()
    routers[node.position].replace(place, by: process)
  }

  private func bgpPlace(of node: NodeIndex) -> Int? {
    routers[node.position].processes.firstIndex { $0 is BGPProcess }
  }
}
