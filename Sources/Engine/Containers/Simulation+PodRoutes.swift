import Kernel
import NetworkModel
import Routing

/// Routes to the blocks of pod networks, as Calico's and Flannel's agents keep them on every host.
extension Simulation {
  /// Each host has a route to each other host's block: into the tunnel, or to the other host where both are on one network.
  ///
  /// Calico calls the latter "cross-subnet", Flannel's host-gw has nothing else. Without a tunnel, routers between the
  /// hosts must know the blocks; they hear of them from the routers next to the hosts.
  func addPodRoutes(to routes: inout [[StaticRoute]]) {
    for network in topology.containerNetworks where network.spec.driver.isRouted {
      for (position, place) in network.places.enumerated() {
        let others = network.places.indices.filter { $0 != position }
        for (order, other) in others.enumerated() {
          guard let block = network.places[other].block else { continue }
          let hop: NextHop?
          if place.tunnels.indices.contains(order) {
            hop = NextHop(interface: place.tunnels[order], address: nil)
          } else {
            hop = neighborHop(from: place.host, to: network.places[other].host)
          }
          if let hop { routes[place.host.position].append(StaticRoute(prefix: block, nextHop: hop)) }
        }
      }
    }
  }

  private func neighborHop(from host: NodeIndex, to other: NodeIndex) -> NextHop? {
    for interface in topology[host].interfaces {
      for neighbor in topology.neighbors(of: interface) where topology[neighbor].node == other {
        if let address = topology[neighbor].address?.address {
          return NextHop(interface: interface, address: address)
        }
      }
    }
    return nil
  }

  /// Whether routers next to a host get routes to the network of a container's interface. Behind a tunnel the underlay
  /// knows nothing of it, and the children of an interface are on the underlay themselves.
  func isRoutedByUnderlay(_ interface: Topology.Interface) -> Bool {
    guard let number = interface.segment.flatMap({ topology.segments[$0].containerNetwork }) else {
      return false
    }
    let network = topology.containerNetworks[number]
    if network.spec.isInternal { return false }
    switch network.spec.driver {
    case .bridge: return network.spec.allowsInterContainer || !network.spec.name.hasPrefix("docker_gwbridge@")
    case .ipvlan: return true
    case .calico, .flannel: return network.encapsulation.isPlain
    case .overlay, .host, .none, .macvlan: return false
    }
  }
}
