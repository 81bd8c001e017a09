/// A directed graph in two arrays: the arcs of all nodes one after the other, and where those of each node begin.
package struct CompactGraph: Sendable {
  package struct Arc: Sendable, BitwiseCopyable {
    package let target: UInt32
    package let cost: UInt32
    /// Its place in the list that the graph was made of.
    package let label: UInt32

    package init(target: UInt32, cost: UInt32, label: UInt32) {
      self.target = target
      self.cost = cost
      self.label = label
    }
  }

  /// nodeCount + 1 numbers.
  let firstArc: [UInt32]
  let arcs: [Arc]

  package var nodeCount: Int { firstArc.count - 1 }

  /// - Parameter arcs: (from, arc); the arcs of one node keep their order. Complexity: O(nodes + arcs).
  package init(nodeCount: Int, arcs list: [(from: UInt32, arc: Arc)]) {
    var first = [UInt32](repeating: 0, count: nodeCount + 1)
    for item in list { first[Int(item.from) + 1] += 1 }
    for node in 0..<nodeCount { first[node + 1] += first[node] }
    firstArc = first
    arcs = [Arc](unsafeUninitializedCapacity: list.count) { buffer, count in
      for item in list {
        let place = Int(first[Int(item.from)])
        (buffer.baseAddress.map { $0 + place })?.initialize(to: item.arc)
        first[Int(item.from)] += 1
      }
      count = list.count
    }
  }

  package func arcs(of node: Int) -> ArraySlice<Arc> {
    arcs[Int(firstArc[node])..<Int(firstArc[node + 1])]
  }
}
