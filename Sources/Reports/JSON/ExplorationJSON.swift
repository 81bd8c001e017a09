import Metrics

/// `rhumb.exploration/1`.
package enum ExplorationJSON {
  package static func document(_ exploration: Exploration) -> JSONValue {
    .object([
      ("schema", .string("rhumb.exploration/1")), ("scenario", .string(exploration.title)),
      (
        "deterministic",
        .array(
          exploration.deterministic.map { entry in
            .object([("order", .string(entry.name))] + finding(entry.finding))
          })
      ),
      (
        "episodes",
        .array(
          exploration.episodes.map { episode in
            .object([
              ("event", .string(episode.name)), ("rounds", .integer(Int64(episode.rounds))),
              ("updates", .integer(Int64(episode.updates))),
              ("updates_of_others", .integer(Int64(episode.updatesOfOthers))),
              ("at_rest", .bool(episode.isAtRest)),
            ])
          })
      ),
      ("orders", .integer(Int64(exploration.orders))),
      (
        "stable_states",
        .array(
          exploration.states.map { state in
            .object([
              ("count", .integer(Int64(state.count))), ("first_seed", .unsigned(state.firstSeed)),
              ("routes", .array(state.routes.map { .string($0) })),
            ])
          })
      ),
    ])
  }

  private static func finding(_ finding: Exploration.Finding) -> [(String, JSONValue)] {
    switch finding {
    case .stable(let steps): [("outcome", .string("stable")), ("steps", .integer(Int64(steps)))]
    case .undecided(let steps): [("outcome", .string("undecided")), ("steps", .integer(Int64(steps)))]
    case .oscillates(let first, let period, let participants, let wheel):
      [
        ("outcome", .string("oscillates")), ("first", .integer(Int64(first))),
        ("period", .integer(Int64(period))), ("participants", .array(participants.map { .string($0) })),
        ("dispute_wheel", .array(wheel.map { .string($0) })),
      ]
    }
  }
}
