/// Assigns readable addresses to what the scenario leaves open.
///
/// | what | from |
/// |---|---|
/// | the n-th link between two nodes | 10.0.n.0/30: `.1` the first end, `.2` the second |
/// | the n-th bridged segment | 192.168.n.0/24, or a shorter prefix that fits; routers first |
/// | the n-th container network | 172.17.0.0/16, 172.18.0.0/16 …: `.1` the host, as Docker does |
/// | router identifiers | the loopback, or 10.255.0.n |
///
/// Prefixes given in the scenario are stepped over.
extension TopologyBuilder {
  mutating func assignAddresses(of network: NetworkSpec) throws(TopologyError) {
    var pool = PrefixPool(taken: givenPrefixes(of: network))
    try settlePrefixes(of: network, pool: &pool)
    for position in segments.indices { try fillAddresses(segment: position) }
    assignRouterIdentifiers()
  }

  private func givenPrefixes(of network: NetworkSpec) -> [IPv4Prefix] {
    interfaces.compactMap { $0.address?.prefix } + network.bridges.compactMap(\.subnet)
      + network.containerNetworks.compactMap(\.subnet)
  }

  /// Gives every segment its prefix: from a given address on it, from its bridge or container network, or a fresh one.
  private mutating func settlePrefixes(of network: NetworkSpec, pool: inout PrefixPool) throws(TopologyError)
  {
    try settleContainerNetworks(pool: &pool)
    let subnetByBridge = Dictionary(
      network.bridges.compactMap { bridge in bridge.subnet.map { (bridge.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    for position in segments.indices where segments[position].prefix == nil {
      let segment = segments[position]
      let given = segment.interfaces.compactMap { self.interfaces[$0.position].address?.prefix }.first
      let ofBridge = segment.bridges.compactMap { subnetByBridge[self.nodes[$0.position].name] }.first
      if let prefix = given ?? ofBridge {
        segments[position].prefix = prefix
      } else if segment.isShared {
        if segment.interfaces.isEmpty { continue }
        segments[position].prefix = try pool.nextSharedSegment(stations: segment.interfaces.count)
      } else {
        segments[position].prefix = try pool.nextLink()
      }
    }
  }

  /// Hands out the free addresses of a segment: routers first, then hosts, then containers.
  private mutating func fillAddresses(segment position: Int) throws(TopologyError) {
    guard let prefix = segments[position].prefix else { return }
    let members = segments[position].interfaces
    var used = Set(members.compactMap { interfaces[$0.position].address?.address })
    used.formUnion(reservedAddresses(segment: position))
    let open = members.filter { interfaces[$0.position].address == nil }
    let ranked: [InterfaceIndex]
    if segments[position].isShared {
      func rank(_ interface: InterfaceIndex) -> Int {
        switch nodes[interfaces[interface.position].node.position].kind {
        case .router: 0
        case .host: 1
        case .bridge, .container: 2
        }
      }
      ranked = (0...2).flatMap { wanted in open.filter { rank($0) == wanted } }
    } else {
      ranked = open
    }
    var offset = prefix.length >= 31 ? 0 : 1
    for interface in ranked {
      while let candidate = prefix.address(at: offset), used.contains(candidate) { offset += 1 }
      guard let address = prefix.address(at: offset), prefix.length >= 31 || address != prefix.broadcast
      else {
        throw .tooManyStations(prefix: prefix, count: members.count)
      }
      used.insert(address)
      interfaces[interface.position].address = InterfaceAddress(address, length: prefix.length)
    }
  }

  private mutating func assignRouterIdentifiers() {
    var taken = Set(nodes.compactMap(\.routerID))
    var candidate: UInt32 = 0x0AFF_0000
    for position in nodes.indices where nodes[position].kind == .router && nodes[position].routerID == nil {
      repeat { candidate &+= 1 } while taken.contains(IPv4Address(bits: candidate))
      nodes[position].routerID = IPv4Address(bits: candidate)
      taken.insert(IPv4Address(bits: candidate))
    }
  }

  /// Hosts and containers send what is not for their own networks to a gateway: a container to its host, a host to the
  /// routers on its links, in the order of the links.
  mutating func chooseGateways(of network: NetworkSpec) {
    for (position, node) in nodes.enumerated() {
      switch node.kind {
      case .router, .bridge: continue
      case .container, .host:
        nodes[position].gateways = node.interfaces.flatMap { interface in
          gateways(of: interface, wanted: node.kind == .container ? .host : .router)
        }
      }
    }
    for host in network.hosts {
      guard let gateway = host.gateway, let index = indexByName[host.name] else { continue }
      let own = nodes[index.position].interfaces.first {
        interfaces[$0.position].address?.prefix.contains(gateway) ?? false
      }
      if let own { nodes[index.position].gateways = [Topology.NextHopSpec(interface: own, address: gateway)] }
    }
  }

  private func gateways(of interface: InterfaceIndex, wanted: Topology.NodeKind) -> [Topology.NextHopSpec] {
    let own = interfaces[interface.position]
    guard let segment = own.segment else { return [] }
    if let number = segments[segment].containerNetwork {
      // A host has no gateway on its own container networks; an overlay has none at all.
      let network = containerNetworks[number]
      if wanted == .router || network.spec.driver == .overlay || network.spec.isInternal { return [] }
    }
    // A child of the parent's interface has the parent's router.
    let wanted = isChildOfParent(interface) ? Topology.NodeKind.router : wanted
    let home = nodes[own.node.position].host
    return segments[segment].interfaces.compactMap { other in
      let station = interfaces[other.position]
      guard other != interface, nodes[station.node.position].kind == wanted,
        (wanted == .router && station.node != home) || station.node == home,
        let address = station.address?.address
      else { return nil }
      return Topology.NextHopSpec(interface: interface, address: address)
    }
  }
}
