import Kernel
import NetworkModel
import Routing

extension Simulation {
  /// The speakers of the scenario as they are at the start, with an ideal interior protocol inside each AS.
  package func bgpSpeakers() -> [BGPSystem.Speaker] {
    let runsInterior = scenario.routing.protocols.contains { $0 != BGPProcess.name && $0 != "static" }
    let interior =
      runsInterior
      ? GlobalRouting(
        topology, staysInside: true, confederations: scenario.routing.bgp.confederations
      ).routes { _ in true } : GlobalRoutes()
    return topology.nodes.indices.compactMap { position in
      let node = NodeIndex(position)
      guard let configuration = bgpPlan?.speakers[position] else { return nil }
      let interfaces = topology[node].interfaces.compactMap { index -> RoutingInterface? in
        guard let address = topology[index].address else { return nil }
        return RoutingInterface(index: index, name: topology[index].name, address: address, cost: 1)
      }
      let routes = interior.routes(of: node).map {
        RedistributedRoute(prefix: $0.prefix, source: $0.source, metric: $0.metric, nextHops: $0.nextHops)
      }
      return BGPSystem.Speaker(configuration: configuration, interfaces: interfaces, routes: routes)
    }
  }

  /// A gadget's states are a few hundred bytes each. A network of sixty ASes that merely has not settled yet would be watched for
  /// many seconds after its run.
  private static let noticeStateLimit = 10_000_000

  /// What is proven about a network that did not come to rest; nil when nothing is.
  func oscillationNotice() -> String? {
    let speakers = bgpSpeakers()
    guard (1...100).contains(speakers.count) else { return nil }
    let explorer = BGPExplorer(speakers)
    guard case .oscillates(let proof) = explorer.run(.firstSent, stateLimit: Self.noticeStateLimit) else {
      return nil
    }
    var text =
      "BGP never comes to rest in this network: with messages served in the order in which they were sent, the "
    text +=
      "state after \(proof.first) of them, routes and messages under way, comes again after \(proof.period) more. "
    text += "Those who keep changing: \(proof.participants.joined(separator: ", "))."
    if let wheel = proof.wheel {
      text += " The dispute wheel: " + Self.spokes(of: wheel).joined(separator: "; ") + "."
    }
    return text
  }
}
