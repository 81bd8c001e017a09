import NetworkModel

/// Routes computed at once from the whole topology, as ns-3's global routing does: an oracle, not a protocol.
///
/// It sends nothing and takes no time, so it serves scenarios that are not about routing, and as the answer that a real
/// protocol should reach. Shortest paths by interface cost (1 when none is given), all equal-cost next hops. Only
/// routers pass traffic on; hosts are the ends of paths, also for the container networks behind them.
package struct GlobalRouting: Sendable {
  /// One way from a node to a neighbour.
  struct Edge: Sendable {
    let from: Int
    let to: Int
    let cost: Int
    let hop: NextHop
  }

  private let topology: Topology
  private let isRouter: [Bool]
  /// Every prefix, with the interfaces that are on it: routers' where there are any, else hosts'.
  private let destinations: [(prefix: IPv4Prefix, interfaces: [InterfaceIndex])]

  /// Links between autonomous systems carry no interior routes: BGP runs there. A confederation is one.
  private let staysInside: Bool
  private let domains: [UInt32?]

  package init(
    _ topology: Topology, staysInside: Bool = false, confederations: [BGPConfederationSpec] = []
  ) {
    self.topology = topology
    domains = topology.nodes.map { node in node.autonomousSystem.map { confederations.identifier(of: $0) } }
    isRouter = topology.nodes.map { $0.kind == .router }
    self.staysInside = staysInside
    var interfaces: [IPv4Prefix: [InterfaceIndex]] = [:]
    for (position, interface) in topology.interfaces.enumerated() {
      guard let prefix = interface.address?.prefix, topology[interface.node].kind.forwards else { continue }
      interfaces[prefix, default: []].append(InterfaceIndex(position))
    }
    destinations = interfaces.sorted { $0.key < $1.key }.map { prefix, all in
      let ofRouters = all.filter { topology[topology[$0].node].kind == .router }
      return (prefix, ofRouters.isEmpty ? all : ofRouters)
    }
  }

  /// The routes of every router for the given state of the network.
  ///
  /// - Parameter isUp: whether an interface has carrier.
  /// - Complexity: one shortest-path tree for each node that has a destination on it; one entry for each router and
  ///   prefix. Networks on the same nodes share their work.
  package func routes(isUp: (InterfaceIndex) -> Bool) -> GlobalRoutes {
    // A network is there as long as one of its nodes has carrier on it.
    let present = destinations.compactMap { destination -> (prefix: IPv4Prefix, attached: [Int])? in
      let nodes = destination.interfaces.filter(isUp).map { topology[$0].node.position }
      return nodes.isEmpty ? nil : (destination.prefix, nodes.count == 1 ? nodes : Set(nodes).sorted())
    }
    let edges = usableEdges(isUp)
    let trees = distances(to: present.flatMap(\.attached), edges)
    var table = GlobalTable(nodes: isRouter, edges: edges, columns: present.count)
    var columnOfNodes: [[Int]: Int] = [:]
    for (column, destination) in present.enumerated() {
      if let same = columnOfNodes[destination.attached] {
        table.copyColumn(same, to: column)
      } else {
        table.fill(column, attached: destination.attached, distances: trees)
        columnOfNodes[destination.attached] = column
      }
    }
    return table.routes(prefixes: present.map(\.prefix))
  }

  /// Distances from every node to each of the targets: shortest-path trees on the graph turned round.
  private func distances(to targets: [Int], _ edges: [Edge]) -> [Int: [UInt32]] {
    let graph = CompactGraph(
      nodeCount: isRouter.count,
      arcs: edges.map {
        (UInt32($0.to), .init(target: UInt32($0.from), cost: UInt32(clamping: $0.cost), label: 0))
      })
    var trees: [Int: [UInt32]] = [:]
    var tree = ShortestDistances(nodeCount: isRouter.count)
    for target in targets where trees[target] == nil {
      tree.compute(from: target, in: graph, isTransit: isRouter)
      trees[target] = tree.distances
    }
    return trees
  }

  /// Sorted by node and next hop.
  private func usableEdges(_ isUp: (InterfaceIndex) -> Bool) -> [Edge] {
    var edges: [Edge] = []
    for (position, interface) in topology.interfaces.enumerated() {
      let own = InterfaceIndex(position)
      guard topology[interface.node].kind.forwards, isUp(own) else { continue }
      for other in topology.neighbors(of: own) {
        let neighbor = topology[other]
        guard topology[neighbor.node].kind.forwards, neighbor.node != interface.node, isUp(other),
          let address = neighbor.address?.address, isInside(interface.node, neighbor.node)
        else { continue }
        edges.append(
          Edge(
            from: interface.node.position, to: neighbor.node.position, cost: max(1, interface.cost ?? 1),
            hop: NextHop(interface: own, address: address)))
      }
    }
    return edges.sorted { ($0.from, $0.hop) < ($1.from, $1.hop) }
  }

  private func isInside(_ a: NodeIndex, _ b: NodeIndex) -> Bool {
    !staysInside || domains[a.position] == domains[b.position]
      || topology[a].kind != .router || topology[b].kind != .router
  }
}
