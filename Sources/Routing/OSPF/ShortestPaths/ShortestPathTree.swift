import NetworkModel

/// The shortest paths of one area from the computing router, by vertex number (RFC 2328 §16.1).
struct ShortestPathTree: Sendable {
  static let unreachable = UInt32.max

  var distance: [UInt32] = []
  var hops: [Int32] = []
  /// Vertices in the order in which they were reached for good.
  var order: [UInt32] = []

  func isReached(_ vertex: Int) -> Bool { vertex < distance.count && distance[vertex] != Self.unreachable }
}

extension OSPFProcess {
  /// Dijkstra's algorithm over the router- and network-LSAs of an area; equal-cost paths are joined. O(E log E).
  mutating func computeTree(ofArea area: Int) -> ShortestPathTree {
    let database = databases[area]
    let count = max(database.lsaOfVertex.count, areas[area].numbering.vertexCount)
    var tree = ShortestPathTree()
    tree.distance = [UInt32](repeating: ShortestPathTree.unreachable, count: count)
    tree.hops = [Int32](repeating: NextHopSets.here, count: count)
    tree.order.reserveCapacity(database.count)
    let root = areas[area].numbering.router(routerID)
    guard root < count, usable(root, in: database) != nil else { return tree }
    let ways = waysOut(ofArea: area)
    var heap = VertexHeap()
    tree.distance[root] = 0
    heap.push(distance: 0, isRouter: true, vertex: UInt32(root))
    while let (distance, position) = heap.pop() {
      let vertex = Int(position)
      // A longer way, found before a shorter one.
      if distance != tree.distance[vertex] { continue }
      guard let lsa = usable(vertex, in: database) else { continue }
      tree.order.append(position)
      let isNetwork = lsa.key.type == .network
      for edge in lsa.edges {
        let end = Int(edge.vertex)
        let length = distance &+ edge.metric
        if length > tree.distance[end] { continue }
        // §16.1 (2)(b): an LSA that is in use and that leads back.
        guard let other = usable(end, in: database), other.leads(to: position) else { continue }
        let hops: Int32
        if vertex == root {
          guard let way = ways[edge.data] else { continue }
          hops = way
        } else if isNetwork {
          let back = other.edges.first { $0.vertex == position }?.data ?? .any
          hops = self.hops.beyondNetwork(tree.hops[vertex], router: back)
        } else {
          hops = tree.hops[vertex]
        }
        if length < tree.distance[end] {
          tree.distance[end] = length
          tree.hops[end] = hops
          heap.push(distance: length, isRouter: other.key.type == .router, vertex: edge.vertex)
        } else if end != root {
          tree.hops[end] = self.hops.union(tree.hops[end], hops)
        }
      }
    }
    return tree
  }

  /// The LSA of a vertex, unless it is being flushed.
  private func usable(_ vertex: Int, in database: LinkStateDatabase) -> LSA? {
    guard vertex < database.lsaOfVertex.count else { return nil }
    let number = database.lsaOfVertex[vertex]
    if number < 0 || database.entries[Int(number)].isFlushing { return nil }
    return database.entries[Int(number)].lsa
  }

  /// §16.1.1: from the root's own links, by their link data, the next hops: a neighbour, or the network itself.
  private mutating func waysOut(ofArea area: Int) -> [IPv4Address: Int32] {
    var ways: [IPv4Address: Int32] = [:]
    for interface in interfaces where interface.area == area && interface.speaks {
      if interface.isBroadcast {
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
