import Kernel
import NetworkModel

/// RIP has no hellos: a neighbour is whoever has sent a response. With BFD on the link its silence is noticed at once, not when
/// its routes time out.
extension RIPProcess {
  mutating func watch(_ neighbor: RoutingNeighbor, _ actions: inout [RoutingAction]) {
    if watched.insert(neighbor).inserted { actions.append(.watch(neighbor)) }
  }

  /// All paths through the neighbour are as good as timed out (RFC 2453 §3.8).
  mutating func lose(_ neighbor: RoutingNeighbor, at now: SimTime, _ actions: inout [RoutingAction]) {
    func leads(_ path: RIPRoute.Path) -> Bool {
      path.sender == neighbor.address && path.interface == neighbor.interface
    }
    for place in routes.indices where routes[place].isLearned && !routes[place].isUnreachable {
      let others = otherPaths(place)
      for other in others.indices.reversed() where leads(others[other]) {
        removePath(place, other, at: now, &actions)
      }
      if leads(routes[place].first) { removePath(place, nil, at: now, &actions) }
    }
  }
}
