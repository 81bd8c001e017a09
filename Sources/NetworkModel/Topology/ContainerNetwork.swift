extension Topology {
  /// A container network as built: what stands on which host.
  package struct ContainerNetwork: Sendable {
    package let spec: ContainerNetworkSpec
    /// What is put around packets between hosts.
    package let encapsulation: Encapsulation
    /// Of the containers' interfaces.
    package let mtu: Int
    package var places: [Place] = []

    package struct Place: Sendable {
      package let host: NodeIndex
      /// Nil with the drivers `host` and `none`.
      package var bridge: NodeIndex?
      /// The host's own interface on the network.
      package var hostInterface: InterfaceIndex?
      /// On a bridge: one. On a host: one for each other place, in their order; nothing where no tunnel is needed.
      package var tunnels: [InterfaceIndex] = []
      /// Of a pod network: the host's block.
      package var block: IPv4Prefix?
    }

    package func place(on host: NodeIndex) -> Place? { places.first { $0.host == host } }
  }

  /// A bridge between a host's interface and its link: where the interface's children are attached.
  struct ParentBridge {
    let bridge: NodeIndex
    /// Of the link, in the scenario.
    let link: Int
    let host: NodeIndex
  }

  /// The container network that an interface is on.
  package func containerNetwork(of interface: InterfaceIndex) -> Int? {
    self[interface].segment.flatMap { segments[$0].containerNetwork }
  }
}
