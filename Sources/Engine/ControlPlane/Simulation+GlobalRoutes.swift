import Kernel
import NetworkModel
import Routing

/// With `protocol: global`, the routes follow every change at once. They are not offered to the RIBs one by one: a table of
/// them stands beside these, and a RIB's own route wins where its administrative distance is lower.
extension Simulation {
  mutating func globalRoutesMayHaveChanged() {
    guard let global else { return }
    let old = globalRoutes
    let new = global.routes { interface in interfaces[interface.value].isUp }
    globalRoutes = new
    let groups = new.hopSets.map { $0.isEmpty ? 0 : hopGroups.intern(NextHopSet($0), interfaces: interfaces) }
    for position in topology.nodes.indices where topology.nodes[position].kind == .router {
      follow(NodeIndex(position), from: old, to: new, groups)
    }
  }

  /// Walks along both sorted lists of prefixes.
  private mutating func follow(
    _ router: NodeIndex, from old: GlobalRoutes, to new: GlobalRoutes, _ groups: [UInt32]
  ) {
    let (oldRow, newRow) = (Array(old.entries(of: router)), Array(new.entries(of: router)))
    forwarding.reserve(newRow.count, node: router.value)
    var (before, after) = (0, 0)
    while before < oldRow.count || after < newRow.count {
      let isGone =
        after == newRow.count || before < oldRow.count && old.prefixes[before] < new.prefixes[after]
      let isFresh =
        before == oldRow.count || after < newRow.count && new.prefixes[after] < old.prefixes[before]
      let prefix = isGone ? old.prefixes[before] : new.prefixes[after]
      let was = isFresh ? .none : oldRow[before]
      let now = isGone ? .none : newRow[after]
      if !isFresh { before += 1 }
      if !isGone { after += 1 }
      if was.metric == now.metric && old.hopSets[Int(was.hops)] == new.hopSets[Int(now.hops)] { continue }
      let own = routers[router.position].ownRoute(to: prefix)
      if own == nil && scenario.routing.protocols.count == 1 && now.hops != 0 {
        // The common case, a million times in a large fabric: nobody else has a route, or wants to hear of it.
        setForwarding(router, prefix, groups[Int(now.hops)])
        noteRouteChange(router, prefix)
      } else {
        let change = RoutingInformationBase.SelectionChange(
          prefix: prefix, old: Self.better(own, old.route(was, to: prefix)),
          new: Self.better(own, new.route(now, to: prefix)))
        if change.old != change.new { selectionChanged(change, router) }
      }
    }
  }

  /// The route that the node uses, of its RIB and the global table.
  func selectedRoute(of node: NodeIndex, to prefix: IPv4Prefix) -> ProtocolRoute? {
    Self.better(routers[node.position].rib.selected(prefix), globalRoutes.route(of: node, to: prefix))
  }

  /// All routes that the node uses, sorted by prefix.
  func selectedRoutes(of node: NodeIndex) -> [ProtocolRoute] {
    let own = routers[node.position].rib.selectedRoutes
    let others = globalRoutes.routes(of: node)
    if others.isEmpty { return own }
    var routes = Dictionary(uniqueKeysWithValues: others.map { ($0.prefix, $0) })
    for route in own { routes[route.prefix] = Self.better(route, routes[route.prefix]) }
    return routes.values.sorted { $0.prefix < $1.prefix }
  }

  /// A RIB has another best route: what of it is seen beside the global table. nil: nothing.
  mutating func seenBesideGlobalRoutes(
    _ change: RoutingInformationBase.SelectionChange, _ node: NodeIndex
  ) -> RoutingInformationBase.SelectionChange? {
    guard let global = globalRoutes.route(of: node, to: change.prefix) else { return change }
    let seen = RoutingInformationBase.SelectionChange(
      prefix: change.prefix, old: Self.better(change.old, global), new: Self.better(change.new, global))
    return seen.old == seen.new ? nil : seen
  }

  private static func better(_ own: ProtocolRoute?, _ global: ProtocolRoute?) -> ProtocolRoute? {
    guard let own, let global else { return own ?? global }
    return own.distance <= global.distance ? own : global
  }
}
