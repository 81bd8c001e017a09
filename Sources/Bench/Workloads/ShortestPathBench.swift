import Kernel
import Routing

/// Shortest paths from nodes spread over a random graph of average degree 4, costs 1…100. A unit is a node of a tree. The
/// bare loop only reads every arc and writes every node once.
enum ShortestPathBench {
  static func measure(nodes: Int, sources: Int) -> Measurement {
    var stream = RandomStream(word: 3)
    var arcs: [(from: UInt32, arc: CompactGraph.Arc)] = []
    func join(_ a: Int, _ b: Int) {
      let cost = UInt32(1 + stream.below(100))
      arcs.append((UInt32(a), .init(target: UInt32(b), cost: cost, label: 0)))
      arcs.append((UInt32(b), .init(target: UInt32(a), cost: cost, label: 0)))
    }
    for node in 1..<nodes { join(stream.below(node), node) }
    while arcs.count < 4 * nodes { join(stream.below(nodes), stream.below(nodes)) }
    let graph = CompactGraph(nodeCount: nodes, arcs: arcs)
    var tree = ShortestDistances(nodeCount: nodes)
    let own = best {
      timed {
        var sum: UInt64 = 0
        for source in 0..<sources {
          tree.compute(from: source * nodes / sources, in: graph)
          sum = tree.distances.reduce(sum) { $0 &+ UInt64($1) }
        }
        return (nodes * sources, sum)
      }
    }
    let bare = best {
      timed {
        var reached = [UInt32](repeating: 0, count: nodes)
        for _ in 0..<sources {
          for node in 0..<nodes { for arc in graph.arcs(of: node) { reached[Int(arc.target)] &+= arc.cost } }
        }
        return (nodes * sources, UInt64(reached[0]))
      }
    }
    return Measurement("shortest paths, \(nodes) nodes", unit: "node", own, bare)
  }
}
