import Kernel
import NetworkModel

/// The routing tables and interfaces, for whoever prints them.
extension OSPFProcess {
  package struct RouteView: Sendable {
    package let prefix: IPv4Prefix
    package let type: OSPFPathType
    package let isDiscard: Bool
    /// Nil of external routes.
    package let area: UInt32?
    package let cost: Int
    /// Of type 2 externals: the metric outside.
    package let externalMetric: Int
    /// Without an address: the router's own network.
    package let nextHops: [NextHop]
  }

  package struct RouterView: Sendable {
    package let router: RouterID
    package let isIntraArea: Bool
    package let cost: Int
    package let area: UInt32
    package let flags: RouterFlags
    package let nextHops: [NextHop]
  }

  package struct InterfaceView: Sendable {
    package let routing: RoutingInterface
    package let state: String
    package let isUp: Bool
    package let isPassive: Bool
    package let isBroadcast: Bool
    package let isVirtual: Bool
    package let cost: Int
    package let priority: Int
    package let area: UInt32
    package let areaKind: OSPFAreaKind
    package let hello: SimTime
    package let dead: SimTime
    package let designated: (router: RouterID, address: IPv4Address)?
    package let backup: (router: RouterID, address: IPv4Address)?
    /// Nil: none is due.
    package let nextHello: SimTime?
    package let neighborCount: Int
    package let fullCount: Int
  }

  package var settings: OSPFConfiguration { configuration }

  /// All routes of the last computation by prefix, with those to the router's own networks.
  package var routeViews: [RouteView] {
    let prefixes = routes.numbering.prefixList
    return routes.current.enumerated().compactMap { number, route -> RouteView? in
      guard let type = route.pathType else { return nil }
      let prefix = prefixes[number]
      let isInside = type <= .interArea
      if route.hops == NextHopSets.here && !isInside { return nil }
      let isOwn = route.hops == NextHopSets.here
      return RouteView(
        prefix: prefix, type: type, isDiscard: route.hops == NextHopSets.discard,
        area: isInside ? areas[Int(route.area)].number : nil, cost: Int(route.cost),
        externalMetric: Int(route.type2), nextHops: isOwn ? ownWays(to: prefix) : hops.list(route.hops))
    }.sorted { $0.prefix < $1.prefix }
  }

  private func ownWays(to prefix: IPv4Prefix) -> [NextHop] {
    interfaces.filter { $0.virtual == nil && $0.state != .down && $0.routing.address.prefix == prefix }
      .map { NextHop(interface: $0.routing.index, address: nil) }
  }

  /// Ways to border and boundary routers through each area: within the areas, the backbone last, then as border routers tell.
  package var routerViews: [RouterView] {
    var views: [RouterView] = []
    let order = areas.indices.filter { !areas[$0].isBackbone } + areas.indices.filter { areas[$0].isBackbone }
    for area in order {
      let tree = areas[area].tree
      for vertex in tree.order {
        let flags = flags(ofVertex: Int(vertex), inArea: area)
        let number = Int(databases[area].lsaOfVertex[Int(vertex)])
        guard !flags.isDisjoint(with: [.border, .boundary]), number >= 0,
          let router = databases[area].lsa(number)?.key.advertisingRouter, router != routerID
        else { continue }
        views.append(
          RouterView(
            router: router, isIntraArea: true, cost: Int(tree.distance[Int(vertex)]),
            area: areas[area].number,
            flags: flags, nextHops: hops.list(tree.hops[Int(vertex)])))
      }
    }
    var scratch = self
    for (router, ways) in scratch.boundaryWays().sorted(by: { $0.key < $1.key }) {
      for way in ways where !way.isIntraArea {
        views.append(
          RouterView(
            router: router, isIntraArea: false, cost: Int(way.cost), area: areas[way.area].number,
            flags: .boundary, nextHops: scratch.hops.list(way.hops)))
      }
    }
    // Of one router in the order in which they were found.
    return views.enumerated().sorted {
      ($0.element.router, $0.offset) < ($1.element.router, $1.offset)
    }.map(\.element)
  }

  package var interfaceViews: [InterfaceView] {
    interfaces.map { interface in
      let isStub = interface.state == .passive && interface.routing.kind != .loopback
      let state =
        interface.routing.kind == .loopback
        ? "Loopback" : !isStub ? interface.state.rawValue : interface.isStubNetwork ? "DR" : "Point-To-Point"
      func role(_ address: IPv4Address) -> (router: RouterID, address: IPv4Address)? {
        if address == .any { return nil }
        if address == interface.address { return (routerID, address) }
        return interface.neighbors.first { $0.address == address }.map { ($0.router, address) }
      }
      return InterfaceView(
        routing: interface.routing, state: state, isUp: interface.state != .down,
        isPassive: interface.isPassive,
        isBroadcast: interface.isBroadcast || interface.isStubNetwork, isVirtual: interface.virtual != nil,
        cost: interface.cost, priority: interface.priority, area: areas[interface.area].number,
        areaKind: areas[interface.area].spec.kind, hello: interface.hello, dead: interface.dead,
        designated: isStub && interface.isStubNetwork
          ? (routerID, interface.address) : role(interface.designated),
        backup: role(interface.backup), nextHello: interface.speaks ? interface.nextHello : nil,
        neighborCount: interface.neighbors.count { $0.state > .down }, fullCount: interface.fullCount)
    }
  }

  /// A type 5 LSA of the router's own that tells of another's type 7.
  package func isTranslated(_ lsa: LSA) -> Bool {
    guard lsa.key.type == .external, lsa.key.advertisingRouter == routerID,
      case .external(let reach) = lsa.body, reach.length > 0
    else { return false }
    let prefix = IPv4Prefix(lsa.key.linkStateID, length: reach.length)
    return !redistributed.contains { $0.prefix == prefix }
  }
}

extension OSPFInterface {
  /// A network with nobody else on it that might be spoken to.
  fileprivate var isStubNetwork: Bool { routing.kind == .stub || isBroadcast }
}
