import Kernel
import NetworkModel
import Routing

extension Simulation {
  /// How much longer than the shortest way each flow's packets have gone: links crossed on the average, over the fewest
  /// possible when every link works. Nil: none was received, or there are too many ways to look for.
  ///
  /// - Complexity: O(nodes + links · log nodes) for each node that flows go to, at most 20 million steps.
  func stretches() -> [Double?] {
    if flows.count == 0 { return [] }
    let graph = linkGraph
    var search = ShortestDistances(nodeCount: graph.nodeCount)
    var distances: [NodeIndex: [UInt32]] = [:]
    var steps = 0
    return flows.elements.map { flow in
      guard let links = flow.linksMean, let target = flow.to ?? owner(of: flow.destination) else {
        return nil
      }
      let goal = topology.stack(of: target)
      if distances[goal] == nil {
        steps += topology.nodes.count + topology.interfaces.count
        guard steps < 20_000_000 else { return nil }
        search.compute(from: goal.position, in: graph)
        distances[goal] = search.distances
      }
      guard let shortest = distances[goal]?[topology.stack(of: flow.from).position],
        shortest > 0, shortest != ShortestDistances.unreachable
      else { return nil }
      return links / Double(shortest)
    }
  }

  /// The node that has an address, or the network that it is in.
  private func owner(of address: IPv4Address) -> NodeIndex? {
    let holders = topology.interfaces.filter { $0.address?.prefix.contains(address) ?? false }
    return (holders.first { $0.address?.address == address } ?? holders.first)?.node
  }

  /// Each link both ways, at a cost of one.
  private var linkGraph: CompactGraph {
    var arcs: [(from: UInt32, arc: CompactGraph.Arc)] = []
    for link in topology.links {
      let first = topology.interfaces[link.interfaces.first.position].node.value
      let second = topology.interfaces[link.interfaces.second.position].node.value
      arcs.append((first, CompactGraph.Arc(target: second, cost: 1, label: 0)))
      arcs.append((second, CompactGraph.Arc(target: first, cost: 1, label: 0)))
    }
    return CompactGraph(nodeCount: topology.nodes.count, arcs: arcs)
  }
}
