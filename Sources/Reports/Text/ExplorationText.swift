import Metrics

/// What `rhumb explore` prints.
package enum ExplorationText {
  package static func document(_ exploration: Exploration) -> String {
    var text = "\(exploration.title)\n"
    for (name, finding) in exploration.deterministic { text += "  \(name): \(words(finding))\n" }
    for episode in exploration.episodes {
      text += "  \(episode.name), in rounds: \(episode.rounds) rounds, \(episode.updates) updates "
      text +=
        "(\(episode.updatesOfOthers) between others than the origin)\(episode.isAtRest ? "" : ", not at rest")\n"
    }
    let stable = exploration.states.reduce(0) { $0 + $1.count }
    text += "\n\(exploration.orders) random orders of speakers: "
    if exploration.states.isEmpty {
      text += "none came to rest\n"
      return text
    }
    text += exploration.states.count == 1 ? "one stable state" : "\(exploration.states.count) stable states"
    if stable < exploration.orders { text += "; \(exploration.orders - stable) orders did not come to rest" }
    text += "\n"
    for (number, state) in exploration.states.enumerated() {
      let share = Double(state.count) / Double(exploration.orders) * 100
      text +=
        "\n  State \(number + 1), reached by \(state.count) of \(exploration.orders) (\(Int(share.rounded())) %)"
      text += ", first by seed \(state.firstSeed)\n"
      for choice in exploration.differing(state) { text += "    \(choice)\n" }
    }
    if exploration.states.count == 1 { text += "    every order leads to the same routes\n" }
    return text
  }

  private static func words(_ finding: Exploration.Finding) -> String {
    switch finding {
    case .stable(let steps): return "comes to rest after \(steps) step\(steps == 1 ? "" : "s")"
    case .undecided(let steps): return "neither at rest nor in a known state after \(steps) steps"
    case .oscillates(let first, let period, let participants, let wheel):
      var text = "never comes to rest: the state after step \(first) comes again every \(period) steps\n"
      text += "      who keeps changing: \(participants.joined(separator: ", "))"
      for (number, spoke) in wheel.enumerated() {
        text += number == 0 ? "\n      dispute wheel: " : "\n                     "
        text += spoke
      }
      return text
    }
  }
}
