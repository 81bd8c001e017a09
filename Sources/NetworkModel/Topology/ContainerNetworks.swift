/// Container networks in terms of nodes and links: bridges inside hosts, veth pairs, mouths of tunnels.
///
/// | driver | on each host |
/// |---|---|
/// | bridge, ipvlan l3 | a bridge with an interface of the host and one veth a container |
/// | overlay | a bridge with one veth a container and the mouth of a tunnel; where ports are published, one of the host |
/// | calico, flannel | as bridge, with a block of addresses; the host has a tunnel to each other host |
/// | macvlan, ipvlan l2 | a bridge between the host's interface and its link |
/// | host, none | nothing |
extension TopologyBuilder {
  static func bridgeName(_ spec: ContainerNetworkSpec, on host: String) -> String {
    spec.hosts.count == 1 && !spec.driver.spansHosts ? spec.name : "\(spec.name)@\(host)"
  }

  /// Docker's network by which containers of an overlay reach the world.
  static func gatewayBridge(on host: String) -> ContainerNetworkSpec {
    var spec = ContainerNetworkSpec(name: "docker_gwbridge@\(host)", host: host)
    spec.allowsInterContainer = false
    return spec
  }

  mutating func addContainers(of network: NetworkSpec) throws(TopologyError) {
    for spec in network.containerNetworks { try addNetwork(spec, network) }
    var homes: [(name: String, node: NodeIndex, spec: ContainerSpec)] = []
    for spec in network.containers {
      var members: [NodeIndex] = []
      for (number, name) in spec.instanceNames.enumerated() {
        let host = try find(spec.host(ofInstance: number), for: "container \(name)")
        var node = Topology.Node(name: name, kind: .container, host: host, cpus: spec.cpus)
        node.usesHostStack = networks(of: spec).contains { $0.spec.driver == .host }
        node.ports = spec.ports.compactMap { PublishedPort($0) }
        node.set = spec.name
        members.append(add(node))
        homes.append((name, members[number], spec))
      }
      membersBySet[spec.name] = members
    }
    for home in homes { try attach(home.node, home.name, home.spec) }
  }

  private func networks(of spec: ContainerSpec) -> [Topology.ContainerNetwork] {
    spec.networks.compactMap { name in containerNetworks.first { $0.spec.name == name } }
  }

  private mutating func addNetwork(_ spec: ContainerNetworkSpec, _ network: NetworkSpec) throws(TopologyError)
  {
    let encapsulation = spec.encapsulation
    let underlay = try spec.hosts.map { host throws(TopologyError) in
      underlayMTU(of: try find(host, for: "network \(spec.name)"))
    }.min()
    let mtu =
      spec.mtu
      ?? (spec.driver.spansHosts || spec.attachesToParent
        ? encapsulation.innerMTU(path: underlay ?? 1500) : 1500)
    var built = Topology.ContainerNetwork(spec: spec, encapsulation: encapsulation, mtu: mtu)
    let publishes = network.containers.contains { container in
      container.networks.contains(spec.name)
        && container.ports.contains { PublishedPort($0)?.published != nil }
    }
    for host in spec.hosts {
      let node = try find(host, for: "network \(spec.name)")
      var place = Topology.ContainerNetwork.Place(host: node)
      switch spec.driver {
      case .host, .none: break
      case _ where spec.attachesToParent:
        // Without a parent Docker makes a dummy one: the children are among themselves.
        let known = parentBridges[node]?.bridge
        place.bridge = known ?? addBridge(Self.bridgeName(spec, on: host), on: node)
      case .bridge, .macvlan, .ipvlan, .overlay, .calico, .flannel:
        let name = Self.bridgeName(spec, on: host)
        place.bridge = addBridge(name, on: node)
        if spec.driver != .overlay || publishes {
          place.hostInterface = try connectHost(host, to: name, as: spec.name, built)
        }
      }
      built.places.append(place)
    }
    try addTunnels(to: &built)
    containerNetworks.append(built)
  }

  /// Without spanning tree, as Docker's.
  private mutating func addBridge(_ name: String, on host: NodeIndex) -> NodeIndex {
    let settings = Topology.BridgeSettings(spanningTree: .off, priority: 32768, ageing: .seconds(300))
    return add(Topology.Node(name: name, kind: .bridge, host: host, bridge: settings))
  }

  private mutating func connectHost(
    _ host: String, to bridge: String, as name: String, _ network: Topology.ContainerNetwork
  ) throws(TopologyError) -> InterfaceIndex {
    try connect(
      Self.containerLink(host, bridge, network.spec, mtu: network.mtu), isInternal: true, firstName: name)
    return InterfaceIndex(interfaces.count - 2)
  }

  private mutating func addTunnels(to network: inout Topology.ContainerNetwork) throws(TopologyError) {
    guard network.spec.driver.spansHosts, network.spec.hosts.count > 1 else { return }
    let spec = network.spec
    if spec.driver == .overlay {
      for number in network.places.indices {
        guard let bridge = network.places[number].bridge else { continue }
        network.places[number].tunnels = [addInterface("vtep", node: bridge, kind: .tunnel)]
      }
    } else if !network.encapsulation.isPlain {
      for number in network.places.indices {
        for (other, name) in spec.hosts.enumerated() where other != number {
          network.places[number].tunnels.append(
            addInterface("\(spec.name)-\(name)", node: network.places[number].host, kind: .tunnel))
        }
      }
      for number in network.places.indices {
        for (order, mouth) in network.places[number].tunnels.enumerated() {
          // The n-th tunnel leads to the n-th other place, whose own tunnels skip it in the same way.
          let other = order < number ? order : order + 1
          interfaces[mouth.position].farMouth =
            network.places[other].tunnels[number < other ? number : number - 1]
        }
      }
    }
  }

  /// What the host's own links carry: the least of their MTUs.
  private func underlayMTU(of host: NodeIndex) -> Int {
    nodes[host.position].interfaces.compactMap { interfaces[$0.position].link }
      .filter { !links[$0.position].isInternal || parentBridges[host] != nil }
      .map { links[$0.position].spec.mtu }.min() ?? 1500
  }

  /// One interface for each network; and one by which the containers of overlays reach the world.
  private mutating func attach(_ node: NodeIndex, _ name: String, _ spec: ContainerSpec) throws(TopologyError)
  {
    guard let host = nodes[node.position].host, !nodes[node.position].usesHostStack else { return }
    let own = networks(of: spec)
    for network in own {
      guard let bridge = network.place(on: host)?.bridge else { continue }
      try connect(
        Self.containerLink(name, nodes[bridge.position].name, network.spec, mtu: network.mtu),
        isInternal: true)
      if let given = spec.addresses[network.spec.name], spec.replicas == 1 {
        givenAddresses.append((InterfaceIndex(interfaces.count - 2), given))
      }
    }
    let isOverlayOnly = !own.isEmpty && own.allSatisfy { $0.spec.driver == .overlay }
    guard isOverlayOnly, own.contains(where: { !$0.spec.isInternal }) else { return }
    let hostName = nodes[host.position].name
    let gateway = Self.gatewayBridge(on: hostName)
    if !containerNetworks.contains(where: { $0.spec.name == gateway.name }) {
      var built = Topology.ContainerNetwork(spec: gateway, encapsulation: .plain, mtu: 1500)
      var place = Topology.ContainerNetwork.Place(host: host, bridge: addBridge(gateway.name, on: host))
      place.hostInterface = try connectHost(hostName, to: gateway.name, as: "docker_gwbridge", built)
      built.places = [place]
      containerNetworks.append(built)
    }
    try connect(Self.containerLink(name, gateway.name, gateway), isInternal: true)
  }

  // MARK: Children of a host's interface

  mutating func addParentBridges(of network: NetworkSpec) throws(TopologyError) {
    for spec in network.containerNetworks
    where spec.attachesToParent {
      for host in spec.hosts {
        let node = try find(host, for: "network \(spec.name)")
        guard parentBridges[node] == nil else { continue }
        let own = network.links.indices.filter {
          network.links[$0].ends.first == host || network.links[$0].ends.second == host
        }
        let wanted = own.first { position in
          let ends = network.links[position].ends
          return spec.parent == nil || ends.first == spec.parent || ends.second == spec.parent
        }
        guard let wanted else {
          if spec.parent == nil { continue }
          throw .noParent(network: spec.name, host: host)
        }
        let bridge = addBridge(Self.bridgeName(spec, on: host), on: node)
        parentBridges[node] = Topology.ParentBridge(bridge: bridge, link: wanted, host: node)
      }
    }
  }

  func standIn(for node: NodeIndex, on link: Int?) -> NodeIndex {
    guard let link, let parent = parentBridges[node], parent.link == link else { return node }
    return parent.bridge
  }

  /// The host's own interface behind the bridge, with the address that its end of the link was given.
  mutating func connectParents(of network: NetworkSpec) throws(TopologyError) {
    for host in parentBridges.keys.sorted() {
      guard let parent = parentBridges[host] else { continue }
      let link = network.links[parent.link]
      let name = nodes[host.position].name
      var spec = Self.containerLink(name, nodes[parent.bridge.position].name, mtu: link.mtu)
      spec.addresses.first = link.ends.first == name ? link.addresses.first : link.addresses.second
      try connect(spec, isInternal: true)
    }
  }

  func isChildOfParent(_ interface: InterfaceIndex) -> Bool {
    let node = interfaces[interface.position].node
    guard nodes[node.position].kind == .container, let host = nodes[node.position].host,
      let parent = parentBridges[host], let segment = interfaces[interface.position].segment
    else { return false }
    return segments[segment].bridges.contains(parent.bridge)
  }
}
