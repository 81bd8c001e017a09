import Kernel
import NetworkModel

/// A route written by hand. Without a next hop it discards what it matches.
package struct StaticRoute: Sendable, Equatable {
  package let prefix: IPv4Prefix
  package let nextHop: NextHop?
  package let distance: Int

  package init(prefix: IPv4Prefix, nextHop: NextHop?, distance: Int = 1) {
    self.prefix = prefix
    self.nextHop = nextHop
    self.distance = distance
  }
}

/// Offers static routes whose interface has carrier: those of the lowest distance for each prefix, all of them when
/// several are equal. A higher distance makes a floating route that waits for the others to fail.
package struct StaticProcess: RoutingProcess {
  package static let name = "static"
  package static let source = RouteSource.static
  package static let hearsOfOthers = false

  private let routes: [StaticRoute]
  private var downInterfaces: Set<InterfaceIndex> = []

  package init(routes: [StaticRoute]) { self.routes = routes }

  package mutating func handle(
    _ event: RoutingEvent, at now: SimTime, actions: inout [RoutingAction]
  ) {
    switch event {
    case .start:
      var offered: Set<IPv4Prefix> = []
      for route in routes where offered.insert(route.prefix).inserted { offer(route.prefix, &actions) }
    case .interfaceChanged(let interface, let isUp):
      if isUp { downInterfaces.remove(interface) } else { downInterfaces.insert(interface) }
      var offered: Set<IPv4Prefix> = []
      for route in routes where route.nextHop?.interface == interface {
        if offered.insert(route.prefix).inserted { offer(route.prefix, &actions) }
      }
    case .receive, .timerFired, .redistribute, .originate, .watch, .neighborLost:
      break  // What is written by hand depends on carrier alone.
    }
  }

  private func offer(_ prefix: IPv4Prefix, _ actions: inout [RoutingAction]) {
    let usable = routes.filter { route in
      route.prefix == prefix && (route.nextHop.map { !downInterfaces.contains($0.interface) } ?? true)
    }
    guard let distance = usable.map(\.distance).min() else {
      actions.append(.withdraw(prefix))
      return
    }
    let hops = Set(usable.filter { $0.distance == distance }.compactMap(\.nextHop)).sorted()
    actions.append(
      .install(
        ProtocolRoute(prefix: prefix, source: .static, distance: distance, metric: 0, nextHops: hops)))
  }

  package func isSettled(at now: SimTime) -> Bool { true }
  package var counters: [(name: String, value: Int)] { [] }
}
