import NetworkModel

/// What a speaker knows of the routes of other protocols: by them it resolves next hops (RFC 4271 §5.1.3, §9.1.2.1).
///
/// Deviation: next hops never resolve through other BGP routes, nor through a default route (as FRR without
/// `ip nht resolve-via-default`).
package struct NextHopResolver: Sendable {
  package struct Resolution: Sendable, Equatable {
    package let cost: Int
    package let nextHops: [NextHop]
  }

  private struct Entry: Sendable {
    var metric: Int
    /// Empty for a discard route. A hop without address: the destination is on that network.
    var nextHops: NextHopSet
  }

  private var interfaces: [RoutingInterface]
  private var routes: [IPv4Prefix: Entry] = [:]
  private var lengths = [Int](repeating: 0, count: 33)
  /// How often something has changed.
  private(set) var changes = 0

  package init(interfaces: [RoutingInterface]) { self.interfaces = interfaces }

  package mutating func setInterface(_ index: InterfaceIndex, isUp: Bool) {
    changes += 1
    for position in interfaces.indices where interfaces[position].index == index {
      interfaces[position].isUp = isUp
    }
  }

  package func isUp(_ index: InterfaceIndex) -> Bool {
    interfaces.contains { $0.index == index && $0.isUp }
  }

  package func isOwn(_ address: IPv4Address) -> Bool {
    interfaces.contains { $0.address.address == address }
  }

  /// The network of an interface.
  package func network(of index: InterfaceIndex) -> IPv4Prefix? {
    interfaces.first { $0.index == index }?.address.prefix
  }

  /// Networks of interfaces with carrier, sorted.
  package var connected: [IPv4Prefix] {
    Set(interfaces.filter(\.isUp).map(\.address.prefix)).sorted()
  }

  package mutating func set(_ route: RedistributedRoute, isPresent: Bool) {
    changes += 1
    let old = routes[route.prefix]
    routes[route.prefix] = isPresent ? Entry(metric: route.metric, nextHops: route.nextHops) : nil
    if old == nil && isPresent { lengths[route.prefix.length] += 1 }
    if old != nil && !isPresent { lengths[route.prefix.length] -= 1 }
  }

  /// Nil when there is no way to the address.
  package func resolve(_ address: IPv4Address) -> Resolution? {
    var best: (length: Int, hop: NextHop)?
    for interface in interfaces where interface.isUp && interface.address.prefix.contains(address) {
      if interface.address.prefix.length > best?.length ?? -1 {
        best = (interface.address.prefix.length, NextHop(interface: interface.index, address: address))
      }
    }
    for length in stride(from: 32, to: best?.length ?? 0, by: -1) where lengths[length] > 0 {
      guard let entry = routes[IPv4Prefix(address, length: length)] else { continue }
      if entry.nextHops.isEmpty { return nil }
      let hops = entry.nextHops.map { NextHop(interface: $0.interface, address: $0.address ?? address) }
      return Resolution(cost: entry.metric, nextHops: hops)
    }
    return best.map { Resolution(cost: 0, nextHops: [$0.hop]) }
  }
}
