import NetworkModel

/// How many links nodes are apart when every link works.
struct LinkDistances {
  /// A node's neighbours stand in `neighbors` from its start to the next node's.
  private var starts: [Int]
  private var neighbors: [Int32]

  /// - Complexity: O(nodes + links).
  init(_ topology: Topology) {
    let ends = topology.links.map { link in
      (
        first: topology.interfaces[link.interfaces.first.position].node.position,
        second: topology.interfaces[link.interfaces.second.position].node.position
      )
    }
    starts = Array(repeating: 0, count: topology.nodes.count + 1)
    for end in ends {
      starts[end.first + 1] += 1
      starts[end.second + 1] += 1
    }
    for node in topology.nodes.indices { starts[node + 1] += starts[node] }
    neighbors = Array(repeating: 0, count: 2 * ends.count)
    var filled = starts
    for end in ends {
      neighbors[filled[end.first]] = Int32(truncatingIfNeeded: end.second)
      neighbors[filled[end.second]] = Int32(truncatingIfNeeded: end.first)
      filled[end.first] += 1
      filled[end.second] += 1
    }
  }

  /// By node, breadth first; −1: no way.
  ///
  /// - Complexity: O(nodes + links).
  func from(_ goal: NodeIndex) -> [Int32] {
    var distances = [Int32](repeating: -1, count: starts.count - 1)
    distances[goal.position] = 0
    var queue = [Int32(truncatingIfNeeded: goal.position)]
    queue.reserveCapacity(distances.count)
    var next = 0
    while next < queue.count {
      let node = Int(queue[next])
      next += 1
      for place in starts[node]..<starts[node + 1] where distances[Int(neighbors[place])] < 0 {
        distances[Int(neighbors[place])] = distances[node] + 1
        queue.append(neighbors[place])
      }
    }
    return distances
  }
}
