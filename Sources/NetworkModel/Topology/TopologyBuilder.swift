import Kernel

extension Topology {
  /// Builds the topology of a scenario that has no problems.
  ///
  /// - Throws: `TopologyError` when no free addresses are left, or when a name is unknown (which `ScenarioValidation`
  ///   reports with its place in the file, before).
  package init(_ network: NetworkSpec) throws(TopologyError) {
    var builder = TopologyBuilder()
    try builder.addNodes(of: network)
    try builder.addLinks(of: network)
    try builder.addContainers(of: network)
    builder.addRouterInterfaces(of: network)
    builder.findSegments()
    try builder.assignAddresses(of: network)
    builder.chooseGateways(of: network)
    self = builder.finish()
  }
}

/// Why no topology could be made.
package enum TopologyError: Error, Equatable, CustomStringConvertible {
  case unknownNode(String, context: String)
  case addressesExhausted(String)
  case tooManyStations(prefix: IPv4Prefix, count: Int)

  package var description: String {
    switch self {
    case .unknownNode(let name, let context): "\(context) names \(name), which does not exist"
    case .addressesExhausted(let what): "no free addresses are left for \(what)"
    case .tooManyStations(let prefix, let count):
      "\(prefix) has \(prefix.usableCount) addresses, but \(count) stations are attached to it"
    }
  }
}

/// Collects the parts in the order in which they depend on each other; see `Topology.init`.
struct TopologyBuilder {
  var nodes: [Topology.Node] = []
  var interfaces: [Topology.Interface] = []
  var links: [Topology.Link] = []
  var segments: [Topology.Segment] = []
  var membersBySet: [String: [NodeIndex]] = [:]
  var indexByName: [String: NodeIndex] = [:]
  /// For the bridge of a container network: the subnet given, and the host's interface on it.
  var containerNetworks: [(bridge: NodeIndex, spec: ContainerNetworkSpec, hostInterface: InterfaceIndex)] = []
  private var linkCounts: [String: Int] = [:]

  /// A veth pair and the host's own end of a container network: fast enough never to be the bottleneck that a
  /// scenario is about, slow enough to take time.
  static func containerLink(_ first: String, _ second: String) -> LinkSpec {
    var spec = LinkSpec(first, second)
    spec.bandwidth = .gigabits(20)
    spec.delay = .microseconds(10)
    spec.queue = .packets(1000)
    return spec
  }

  mutating func addNodes(of network: NetworkSpec) throws(TopologyError) {
    for router in network.routers {
      add(
        Topology.Node(
          name: router.name, label: router.label, kind: .router, autonomousSystem: router.autonomousSystem,
          position: router.position))
    }
    for host in network.hosts {
      add(
        Topology.Node(
          name: host.name, label: host.label, kind: .host, cpus: host.cpus, position: host.position))
    }
    for bridge in network.bridges {
      let settings = Topology.BridgeSettings(
        spanningTree: bridge.spanningTree, priority: bridge.priority, ageing: bridge.ageing)
      add(
        Topology.Node(
          name: bridge.name, label: bridge.label, kind: .bridge, position: bridge.position, bridge: settings))
    }
  }

  mutating func addLinks(of network: NetworkSpec) throws(TopologyError) {
    for spec in network.links { try connect(spec, isInternal: false) }
  }

  /// A container network is a bridge in its host (without spanning tree, as Docker's), an interface of the host on
  /// it, and one veth pair for each container.
  mutating func addContainers(of network: NetworkSpec) throws(TopologyError) {
    for spec in network.containerNetworks {
      let host = try find(spec.host, for: "network \(spec.name)")
      let settings = Topology.BridgeSettings(spanningTree: .off, priority: 32768, ageing: .seconds(300))
      let bridge = add(Topology.Node(name: spec.name, kind: .bridge, host: host, bridge: settings))
      try connect(Self.containerLink(spec.host, spec.name), isInternal: true, firstName: spec.name)
      containerNetworks.append((bridge, spec, InterfaceIndex(interfaces.count - 2)))
    }
    for spec in network.containers {
      let host = try find(spec.host, for: "container \(spec.name)")
      var members: [NodeIndex] = []
      for name in spec.instanceNames {
        members.append(add(Topology.Node(name: name, kind: .container, host: host, cpus: spec.cpus)))
        for attached in spec.networks { try connect(Self.containerLink(name, attached), isInternal: true) }
      }
      membersBySet[spec.name] = members
    }
  }

  mutating func addRouterInterfaces(of network: NetworkSpec) {
    for (position, router) in network.routers.enumerated() {
      let node = NodeIndex(position)
      if let loopback = router.loopback {
        addInterface(
          "lo", node: node, kind: .loopback, address: InterfaceAddress(loopback, length: 32))
      }
      for (number, stub) in router.stubs.enumerated() {
        let own = stub.address(at: stub.length >= 31 ? 0 : 1) ?? stub.address
        addInterface(
          "stub\(number)", node: node, kind: .stub, address: InterfaceAddress(own, length: stub.length))
      }
      nodes[position].routerID = router.routerID ?? router.loopback
      nodes[position].area = router.area
    }
  }

  func finish() -> Topology {
    Topology(
      nodes: nodes, interfaces: interfaces, links: links, segments: segments, membersBySet: membersBySet)
  }

  func find(_ name: String, for context: String) throws(TopologyError) -> NodeIndex {
    guard let index = indexByName[name] else { throw .unknownNode(name, context: context) }
    return index
  }

  @discardableResult
  private mutating func add(_ node: Topology.Node) -> NodeIndex {
    let index = NodeIndex(nodes.count)
    nodes.append(node)
    if indexByName[node.name] == nil { indexByName[node.name] = index }
    return index
  }

  @discardableResult
  private mutating func addInterface(
    _ name: String, node: NodeIndex, kind: Topology.InterfaceKind, link: LinkIndex? = nil, end: Int = 0,
    address: InterfaceAddress? = nil, cost: Int? = nil
  ) -> InterfaceIndex {
    let index = InterfaceIndex(interfaces.count)
    interfaces.append(
      Topology.Interface(
        name: name, node: node, kind: kind, link: link, end: end, address: address, cost: cost,
        hardwareAddress: 0x0200_0000_0000 + UInt64(index.value) + 1))
    nodes[node.position].interfaces.append(index)
    return index
  }

  private mutating func connect(
    _ spec: LinkSpec, isInternal: Bool, firstName: String? = nil
  ) throws(TopologyError) {
    let first = try find(spec.ends.first, for: "link \(spec.name)")
    let second = try find(spec.ends.second, for: "link \(spec.name)")
    let link = LinkIndex(links.count)
    let key = first <= second ? "\(first.value) \(second.value)" : "\(second.value) \(first.value)"
    linkCounts[key, default: 0] += 1
    let number = linkCounts[key, default: 1]
    let a = addInterface(
      firstName ?? nextPortName(first), node: first, kind: .ethernet, link: link, end: 0,
      address: spec.addresses.first, cost: spec.costs.first)
    let b = addInterface(
      nextPortName(second), node: second, kind: .ethernet, link: link, end: 1,
      address: spec.addresses.second, cost: spec.costs.second)
    links.append(
      Topology.Link(
        name: number == 1 ? spec.name : "\(spec.name) #\(number)", interfaces: Pair(a, b), spec: spec,
        isInternal: isInternal))
  }

  private func nextPortName(_ node: NodeIndex) -> String {
    let count = nodes[node.position].interfaces.count
    return nodes[node.position].kind == .bridge ? "port\(count + 1)" : "eth\(count)"
  }
}
