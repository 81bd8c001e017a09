/// By which address and port one node reaches another, and from which of its own.
package struct Endpoint: Sendable, Equatable {
  package let source: IPv4Address
  package let destination: IPv4Address
  package let port: UInt16
  package let way: Way

  package enum Way: Sendable, Equatable {
    /// A network that both are on.
    case shared(segment: Int)
    /// A port that the host of the other publishes.
    case published(PublishedPort)
    /// The other's first address, through whatever is between.
    case routed
  }
}

extension Topology {
  /// The node whose IP stack a node uses: its host's for a container of the driver `host`, else its own.
  package func stack(of node: NodeIndex) -> NodeIndex {
    self[node].usesHostStack ? self[node].host ?? node : node
  }

  /// As Docker's users do it: by name on a network that both are on, else by a port published on the host, else by the
  /// address itself.
  ///
  /// - Parameter port: that is wanted inside the container; nil: whichever it publishes first.
  /// - Returns: nil when one of the two has no address.
  package func endpoint(
    of to: NodeIndex, seenFrom from: NodeIndex, _ transport: PublishedPort.Transport, port: UInt16?
  ) -> Endpoint? {
    let (near, far) = (stack(of: from), stack(of: to))
    let wanted = port ?? (transport == .tcp ? 80 : 9)
    if far == near {
      return primaryAddress(of: far).map {
        Endpoint(source: $0, destination: $0, port: wanted, way: .routed)
      }
    }
    // A container's networks are private; among other nodes the first address serves as well.
    let isScoped = self[near].kind == .container || self[far].kind == .container
    if isScoped, let shared = sharedNetwork(near, far) {
      return Endpoint(
        source: shared.near, destination: shared.far, port: wanted, way: .shared(segment: shared.segment))
    }
    guard let first = primaryAddress(of: far) else { return nil }
    if let published = publication(of: far, transport, port: port), let host = self[far].host,
      let address = published.address ?? addressToward(near, of: host)
    {
      guard let source = sourceAddress(of: near, toward: address) else { return nil }
      return Endpoint(
        source: source, destination: address, port: published.published ?? wanted,
        way: .published(published))
    }
    guard let source = sourceAddress(of: near, toward: first) else { return nil }
    return Endpoint(source: source, destination: first, port: wanted, way: .routed)
  }

  /// The first network in the order of the other's interfaces that both have an address on.
  private func sharedNetwork(_ near: NodeIndex, _ far: NodeIndex)
    -> (near: IPv4Address, far: IPv4Address, segment: Int)?
  {
    for other in self[far].interfaces {
      guard let segment = self[other].segment, let address = self[other].address?.address,
        !isIsolated(near, far, segment)
      else { continue }
      for own in self[near].interfaces where self[own].segment == segment {
        if let source = self[own].address?.address { return (source, address, segment) }
      }
    }
    return nil
  }

  /// Containers on Docker's own gateway bridge do not meet there.
  private func isIsolated(_ a: NodeIndex, _ b: NodeIndex, _ segment: Int) -> Bool {
    guard let number = segments[segment].containerNetwork else { return false }
    return !containerNetworks[number].spec.allowsInterContainer && self[a].kind == .container
      && self[b].kind == .container
  }

  /// What of a container's ports a host passes on: only from networks that translate.
  private func publication(
    of container: NodeIndex, _ transport: PublishedPort.Transport, port: UInt16?
  ) -> PublishedPort? {
    guard self[container].kind == .container, publishes(container) else { return nil }
    let open = self[container].ports.filter {
      $0.published != nil && $0.transport == transport && !$0.isLoopback
    }
    guard let port else { return open.first }
    return open.first { $0.target == port }
  }

  /// Whether some network of a container takes part in the publishing of ports.
  package func publishes(_ container: NodeIndex) -> Bool {
    self[container].interfaces.contains { interface in
      containerNetwork(of: interface).map { containerNetworks[$0].spec.publishesPorts } ?? false
    }
  }

  /// A host's address as a node sees it: on a network that both are on, else the first.
  private func addressToward(_ node: NodeIndex, of host: NodeIndex) -> IPv4Address? {
    // Not by an overlay that both hosts have an interface on: that one is for the mesh alone.
    if self[node].kind != .container, let shared = sharedNetwork(node, host),
      segments[shared.segment].containerNetwork == nil
    {
      return shared.far
    }
    return primaryAddress(of: host)
  }

  /// The address that a node's own route to the destination gives a packet.
  package func sourceAddress(of node: NodeIndex, toward destination: IPv4Address) -> IPv4Address? {
    guard self[node].kind == .container else { return primaryAddress(of: node) }
    let onLink = self[node].interfaces.first { self[$0].address?.prefix.contains(destination) ?? false }
    let interface = onLink ?? self[node].gateways.first?.interface
    return interface.flatMap { self[$0].address?.address } ?? primaryAddress(of: node)
  }
}

extension ContainerNetworkSpec {
  /// Published ports are the host's: by translation (bridge), or by the mesh (overlay). An internal network has none.
  package var publishesPorts: Bool {
    guard !isInternal else { return false }
    switch driver {
    case .bridge: return gatewayMode != .routed
    // Kubernetes' hostPort is a translation on the host as well.
    case .overlay, .calico, .flannel: return true
    case .host, .none, .macvlan, .ipvlan: return false
    }
  }
}
