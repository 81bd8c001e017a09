import Kernel
import Testing

@testable import Routing

@Suite struct ShortestDistancesTests {
  /// Against Bellman and Ford's relaxation of every arc until nothing changes.
  @Test(arguments: 0..<40)
  func distancesAreThoseOfRepeatedRelaxation(number: Int) {
    var stream = RandomStream(seed: UInt64(number), entity: "tree", purpose: "test")
    let nodes = 2 + stream.below(40)
    let isTransit = (0..<nodes).map { _ in stream.bernoulli(0.8) }
    let arcs = (0..<stream.below(5 * nodes)).map { label in
      (
        from: UInt32(stream.below(nodes)),
        arc: CompactGraph.Arc(
          target: UInt32(stream.below(nodes)), cost: UInt32(stream.below(number % 2 == 0 ? 3 : 1000)),
          label: UInt32(label))
      )
    }
    let graph = CompactGraph(nodeCount: nodes, arcs: arcs)
    var tree = ShortestDistances(nodeCount: nodes)
    for source in 0..<nodes {
      tree.compute(from: source, in: graph, isTransit: isTransit)
      var expected = [Int](repeating: .max, count: nodes)
      expected[source] = 0
      for _ in 0..<nodes {
        for (from, arc) in arcs where expected[Int(from)] != .max {
          guard Int(from) == source || isTransit[Int(from)] else { continue }
          expected[Int(arc.target)] = min(
            expected[Int(arc.target)], expected[Int(from)] + Int(arc.cost))
        }
      }
      let found = tree.distances.map { $0 == ShortestDistances.unreachable ? Int.max : Int($0) }
      #expect(found == expected)
    }
  }

  @Test func aWayTooLongIsNone() {
    let graph = CompactGraph(
      nodeCount: 3,
      arcs: [
        (0, .init(target: 1, cost: .max - 1, label: 0)), (1, .init(target: 2, cost: 2, label: 1)),
      ])
    var tree = ShortestDistances(nodeCount: 3)
    tree.compute(from: 0, in: graph)
    #expect(tree.distances == [0, .max - 1, ShortestDistances.unreachable])
  }
}
