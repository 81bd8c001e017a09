import Kernel
import NetworkModel
import Routing

extension Simulation {
  package var numberOfSpeakers: Int { bgpPlan?.speakers.count { $0 != nil } ?? 0 }

  /// The speakers of the scenario as they are at the start, and what they know of the network without BGP.
  package func bgpSpeakers() throws(SimulationError) -> [BGPSystem.Speaker] {
    let routes = try routesWithoutBGP()
    return topology.nodes.indices.compactMap { position in
      let node = NodeIndex(position)
      guard let configuration = bgpPlan?.speakers[position] else { return nil }
      let interfaces = topology[node].interfaces.compactMap { index -> RoutingInterface? in
        guard let address = topology[index].address else { return nil }
        return RoutingInterface(index: index, name: topology[index].name, address: address, cost: 1)
      }
      return BGPSystem.Speaker(configuration: configuration, interfaces: interfaces, routes: routes[position])
    }
  }

  /// By node: static routes, and those of the interior protocols when they have come to rest, in a run of the scenario in which no
  /// speaker says a word and nothing happens.
  private func routesWithoutBGP() throws(SimulationError) -> [[RedistributedRoute]] {
    var quiet = scenario
    quiet.traffic = []
    quiet.services = []
    quiet.events = []
    quiet.record = []
    quiet.duration = Self.timeToSettle
    var run = try Self.prepare(quiet, isBGPSilent: true)
    run.runUntilQuiet()
    return run.routesForBGP()
  }

  private func routesForBGP() -> [[RedistributedRoute]] {
    topology.nodes.indices.map { position in
      selectedRoutes(of: NodeIndex(position)).filter { $0.source != .connected }.map(Self.redistributed)
    }
  }

  /// More than any interior protocol takes with timers that somebody would choose; it is over when all is quiet.
  private static let timeToSettle = SimTime.seconds(7200)

  /// A gadget's states are a few hundred bytes each. A network of sixty ASes that merely has not settled yet would be watched for
  /// many seconds after its run.
  private static let noticeStateLimit = 10_000_000

  /// What is proven about a network that did not come to rest; nil when nothing is.
  func oscillationNotice() -> String? {
    guard (1...100).contains(numberOfSpeakers), let speakers = try? bgpSpeakers() else { return nil }
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
