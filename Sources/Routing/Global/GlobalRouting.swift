import Kernel
import NetworkModel

/// Routes computed at once from the whole topology, as ns-3's global routing does: an oracle, not a protocol.
///
/// It sends nothing and takes no time, so it serves scenarios that are not about routing, and as the answer that a real
/// protocol should reach. Shortest paths by interface cost (1 when none is given), all equal-cost next hops. Only
/// routers pass traffic on; hosts are the ends of paths, also for the container networks behind them.
package struct GlobalRouting: Sendable {
  /// One way from a node to a neighbour.
  private struct Edge: Sendable {
    let from: Int
    let to: Int
    let cost: Int
    let hop: NextHop
  }

  private let topology: Topology
  /// Every prefix, with the interfaces that are on it: routers' where there are any, else hosts'.
  private let destinations: [(prefix: IPv4Prefix, interfaces: [InterfaceIndex])]

  /// Links between autonomous systems carry no interior routes: BGP runs there.
  private let staysInside: Bool

  package init(_ topology: Topology, staysInside: Bool = false) {
    self.topology = topology
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

  /// The routes of every router for the given state of the network, by node.
  ///
  /// - Parameter isUp: whether an interface has carrier.
  /// - Complexity: one shortest-path tree for each node that has a destination on it.
  package func routes(isUp: (InterfaceIndex) -> Bool) -> [NodeIndex: [ProtocolRoute]] {
    let count = topology.nodes.count
    let edges = usableEdges(isUp)
    let incoming = Self.group(edges, count: count) { $0.to }
    let outgoing = Self.group(edges, count: count) { $0.from }

    // A network is there as long as one of its nodes has carrier on it.
    let present = destinations.map { destination in
      let nodes = destination.interfaces.filter(isUp).map { topology[$0].node.position }
      return (prefix: destination.prefix, attached: Set(nodes).sorted())
    }
    var trees: [Int: [Int]] = [:]
    for node in Set(present.flatMap(\.attached)) { trees[node] = distances(to: node, incoming: incoming) }
    var result: [NodeIndex: [ProtocolRoute]] = [:]
    for position in 0..<count where topology.nodes[position].kind == .router {
      let router = NodeIndex(position)
      var routes: [ProtocolRoute] = []
      for (prefix, attached) in present where !attached.contains(position) {
        let best = attached.map { trees[$0]?[position] ?? .max }.min() ?? .max
        if best == .max { continue }
        var hops: Set<NextHop> = []
        for node in attached where trees[node]?[position] == best {
          for edge in outgoing[position] where isOnShortestPath(edge, to: node, trees[node] ?? []) {
            hops.insert(edge.hop)
          }
        }
        routes.append(
          ProtocolRoute(prefix: prefix, source: .global, metric: best, nextHops: hops.sorted()))
      }
      result[router] = routes
    }
    return result
  }

  private func isOnShortestPath(_ edge: Edge, to target: Int, _ distances: [Int]) -> Bool {
    let mayPass = edge.to == target || topology.nodes[edge.to].kind == .router
    return mayPass && distances[edge.to] != .max && distances[edge.from] == distances[edge.to] + edge.cost
  }

  /// Dijkstra backwards from a destination; `.max` where there is no path.
  private func distances(to target: Int, incoming: [[Edge]]) -> [Int] {
    var distance = [Int](repeating: .max, count: incoming.count)
    var queue = EventQueue()
    distance[target] = 0
    queue.push(at: .zero, kind: 0, target: UInt32(truncatingIfNeeded: target))
    while let next = queue.pop() {
      let node = Int(next.target)
      let reached = Int(next.time.picoseconds)
      if reached > distance[node] { continue }
      if node != target && topology.nodes[node].kind != .router { continue }
      for edge in incoming[node] {
        let candidate = reached + edge.cost
        if candidate < distance[edge.from] {
          distance[edge.from] = candidate
          queue.push(
            at: SimTime(picoseconds: Int64(candidate)), kind: 0,
            target: UInt32(truncatingIfNeeded: edge.from))
        }
      }
    }
    return distance
  }

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
    return edges
  }

  private func isInside(_ a: NodeIndex, _ b: NodeIndex) -> Bool {
    !staysInside || topology[a].autonomousSystem == topology[b].autonomousSystem
      || topology[a].kind != .router || topology[b].kind != .router
  }

  private static func group(_ edges: [Edge], count: Int, by key: (Edge) -> Int) -> [[Edge]] {
    var groups = [[Edge]](repeating: [], count: count)
    for edge in edges { groups[key(edge)].append(edge) }
    return groups
  }
}
