import NetworkModel

/// The shortest paths of one area from the computing router, by vertex number (RFC 2328 §16.1).
struct ShortestPathTree: Sendable {
  static let unreachable = UInt32.max

  var distance: [UInt32] = []
  var hops: [Int32] = []
  /// Vertices in the order in which they were reached for good.
  var order: [UInt32] = []
  /// What it is a tree of, and the ways out of the root that it begins with.
  var graph: AreaGraph?
  var ways: [IPv4Address: Int32] = [:]

  func isReached(_ vertex: Int) -> Bool { vertex < distance.count && distance[vertex] != Self.unreachable }
}

extension OSPFProcess {
  /// The tree of an area: the last one, when neither the area's routers and networks nor the router's own ways out are others
  /// (§16.5: news of summaries and externals need no new tree).
  mutating func tree(ofArea area: Int) -> ShortestPathTree {
    let described = databases[area].described
    let ways = waysOut(ofArea: area)
    var graph = areas[area].tree.graph
    if graph?.described != described {
      graph = areas[area].numbering.graph(described)
    } else if areas[area].tree.ways == ways {
      return areas[area].tree
    }
    return shortestPaths(in: graph, from: areas[area].numbering.router(routerID), ways)
  }

  /// Dijkstra's algorithm over the router- and network-LSAs of an area; equal-cost paths are joined. O(E log E).
  private mutating func shortestPaths(
    in graph: AreaGraph?, from root: Int, _ ways: [IPv4Address: Int32]
  ) -> ShortestPathTree {
    var tree = ShortestPathTree()
    guard let graph else { return tree }
    tree.graph = graph
    tree.ways = ways
    let vertices = graph.vertexCount
    tree.distance = [UInt32](repeating: ShortestPathTree.unreachable, count: vertices)
    tree.hops = [Int32](repeating: NextHopSets.here, count: vertices)
    guard root < vertices, graph.described[root] != 0 else { return tree }
    tree.order.reserveCapacity(vertices)
    var queue = VertexQueue(capacity: graph.edges.count + 1)
    let onlyDirectly = configuration.choices.goesDirectlyOnOwnNetworks
    tree.distance[root] = 0
    queue.push(distance: 0, isRouter: true, vertex: UInt32(root))
    graph.edges.withUnsafeBufferPointer { edges in
      tree.distance.withUnsafeMutableBufferPointer { known in
        tree.hops.withUnsafeMutableBufferPointer { hopsOf in
          while let (distance, position) = queue.pop() {
            let vertex = Int(position)
            // A longer way, found before a shorter one.
            if distance != known[vertex] { continue }
            tree.order.append(position)
            let ownHops = hopsOf[vertex]
            let isNetwork = !graph.isRouter[vertex]
            for place in graph.edges(of: vertex) {
              let edge = edges[place]
              let end = Int(edge.target)
              let length = distance &+ edge.metric
              if length > known[end] { continue }
              var hops = ownHops
              if vertex == root {
                guard let way = ways[edge.address] else { continue }
                hops = way
              } else if isNetwork {
                hops = self.hops.beyondNetwork(
                  ownHops, router: edge.address, onlyDirectly: onlyDirectly)
              }
              if length < known[end] {
                known[end] = length
                hopsOf[end] = hops
                queue.push(distance: length, isRouter: graph.isRouter[end], vertex: edge.target)
              } else if end != root && hopsOf[end] != hops {
                hopsOf[end] = self.hops.union(hopsOf[end], hops)
              }
            }
          }
        }
      }
    }
    return tree
  }

  /// §16.1.1: from the root's own links, by their link data, the next hops: a neighbour, or the network itself.
  private mutating func waysOut(ofArea area: Int) -> [IPv4Address: Int32] {
    var ways: [IPv4Address: Int32] = [:]
    let hidden = hiddenInterfaces(inArea: area)
    for (position, interface) in interfaces.enumerated() where interface.area == area && interface.speaks {
      if hidden.contains(position) {
        if interface.isBroadcast { ways[interface.address] = NextHopSets.here }
        continue
      }
      if let link = interface.virtual {
        // §16.1.1: as the area that the virtual link leads through has it.
        let vertex = areas[link.transit].numbering.router(link.peer)
        if areas[link.transit].tree.isReached(vertex) {
          ways[interface.address] = areas[link.transit].tree.hops[vertex]
        }
      } else if interface.isBroadcast {
        ways[interface.address] = hops.single(NextHop(interface: interface.routing.index, address: nil))
      } else if let neighbor = interface.neighbors.first(where: { $0.state == .full }) {
        ways[interface.address] = hops.single(
          NextHop(interface: interface.routing.index, address: neighbor.address))
      }
    }
    return ways
  }
}
