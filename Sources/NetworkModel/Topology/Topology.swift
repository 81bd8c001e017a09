import Kernel

/// The network of a scenario with every name turned into an index and every address assigned: what the engine runs on.
///
/// Immutable: what changes during a run (link state, tables) is the engine's. Container networks are already expanded
/// into a bridge inside the host, an interface of the host on it, and one veth link a container.
package struct Topology: Sendable {
  package let nodes: [Node]
  package let interfaces: [Interface]
  package let links: [Link]
  package let segments: [Segment]
  package let containerNetworks: [ContainerNetwork]
  /// Node name → index; container-set name → indices of its containers.
  private let indexByName: [String: NodeIndex]
  private let membersBySet: [String: [NodeIndex]]

  package enum NodeKind: String, Sendable, CaseIterable, BitwiseCopyable {
    case router
    case host
    case bridge
    case container

    /// Whether the node has an IP stack.
    package var isEndOrRouter: Bool { self != .bridge }
    /// Whether packets for others are passed on: routers, and hosts on behalf of their containers.
    package var forwards: Bool { self == .router || self == .host }
  }

  package struct Node: Sendable {
    package let name: String
    package let label: String
    package let kind: NodeKind
    /// In the order of the links in the scenario; loopback and stub interfaces come last.
    package var interfaces: [InterfaceIndex] = []
    /// For a container or a container network's bridge: the host that it lives on.
    package let host: NodeIndex?
    /// A container on its host's own stack, addresses and ports (Docker's driver `host`).
    package var usesHostStack = false
    /// Containers: what they publish.
    package var ports: [PublishedPort] = []
    /// The container set that it is an instance of.
    package var set: String?
    package let cpus: Double
    /// Routers: given or assigned.
    package var routerID: IPv4Address?
    /// The OSPF area of what is not on a link.
    package var area: UInt32 = 0
    /// Whether it answers with ICMP errors.
    package var sendsErrors = true
    package let autonomousSystem: UInt32?
    /// Where hosts and containers send what is not for their own networks: first the preferred one.
    package var gateways: [NextHopSpec] = []
    package let position: GeoPosition?
    /// Bridges only.
    package let bridge: BridgeSettings?

    package init(
      name: String, label: String? = nil, kind: NodeKind, host: NodeIndex? = nil, cpus: Double = 1,
      autonomousSystem: UInt32? = nil, position: GeoPosition? = nil, bridge: BridgeSettings? = nil
    ) {
      self.name = name
      self.label = label ?? name
      self.kind = kind
      self.host = host
      self.cpus = cpus
      self.autonomousSystem = autonomousSystem
      self.position = position
      self.bridge = bridge
    }
  }

  package struct BridgeSettings: Sendable, Equatable {
    package let spanningTree: SpanningTreeMode
    package let priority: Int
    package let ageing: SimTime
  }

  /// A neighbour's address on one of the node's own interfaces.
  package struct NextHopSpec: Sendable, Equatable {
    package let interface: InterfaceIndex
    package let address: IPv4Address
  }

  package enum InterfaceKind: Sendable {
    /// The end of a link.
    case ethernet
    /// A router's own /32.
    case loopback
    /// A network with nobody on it but the router.
    case stub
    /// The mouth of a tunnel: on a bridge one for all the far ends, on a host one for each.
    case tunnel
  }

  package struct Interface: Sendable {
    /// As the node names it: `eth0`, `lo`, `stub0`; a host's end of a container network has the network's name.
    package let name: String
    package let node: NodeIndex
    package let kind: InterfaceKind
    package let link: LinkIndex?
    /// Which end of the link this is: 0 or 1.
    package let end: Int
    package var address: InterfaceAddress?
    /// The broadcast domain; nil for loopbacks and stubs.
    package var segment: Int?
    /// Place in the segment's list, for tables indexed by it.
    package var positionInSegment = 0
    /// The mouth at the far end of a host's tunnel.
    package var farMouth: InterfaceIndex?
    /// As given in the scenario; nil: the protocol's default.
    package let cost: Int?
    /// 02:…: locally administered, numbered by interface.
    package let hardwareAddress: UInt64
  }

  package struct Link: Sendable {
    /// `r1 -- r2`, or `r1 -- r2 #2` for a parallel one.
    package let name: String
    package let interfaces: Pair<InterfaceIndex>
    package let spec: LinkSpec
    /// Made for a container, not written in the scenario.
    package let isInternal: Bool
  }

  /// One broadcast domain: the interfaces that reach each other without a router.
  package struct Segment: Sendable {
    /// Interfaces of nodes with an IP stack, in order of index.
    package let interfaces: [InterfaceIndex]
    package let bridges: [NodeIndex]
    package var prefix: IPv4Prefix?
    /// Which container network it belongs to.
    package var containerNetwork: Int?
    /// True when more than two stations may be there, so that a neighbour must be found by ARP.
    package var isShared: Bool { !bridges.isEmpty }
  }

  init(
    nodes: [Node], interfaces: [Interface], links: [Link], segments: [Segment],
    membersBySet: [String: [NodeIndex]], containerNetworks: [ContainerNetwork]
  ) {
    self.containerNetworks = containerNetworks
    self.nodes = nodes
    self.interfaces = interfaces
    self.links = links
    self.segments = segments
    self.membersBySet = membersBySet
    var byName: [String: NodeIndex] = [:]
    for (position, node) in nodes.enumerated() where byName[node.name] == nil {
      byName[node.name] = NodeIndex(position)
    }
    indexByName = byName
  }

  package subscript(node: NodeIndex) -> Node { nodes[node.position] }
  package subscript(interface: InterfaceIndex) -> Interface { interfaces[interface.position] }
  package subscript(link: LinkIndex) -> Link { links[link.position] }

  /// The node of that name, or nil.
  package func node(named name: String) -> NodeIndex? { indexByName[name] }

  /// The nodes that a name stands for: one node, or all containers of a set. Empty when there is no such name.
  package func members(of name: String) -> [NodeIndex] {
    membersBySet[name] ?? indexByName[name].map { [$0] } ?? []
  }

  /// The links that a reference names, in order.
  package func links(matching reference: LinkReference) -> [LinkIndex] {
    let all = links.indices.filter { position in
      let ends = links[position].spec.ends
      return (ends.first == reference.first && ends.second == reference.second)
        || (ends.first == reference.second && ends.second == reference.first)
    }
    guard let number = reference.number else { return all.map(LinkIndex.init) }
    return all.indices.contains(number - 1) ? [LinkIndex(all[number - 1])] : []
  }

  /// The address by which traffic reaches a node: a router's loopback if it has one, else its first address.
  /// A container on its host's stack has its host's.
  package func primaryAddress(of node: NodeIndex) -> IPv4Address? {
    if self[node].usesHostStack { return self[node].host.flatMap { primaryAddress(of: $0) } }
    let own = self[node].interfaces
    if let loopback = own.first(where: { self[$0].kind == .loopback }) {
      return self[loopback].address?.address
    }
    return own.lazy.compactMap { self[$0].address?.address }.first
  }

  /// The interface at the other end of an interface's link.
  package func peer(of interface: InterfaceIndex) -> InterfaceIndex? {
    guard let link = self[interface].link else { return nil }
    let ends = self[link].interfaces
    return self[interface].end == 0 ? ends.second : ends.first
  }

  /// Interfaces of other nodes with an IP stack on the same segment.
  package func neighbors(of interface: InterfaceIndex) -> [InterfaceIndex] {
    guard let segment = self[interface].segment else { return [] }
    return segments[segment].interfaces.filter { $0 != interface }
  }
}
