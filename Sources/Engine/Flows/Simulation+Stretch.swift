import Kernel
import NetworkModel

extension Simulation {
  /// How much longer than the shortest way each flow's packets have gone: links crossed on the average, over the fewest
  /// possible when every link works. Nil: none was received, or there are too many ways to look for.
  ///
  /// - Complexity: O(nodes + links) for each node that flows go to, at most 20 million steps.
  func stretches() -> [Double?] {
    if flows.count == 0 { return [] }
    let apart = LinkDistances(topology)
    var distances: [NodeIndex: [Int32]] = [:]
    var steps = 0
    return flows.elements.map { flow in
      guard let links = flow.linksMean, let target = flow.to ?? owner(of: flow.destination) else {
        return nil
      }
      let goal = topology.stack(of: target)
      if distances[goal] == nil {
        steps += topology.nodes.count + topology.interfaces.count
        guard steps < 20_000_000 else { return nil }
        distances[goal] = apart.from(goal)
      }
      let shortest = distances[goal]?[topology.stack(of: flow.from).position] ?? -1
      return shortest > 0 ? links / Double(shortest) : nil
    }
  }

  /// The node that has an address, or the network that it is in.
  private func owner(of address: IPv4Address) -> NodeIndex? {
    let holders = topology.interfaces.filter { $0.address?.prefix.contains(address) ?? false }
    return (holders.first { $0.address?.address == address } ?? holders.first)?.node
  }
}
