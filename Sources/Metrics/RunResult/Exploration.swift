/// What trying orders of messages has found out.
package struct Exploration: Sendable {
  package enum Finding: Sendable {
    case stable(steps: Int)
    case oscillates(first: Int, period: Int, participants: [String], wheel: [String])
    case undecided(steps: Int)
  }

  /// A stable state: one line a router and prefix, and how many orders led there.
  package struct State: Sendable {
    package var routes: [String]
    package var count: Int
    package var firstSeed: UInt64

    package init(routes: [String], count: Int, firstSeed: UInt64) {
      self.routes = routes
      self.count = count
      self.firstSeed = firstSeed
    }
  }

  package var title: String
  /// Orders without chance, by name.
  package var deterministic: [(name: String, finding: Finding)] = []
  /// Announcements and withdrawals of the scenario, one after the other, in rounds.
  package var episodes: [Episode] = []

  package struct Episode: Sendable {
    package var name: String
    package var rounds: Int
    package var updates: Int
    /// Of them, between others than the origin.
    package var updatesOfOthers: Int
    package var isAtRest: Bool

    package init(name: String, rounds: Int, updates: Int, updatesOfOthers: Int, isAtRest: Bool) {
      self.name = name
      self.rounds = rounds
      self.updates = updates
      self.updatesOfOthers = updatesOfOthers
      self.isAtRest = isAtRest
    }
  }

  package var orders: Int
  /// The most frequent first.
  package var states: [State] = []

  package init(title: String, orders: Int) {
    self.title = title
    self.orders = orders
  }

  /// The routes of a state that not all states share; all of them where there is only one state.
  package func differing(_ state: State) -> [String] {
    guard states.count > 1 else { return [] }
    let common = states.dropFirst().reduce(Set(states[0].routes)) { $0.intersection($1.routes) }
    return state.routes.filter { !common.contains($0) }
  }
}
