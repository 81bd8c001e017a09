import Kernel
import Metrics
import NetworkModel
import Routing

/// OSPF's routing tables and interfaces, and what its LSAs say, in words that reports print.
extension Simulation {
  func routes(of process: OSPFProcess) -> [OSPFRouteRow] {
    process.routeViews.map { route in
      OSPFRouteRow(
        prefix: route.prefix, kind: Self.kind(of: route), area: route.area, cost: route.cost,
        externalMetric: route.externalMetric, nextHops: route.nextHops.map { topology.describe($0) })
    }
  }

  private static func kind(of route: OSPFProcess.RouteView) -> OSPFRouteRow.Kind {
    if route.isDiscard { return .discard }
    switch route.type {
    case .intraArea: return .intraArea
    case .interArea: return .interArea
    case .external1: return .external1
    case .external2: return .external2
    }
  }

  func borders(of process: OSPFProcess) -> [OSPFRouterRow] {
    process.routerViews.map { router in
      OSPFRouterRow(
        identifier: router.router, isIntraArea: router.isIntraArea, cost: router.cost, area: router.area,
        isBorder: router.flags.contains(.border), isBoundary: router.flags.contains(.boundary),
        nextHops: router.nextHops.map { topology.describe($0) })
    }
  }

  func interfaces(of process: OSPFProcess) -> [OSPFInterfaceRow] {
    let settings = process.settings
    return process.interfaceViews.enumerated().map { position, view in
      let network: OSPFInterfaceRow.Network =
        view.isVirtual
        ? .virtualLink
        : view.routing.kind == .loopback ? .loopback : view.isBroadcast ? .broadcast : .pointToPoint
      return OSPFInterfaceRow(
        name: view.routing.name, index: position + 1, isUp: view.isUp, mtu: view.routing.mtu,
        bandwidth: view.routing.bandwidth, address: view.routing.address, area: view.area,
        areaKind: view.areaKind == .normal ? nil : view.areaKind.rawValue, checksMTU: !settings.ignoresMTU,
        network: network, cost: view.cost, transmitDelay: settings.transmitDelay, state: view.state,
        priority: view.priority,
        designated: view.designated.map { OSPFInterfaceRow.Role(router: $0.router, address: $0.address) },
        backup: view.backup.map { OSPFInterfaceRow.Role(router: $0.router, address: $0.address) },
        isPassive: view.isPassive, hello: view.hello, dead: view.dead, retransmit: settings.retransmit,
        helloDue: view.nextHello.map { max(.zero, $0 - now) },
        neighbors: (view.neighborCount, view.fullCount))
    }
  }

  static func contents(of lsa: LSA) -> OSPFLSAContents {
    switch lsa.body {
    case .router(let flags, let links):
      .router(
        flags: flags.rawValue,
        links: links.map {
          OSPFLinkRow(kind: $0.kind.rawValue, id: $0.id, data: $0.data, metric: Int($0.metric))
        })
    case .network(let length, let attached): .network(length: length, attached: attached)
    case .summary(let length, let metric): .summary(length: length, metric: metric)
    case .external(let reach):
      .external(
        length: reach.length, isType2: reach.isType2, metric: reach.metric, forwarding: reach.forwarding,
        tag: reach.tag)
    }
  }
}
