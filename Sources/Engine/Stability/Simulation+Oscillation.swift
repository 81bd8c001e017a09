import Kernel
import Metrics
import NetworkModel
import Routing

/// A run whose BGP comes to the same state again is proven to go on so for ever, and stops where nothing else is to be found out.
extension Simulation {
  /// Only where nothing is left to chance: messages are not lost, take no random time, are not held back for a random time, and
  /// share the links with nobody.
  func makeOscillationWatch() -> OscillationWatch? {
    guard let plan = bgpPlan else { return nil }
    let settings = BGPSettings(scenario.routing)
    let isHeldBack = plan.speakers.contains { speaker in
      speaker?.neighbors.contains {
        ($0.isInternal ? settings.internalAdvertisementInterval : settings.advertisementInterval) != .zero
      } ?? false
    }
    guard !(isHeldBack && settings.hasJitter), settings.processing == nil, settings.damping == nil,
      (2...500).contains(plan.speakers.count { $0 != nil }),
      scenario.network.links.allSatisfy({ $0.loss == 0 }), scenario.traffic.isEmpty, scenario.services.isEmpty
    else { return nil }
    return OscillationWatch()
  }

  /// A speaker has taken an UPDATE.
  mutating func watchForOscillation(at node: NodeIndex, process: Int) {
    guard oscillationWatch?.isDue() ?? false,
      let one = routers[node.position].processes[process] as? BGPProcess
    else { return }
    let places = bgpPlaces
    guard let place = places.firstIndex(where: { $0.node == node }) else { return }
    // Taken out, so that looking at the routers does not overlap with it.
    guard var watch = oscillationWatch else { return }
    oscillationWatch = nil
    watch.look(at: place, now: now, one: one) {
      places.compactMap { routers[$0.node.position].processes[$0.process] as? BGPProcess }
    }
    if watch.proof != nil, stopsWhenProven, isNothingElseToFindOut {
      mustStop = true
      stopCause = .oscillation
    }
    oscillationWatch = watch
  }

  /// Where BGP runs, by node.
  private var bgpPlaces: [(node: NodeIndex, process: Int)] {
    routers.indices.compactMap { position in
      routers[position].processes.firstIndex { $0 is BGPProcess }.map { (NodeIndex(position), $0) }
    }
  }

  /// No event of the scenario is to come.
  private var isNothingElseToFindOut: Bool { !scenario.events.contains { $0.time > now } }

  /// What the run has proven.
  var oscillation: OscillationResult? {
    guard let proof = oscillationWatch?.proof else { return nil }
    return OscillationResult(
      first: proof.first, period: proof.period, updates: proof.updates, participants: proof.participants,
      wheel: proof.wheel.map(Self.spokes) ?? [])
  }

  static func spokes(of wheel: DisputeWheel) -> [String] {
    wheel.spokes.map { spoke in
      "\(spoke.speaker) likes \(spoke.preferred.dropFirst().joined(separator: " ")) better than "
        + spoke.spoke.dropFirst().joined(separator: " ")
    }
  }
}
