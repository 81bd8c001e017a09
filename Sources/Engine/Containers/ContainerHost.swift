import Kernel
import NetworkModel

/// What a host does for its containers: which interface is on which network, which ports it publishes, what it remembers.
struct ContainerHost {
  struct Port: Hashable {
    let number: UInt16
    let transport: UInt8
  }

  /// Who stands behind a published port.
  struct Publication {
    /// The host's address that it is bound to; nil: all.
    let address: IPv4Address?
    let isLoopback: Bool
    let network: Int
    let target: UInt16
    /// Nodes and their addresses on the network; of a set all, which take turns.
    var targets: [(node: UInt32, address: IPv4Address)] = []
    /// Of an overlay: the host's own address there, which the containers answer to (Swarm's mesh).
    let meshSource: IPv4Address?
    let set: String
    var next = 0
  }

  let node: UInt32
  /// The host's interfaces on container networks, tunnels included.
  var networks: [UInt32: Int] = [:]
  var publications: [Port: [Publication]] = [:]
  /// Backends of services, which count as published to whoever calls the service from outside.
  var openAddresses: Set<IPv4Address> = []
  var connections = ConnectionTable()
}

extension Simulation {
  mutating func prepareContainerHosts() {
    guard !topology.containerNetworks.isEmpty else { return }
    containerHosts = Array(repeating: nil, count: topology.nodes.count)
    for (number, network) in topology.containerNetworks.enumerated() {
      for place in network.places {
        var host = containerHosts[place.host.position] ?? ContainerHost(node: place.host.value)
        if let interface = place.hostInterface { host.networks[interface.value] = number }
        for mouth in place.tunnels where topology[mouth].node == place.host {
          host.networks[mouth.value] = number
        }
        containerHosts[place.host.position] = host
      }
    }
    for position in topology.nodes.indices where topology.nodes[position].kind == .container {
      publishPorts(of: NodeIndex(position))
      for interface in topology.nodes[position].interfaces {
        if let address = topology[interface].address?.address { stations[address] = UInt32(position) }
      }
    }
  }

  private mutating func publishPorts(of container: NodeIndex) {
    guard let home = topology[container].host else { return }
    for interface in topology[container].interfaces {
      guard let number = topology.containerNetwork(of: interface),
        topology.containerNetworks[number].spec.publishesPorts,
        let address = topology[interface].address?.address
      else { continue }
      let network = topology.containerNetworks[number]
      // Swarm's mesh: every host of the overlay takes the connection.
      let isMesh = network.spec.driver == .overlay
      for place in network.places where isMesh || place.host == home {
        let source = isMesh ? place.hostInterface.flatMap { topology[$0].address?.address } : nil
        if isMesh && source == nil { continue }
        publish(topology[container], container.value, address, network: number, source, on: place.host)
      }
      return  // By its first network that publishes, as Docker does.
    }
  }

  private mutating func publish(
    _ container: Topology.Node, _ node: UInt32, _ address: IPv4Address, network: Int,
    _ meshSource: IPv4Address?, on host: NodeIndex
  ) {
    for port in container.ports {
      guard let number = port.published else { continue }
      let key = ContainerHost.Port(number: number, transport: port.transport.rawValue)
      var list = containerHosts[host.position]?.publications[key] ?? []
      let known = list.firstIndex { $0.set == container.set && $0.address == port.address }
      if let known {
        list[known].targets.append((node, address))
      } else {
        list.append(
          ContainerHost.Publication(
            address: port.isLoopback ? nil : port.address, isLoopback: port.isLoopback, network: network,
            target: port.target, targets: [(node, address)], meshSource: meshSource,
            set: container.set ?? container.name))
      }
      containerHosts[host.position]?.publications[key] = list
    }
  }

  /// To name a container as a backend is to publish it to those who call the service from outside.
  mutating func openBackends() {
    for service in 0..<services.count {
      for server in 0..<services[service].servers.count {
        let node = services[service].servers[server].node
        guard topology[node].kind == .container, let host = topology[node].host else { continue }
        for interface in topology[node].interfaces {
          if let address = topology[interface].address?.address {
            containerHosts[host.position]?.openAddresses.insert(address)
          }
        }
      }
    }
  }
}
