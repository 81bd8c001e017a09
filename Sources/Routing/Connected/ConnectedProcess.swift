import Kernel
import NetworkModel

/// Offers the networks of a node's own interfaces, as long as these have carrier.
package struct ConnectedProcess: RoutingProcess {
  package static let name = "connected"
  package static let source = RouteSource.connected
  package static let hearsOfOthers = false

  private var interfaces: [RoutingInterface]

  package init(interfaces: [RoutingInterface]) { self.interfaces = interfaces }

  package mutating func handle(
    _ event: RoutingEvent, at now: SimTime, actions: inout [RoutingAction]
  ) {
    switch event {
    case .start:
      var offered: Set<IPv4Prefix> = []
      for interface in interfaces where offered.insert(interface.address.prefix).inserted {
        offer(interface.address.prefix, &actions)
      }
    case .interfaceChanged(let index, let isUp):
      guard let position = interfaces.firstIndex(where: { $0.index == index }) else { return }
      interfaces[position].isUp = isUp
      offer(interfaces[position].address.prefix, &actions)
    case .receive, .timerFired, .redistribute, .originate, .watch, .neighborLost:
      break  // Connected networks depend on carrier alone.
    }
  }

  /// Two interfaces on one network are two equal ways to it.
  private func offer(_ prefix: IPv4Prefix, _ actions: inout [RoutingAction]) {
    let hops = interfaces.filter { $0.isUp && $0.address.prefix == prefix }
      .map { NextHop(interface: $0.index, address: nil) }.sorted()
    if hops.isEmpty {
      actions.append(.withdraw(prefix))
    } else {
      actions.append(
        .install(ProtocolRoute(prefix: prefix, source: .connected, metric: 0, nextHops: hops)))
    }
  }

  package func isSettled(at now: SimTime) -> Bool { true }
  package var counters: [(name: String, value: Int)] { [] }
}
