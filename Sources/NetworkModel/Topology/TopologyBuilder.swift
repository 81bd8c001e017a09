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
  case noParent(network: String, host: String)

  package var description: String {
    switch self {
    case .unknownNode(let name, let context): "\(context) names \(name), which does not exist"
    case .addressesExhausted(let what): "no free addresses are left for \(what)"
    case .noParent(let network, let host):
      "the network \(network) needs a link of \(host) for its parent interface"
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
  var containerNetworks: [Topology.ContainerNetwork] = []
  /// By host: the bridge that stands in for its end of a link, since children of that interface share it.
  var parentBridges: [NodeIndex: Topology.ParentBridge] = [:]
  /// Addresses that containers were given.
  var givenAddresses: [(interface: InterfaceIndex, address: IPv4Address)] = []
  private var linkCounts: [String: Int] = [:]

  /// A veth pair and the host's own end of a container network: fast enough never to be the bottleneck that a
  /// scenario is about, slow enough to take time.
  static func containerLink(
    _ first: String, _ second: String, _ network: ContainerNetworkSpec? = nil, mtu: Int = 1500
  )
    -> LinkSpec
  {
    var spec = LinkSpec(first, second)
    spec.bandwidth = .gigabits(20)
    spec.delay = network?.delay ?? .microseconds(10)
    spec.queue = .packets(1000)
    spec.mtu = mtu
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
    try addParentBridges(of: network)
    for (position, spec) in network.links.enumerated() {
      try connect(spec, isInternal: false, number: position)
    }
    try connectParents(of: network)
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
      nodes[position].sendsErrors = router.sendsErrors
    }
  }

  func finish() -> Topology {
    Topology(
      nodes: nodes, interfaces: interfaces, links: links, segments: segments, membersBySet: membersBySet,
      containerNetworks: containerNetworks)
  }

  func find(_ name: String, for context: String) throws(TopologyError) -> NodeIndex {
    guard let index = indexByName[name] else { throw .unknownNode(name, context: context) }
    return index
  }

  @discardableResult
  mutating func add(_ node: Topology.Node) -> NodeIndex {
    let index = NodeIndex(nodes.count)
    nodes.append(node)
    if indexByName[node.name] == nil { indexByName[node.name] = index }
    return index
  }

  @discardableResult
  mutating func addInterface(
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

  /// - Parameter number: of the link in the scenario; a host's end may be stood in for by a bridge.
  mutating func connect(
    _ spec: LinkSpec, isInternal: Bool, firstName: String? = nil, number position: Int? = nil
  ) throws(TopologyError) {
    let first = standIn(for: try find(spec.ends.first, for: "link \(spec.name)"), on: position)
    let second = standIn(for: try find(spec.ends.second, for: "link \(spec.name)"), on: position)
    let link = LinkIndex(links.count)
    let key = first <= second ? "\(first.value) \(second.value)" : "\(second.value) \(first.value)"
    linkCounts[key, default: 0] += 1
    let number = linkCounts[key, default: 1]
    let a = addInterface(
      firstName ?? nextPortName(first), node: first, kind: .ethernet, link: link, end: 0,
      address: nodes[first.position].kind == .bridge ? nil : spec.addresses.first, cost: spec.costs.first)
    let b = addInterface(
      nextPortName(second), node: second, kind: .ethernet, link: link, end: 1,
      address: nodes[second.position].kind == .bridge ? nil : spec.addresses.second, cost: spec.costs.second)
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
