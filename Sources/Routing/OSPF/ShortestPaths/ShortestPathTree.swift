import NetworkModel

/// The shortest paths of one area from the computing router, by vertex number (RFC 2328 §16.1).
struct ShortestPathTree: Sendable {
  static let unreachable = UInt32.max

  var distance: [UInt32] = []
  var hops: [Int32] = []
  /// Vertices in the order in which they were reached for good.
  var order: [UInt32] = []
  /// What it is a tree of.
  var graph: AreaGraph?

  func isReached(_ vertex: Int) -> Bool { vertex < distance.count && distance[vertex] != Self.unreachable }
}

extension OSPFProcess {
  /// Dijkstra's algorithm over the router- and network-LSAs of an area; equal-cost paths are joined. O(E log E).
  mutating func computeTree(ofArea area: Int) -> ShortestPathTree {
    let graph = areas[area].numbering.graph(of: databases[area])
    let count = graph.vertexCount
    var tree = ShortestPathTree()
    tree.graph = graph
    tree.distance = [UInt32](repeating: ShortestPathTree.unreachable, count: count)
    tree.hops = [Int32](repeating: NextHopSets.here, count: count)
    tree.order.reserveCapacity(databases[area].count)
    let root = areas[area].numbering.router(routerID)
    guard root < count, graph.described[root] != 0 else { return tree }
    let ways = waysOut(ofArea: area)
    var heap = VertexHeap()
    tree.distance[root] = 0
    heap.push(distance: 0, isRouter: true, vertex: UInt32(root))
    while let (distance, position) = heap.pop() {
      let vertex = Int(position)
      // A longer way, found before a shorter one.
      if distance != tree.distance[vertex] { continue }
      tree.order.append(position)
      let ownHops = tree.hops[vertex]
      let isNetwork = !graph.isRouter[vertex]
      for place in graph.edges(of: vertex) {
        let edge = graph.edges[place]
        let end = Int(edge.target)
        let length = distance &+ edge.metric
        let known = tree.distance[end]
        if length > known { continue }
        let hops: Int32
        if vertex == root {
          guard let way = ways[edge.address] else { continue }
          hops = way
        } else if isNetwork {
          hops = self.hops.beyondNetwork(ownHops, router: edge.address)
        } else {
          hops = ownHops
        }
        if length < known {
          tree.distance[end] = length
          tree.hops[end] = hops
          heap.push(distance: length, isRouter: graph.isRouter[end], vertex: edge.target)
        } else if end != root && tree.hops[end] != hops {
          tree.hops[end] = self.hops.union(tree.hops[end], hops)
        }
      }
    }
    return tree
  }

  /// §16.1.1: from the root's own links, by their link data, the next hops: a neighbour, or the network itself.
  private mutating func waysOut(ofArea area: Int) -> [IPv4Address: Int32] {
    var ways: [IPv4Address: Int32] = [:]
    for interface in interfaces where interface.area == area && interface.speaks {
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

/// A binary heap of vertices by distance; at equal distance networks come before routers (§16.1 (3)), so that no
/// equal-cost path through one is missed. Vertices are pushed again when a shorter way is found.
struct VertexHeap {
  private var keys: [UInt64] = []

  mutating func push(distance: UInt32, isRouter: Bool, vertex: UInt32) {
    let key = UInt64(distance) << 32 | (isRouter ? 1 << 31 : 0) | UInt64(vertex)
    var hole = keys.count
    keys.append(key)
    while hole > 0 {
      let parent = (hole - 1) / 2
      if keys[parent] <= key { break }
      keys[hole] = keys[parent]
      hole = parent
    }
    keys[hole] = key
  }

  mutating func pop() -> (distance: UInt32, vertex: UInt32)? {
    guard let top = keys.first, let last = keys.popLast() else { return nil }
    if !keys.isEmpty {
      var hole = 0
      let count = keys.count
      while true {
        var child = 2 * hole + 1
        if child >= count { break }
        if child + 1 < count && keys[child + 1] < keys[child] { child += 1 }
        if last <= keys[child] { break }
        keys[hole] = keys[child]
        hole = child
      }
      keys[hole] = last
    }
    return (UInt32(top >> 32), UInt32(top & 0x7FFF_FFFF))
  }
}
