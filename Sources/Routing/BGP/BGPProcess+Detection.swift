import Kernel
import NetworkModel

/// BFD for sessions with neighbours on the same network (RFC 5882 §10.2): a session falls as soon as the neighbour is silent.
extension BGPProcess {
  func watch(_ index: Int, _ actions: inout [RoutingAction]) {
    guard let interface = neighbors[index].configuration.interface else { return }
    let address = neighbors[index].configuration.remoteAddress
    actions.append(.watch(RoutingNeighbor(interface: interface, address: address)))
  }

  mutating func lose(_ neighbor: RoutingNeighbor, at now: SimTime, _ actions: inout [RoutingAction]) {
    for index in neighbors.indices
    where neighbors[index].configuration.interface == neighbor.interface
      && neighbors[index].configuration.remoteAddress == neighbor.address
    {
      if neighbors[index].isEstablished {
        loseSession(index, by: .detection, at: now, &actions)
      } else {
        // RFC 5882 §4.3: the restarting neighbour has ceased to forward.
        dropStale(index, at: now, &actions)
      }
    }
  }
}
