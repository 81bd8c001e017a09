import Kernel
import Metrics
import NetworkModel
import Routing

extension Simulation {
  /// Runs the network's BGP in rounds, in the order of sending, and in a number of random orders.
  package func explore(orders: Int) throws(SimulationError) -> Exploration {
    let explorer = BGPExplorer(try bgpSpeakers())
    var exploration = Exploration(title: scenario.title, orders: orders)
    exploration.deterministic = [
      ("all at once, in rounds", Self.finding(explorer.run(.rounds))),
      ("first sent, first served", Self.finding(explorer.run(.firstSent))),
    ]
    exploration.episodes = explorer.episodes(originChanges).map { episode in
      Exploration.Episode(
        name: episode.name, rounds: episode.rounds, updates: episode.updates,
        updatesOfOthers: episode.updatesOfOthers, isAtRest: episode.isAtRest)
    }
    var places: [[BGPSystem.Choice]: Int] = [:]
    for number in 0..<max(0, orders) {
      let seed = scenario.seed &+ UInt64(number)
      guard case .stable(let choices, _) = explorer.run(.random(seed: seed)) else { continue }
      if let place = places[choices] {
        exploration.states[place].count += 1
      } else {
        places[choices] = exploration.states.count
        let routes = choices.map {
          "\($0.speaker) \($0.prefix): \($0.way.dropFirst().joined(separator: " "))"
        }
        exploration.states.append(Exploration.State(routes: routes, count: 1, firstSeed: seed))
      }
    }
    exploration.states.sort { ($1.count, $0.firstSeed) < ($0.count, $1.firstSeed) }
    return exploration
  }

  /// The scenario's announcements and withdrawals, in their order.
  private var originChanges: [(name: String, speaker: String, prefix: IPv4Prefix, isPresent: Bool)] {
    scenario.events.compactMap { event in
      switch event.action {
      case .announce(let prefix, let node): (event.action.description, node, prefix, true)
      case .withdraw(let prefix, let node): (event.action.description, node, prefix, false)
      default: nil
      }
    }
  }

  private static func finding(_ outcome: BGPExplorer.Outcome) -> Exploration.Finding {
    switch outcome {
    case .stable(_, let steps): .stable(steps: steps)
    case .undecided(let steps): .undecided(steps: steps)
    case .oscillates(let proof):
      .oscillates(
        first: proof.first, period: proof.period, participants: proof.participants,
        wheel: proof.wheel.map { Self.spokes(of: $0) } ?? [])
    }
  }
}
