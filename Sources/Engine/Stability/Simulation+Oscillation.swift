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
    let isLimited = plan.speakers.contains { speaker in
      speaker?.neighbors.contains { $0.options.maximumPrefixes != nil } ?? false
    }
    return OscillationWatch(
      areIndependent: !isHeldBack && !isLimited && plan.speakers.allSatisfy { $0?.aggregates.isEmpty ?? true }
    )
  }

  /// A speaker has taken an UPDATE.
  mutating func watchForOscillation(_ prefixes: [IPv4Prefix], at node: NodeIndex, process: Int) {
    if let end = shakenUntil, now >= end { settleAgain() }
    // Taken out, so that looking at the routers does not overlap with it.
    guard var watch = oscillationWatch, !watch.isBlind, watch.proof == nil,
      let one = routers[node.position].processes[process] as? BGPProcess
    else { return }
    oscillationWatch = nil
    if watch.isDue(at: node.position) { watch.look(at: node.position, now: now, one: one) { speakers } }
    if watch.isDueByPrefix {
      let place = (0..<node.position).count { routers[$0].processes.contains { $0 is BGPProcess } }
      watch.look(prefixes, at: place, now: now, one: one) { speakers }
    }
    oscillationWatch = watch
    guard let proof = watch.proof else { return }
    if isMerelyInStep(proof) {
      shake()
    } else {
      mustStop = true
      stopCause = .oscillation
    }
  }

  /// All that run now, in the order of the nodes.
  var speakers: [BGPProcess] {
    routers.indices.compactMap { routers[$0].processes.lazy.compactMap { $0 as? BGPProcess }.first }
  }

  /// Ends the run when an oscillation is proven and nothing else is to be found out; true when it has.
  mutating func stopForOscillation(before last: SimTime) -> Bool {
    guard let proof = oscillationWatch?.proof, !isWorthWhile(proof) else { return false }
    convergence.goOn(every: proof.period, until: min(last, nextScenarioEvent(after: now) ?? .never))
    stopReason = .oscillation
    return true
  }

  /// An event of the scenario is to come that changes things, and so soon that it can be waited for.
  private func isWorthWhile(_ proof: OscillationWatch.Proof) -> Bool {
    guard let next = nextScenarioEvent(after: now) else { return false }
    let rounds = (next - (position ?? now)).picoseconds / max(1, proof.period.picoseconds)
    return rounds <= Self.mostUpdatesToWaitFor / Int64(max(1, proof.updates))
  }

  /// Some ten seconds of work.
  private static let mostUpdatesToWaitFor: Int64 = 1_000_000

  func nextScenarioEvent(after time: SimTime) -> SimTime? {
    scenario.events.lazy.map(\.time).filter { $0 > time }.min()
  }

  /// An earlier time at which everything is as it will be at the given one, where an oscillation is proven and nothing happens before.
  func congruent(_ time: SimTime, from position: SimTime) -> SimTime {
    guard let proof = oscillationWatch?.proof, proof.prefixes.isEmpty, proof.period > .zero, time > position,
      nextScenarioEvent(after: position) ?? .never > time
    else { return time }
    return position + SimTime(picoseconds: (time - position).picoseconds % proof.period.picoseconds)
  }

  /// What the reader of a run that was stopped by its oscillation should know.
  var unreachedNotice: String? {
    guard stopReason == .oscillation, let next = nextScenarioEvent(after: now) else { return nil }
    return
      "The scenario's events from \(next) on were not reached: to go round until then would take too long."
  }

  /// What the run has proven.
  var oscillation: OscillationResult? {
    guard let proof = oscillationWatch?.proof else { return nil }
    return OscillationResult(
      first: proof.first, period: proof.period, updates: proof.updates, participants: proof.participants,
      wheel: proof.wheel.map(Self.spokes) ?? [],
      prefixes: proof.prefixes.map { one in
        .init(
          prefix: one.prefix, first: one.first, period: one.period, updates: one.updates,
          participants: one.participants, wheel: one.wheel.map(Self.spokes) ?? [])
      })
  }

  static func spokes(of wheel: DisputeWheel) -> [String] {
    wheel.spokes.map { spoke in
      "\(spoke.speaker) likes \(spoke.preferred.dropFirst().joined(separator: " ")) better than "
        + spoke.spoke.dropFirst().joined(separator: " ")
    }
  }
}
