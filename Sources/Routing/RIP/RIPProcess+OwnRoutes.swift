import Kernel
import NetworkModel

/// Networks that the router has itself: on its interfaces, or from other sources.
extension RIPProcess {
  mutating func announceConnected(
    _ interface: RoutingInterface, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let route = RIPRoute(
      own: interface.address.prefix, origin: .connected, metric: 1, interface: interface.index)
    setOwn(route, at: now, &actions)
  }

  mutating func interfaceChanged(
    _ index: InterfaceIndex, isUp: Bool, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard let position = interfaces.firstIndex(where: { $0.index == index }) else { return }
    interfaces[position].isUp = isUp
    if isUp {
      announceConnected(interfaces[position], at: now, &actions)
      sendRequest(on: interfaces[position], &actions)
      return
    }
    for place in routes.indices {
      switch routes[place].origin {
      case .learned: dropPaths(place, over: index, at: now, &actions)
      case .connected:
        if routes[place].ownInterface == index { loseConnected(place, index, at: now, &actions) }
      case .redistributed: break  // Whoever found the route takes it back.
      }
    }
  }

  private mutating func dropPaths(
    _ place: Int, over index: InterfaceIndex, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    if routes[place].isUnreachable { return }
    let others = otherPaths(place)
    for other in others.indices.reversed() where others[other].interface == index {
      removePath(place, other, at: now, &actions)
    }
    if routes[place].first.interface == index { removePath(place, nil, at: now, &actions) }
  }

  /// Another interface may be on the same network.
  private mutating func loseConnected(
    _ place: Int, _ index: InterfaceIndex, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let prefix = routes[place].prefix
    let other = interfaces.first { $0.isUp && $0.index != index && $0.address.prefix == prefix }
    if let other {
      routes[place].first.interface = other.index
      edition &+= 1
    } else if let covered = covered.firstIndex(where: { $0.prefix == prefix }) {
      setOwn(redistributedRoute(self.covered.remove(at: covered)), at: now, &actions)
    } else if !routes[place].isUnreachable {
      startDeletion(place, at: now, &actions)
    }
  }

  mutating func redistribute(
    _ given: RedistributedRoute, _ isPresent: Bool, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    guard configuration.announces(given.source) else { return }
    covered.removeAll { $0.prefix == given.prefix && $0.source == given.source }
    let place = insertionPoint(given.prefix)
    let isKnown = place < routes.count && routes[place].prefix == given.prefix
    if isPresent {
      if isKnown && routes[place].origin == .connected && !routes[place].isUnreachable {
        // It may have come because the connected network is about to go.
        covered.append(given)
      } else {
        setOwn(redistributedRoute(given), at: now, &actions)
      }
    } else if isKnown && routes[place].origin == .redistributed && routes[place].source == given.source
      && !routes[place].isUnreachable
    {
      startDeletion(place, at: now, &actions)
    }
  }

  private func redistributedRoute(_ given: RedistributedRoute) -> RIPRoute {
    RIPRoute(
      own: given.prefix, origin: .redistributed, metric: UInt8(clamping: configuration.defaultMetric),
      interface: given.nextHop?.interface, gateway: given.nextHop?.address, source: given.source)
  }

  /// An own network replaces whatever was learned about it.
  private mutating func setOwn(
    _ route: RIPRoute, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    let place = insertionPoint(route.prefix)
    if place < routes.count && routes[place].prefix == route.prefix {
      let old = routes[place]
      if old.isSameOwnNetwork(as: route) { return }
      setOtherPaths(place, [])
      if old.garbageAt != .never { garbageCount -= 1 }
      if old.isLearned && !old.isUnreachable { changes.withdraw(route.prefix) }
      routes[place] = route
    } else {
      routes.insert(route, at: place)
    }
    hasChanges = true
    edition &+= 1
  }
}
