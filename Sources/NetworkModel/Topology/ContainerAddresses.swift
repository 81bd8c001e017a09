/// Addresses of container networks: a subnet each, a block for each host of a pod network.
extension TopologyBuilder {
  mutating func settleContainerNetworks(pool: inout PrefixPool) throws(TopologyError) {
    for number in containerNetworks.indices {
      let spec = containerNetworks[number].spec
      if spec.driver == .host || spec.driver == .none { continue }
      if spec.attachesToParent && parentBridges[containerNetworks[number].places[0].host] != nil {
        settleParent(number)
        continue
      }
      let whole: IPv4Prefix
      if let given = spec.subnet { whole = given } else { whole = try pool.nextContainerNetwork() }
      if spec.driver.isRouted {
        try settleBlocks(number, in: whole)
        continue
      }
      for place in containerNetworks[number].places {
        guard let segment = segment(of: place) else { continue }
        segments[segment].prefix = whole
        if spec.driver == .overlay { continue }
        setHostAddress(place, spec.gateway ?? whole.address(at: 1) ?? whole.address, length: whole.length)
      }
    }
    for (interface, address) in givenAddresses {
      guard let segment = interfaces[interface.position].segment, let prefix = segments[segment].prefix,
        prefix.contains(address)
      else { continue }
      interfaces[interface.position].address = InterfaceAddress(address, length: prefix.length)
    }
  }

  /// Children are on the parent's network, whose prefix a given subnet settles.
  private mutating func settleParent(_ number: Int) {
    guard let subnet = containerNetworks[number].spec.subnet else { return }
    for place in containerNetworks[number].places {
      if let segment = segment(of: place), segments[segment].prefix == nil {
        segments[segment].prefix = subnet
      }
    }
  }

  /// A /24 for each host, or /26 with Calico, as their allocators do; smaller where the subnet is.
  private mutating func settleBlocks(_ number: Int, in whole: IPv4Prefix) throws(TopologyError) {
    let spec = containerNetworks[number].spec
    var bits = 0
    while 1 << bits < containerNetworks[number].places.count { bits += 1 }
    let length = max(spec.driver == .calico ? 26 : 24, whole.length + bits)
    guard length <= 30 else {
      throw .tooManyStations(prefix: whole, count: containerNetworks[number].places.count)
    }
    for index in containerNetworks[number].places.indices {
      let start = whole.address.bits + UInt32(index) << UInt32(32 - length)
      let block = IPv4Prefix(IPv4Address(bits: start), length: length)
      containerNetworks[number].places[index].block = block
      let place = containerNetworks[number].places[index]
      if let segment = segment(of: place) { segments[segment].prefix = block }
      setHostAddress(place, block.address(at: 1) ?? block.address, length: length)
    }
  }

  private mutating func setHostAddress(
    _ place: Topology.ContainerNetwork.Place, _ address: IPv4Address, length: Int
  ) {
    guard let interface = place.hostInterface else { return }
    interfaces[interface.position].address = InterfaceAddress(address, length: length)
  }

  private func segment(of place: Topology.ContainerNetwork.Place) -> Int? {
    guard let bridge = place.bridge, let port = nodes[bridge.position].interfaces.first else { return nil }
    return interfaces[port.position].segment
  }

  /// Docker keeps the first address of an overlay for its gateway.
  func reservedAddresses(segment position: Int) -> [IPv4Address] {
    guard let number = segments[position].containerNetwork, let prefix = segments[position].prefix,
      containerNetworks[number].spec.driver == .overlay
    else { return [] }
    return [containerNetworks[number].spec.gateway ?? prefix.address(at: 1) ?? prefix.address]
  }
}
