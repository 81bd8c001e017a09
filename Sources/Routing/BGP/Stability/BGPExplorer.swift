import Kernel
import NetworkModel

/// Whether routing comes to rest, and where: a system is run in an order of messages until nothing is under way, or until
/// the same state comes again.
package struct BGPExplorer: Sendable {
  package enum Order: Sendable, Equatable {
    /// All speakers at once, round by round.
    case rounds
    /// First sent, first served.
    case firstSent
    /// At every step a random speaker takes all that is there for it.
    case random(seed: UInt64)
  }

  package enum Outcome: Sendable, Equatable {
    case stable([BGPSystem.Choice], steps: Int)
    case oscillates(Oscillation)
    /// Neither within the limit.
    case undecided(steps: Int)
  }

  /// The proof: the state after `first` steps is the state after `first + period` steps, and the order depends on nothing else.
  package struct Oscillation: Sendable, Equatable {
    package var first: Int
    package var period: Int
    /// Speakers whose choice changes within a period.
    package var participants: [String]
    package var wheel: DisputeWheel?
  }

  private let speakers: [BGPSystem.Speaker]
  package static let stepLimit = 20_000
  /// Bytes of all states that are remembered.
  package static let stateLimit = 200_000_000

  package init(_ speakers: [BGPSystem.Speaker]) { self.speakers = speakers }

  /// - Parameter stateLimit: how many bytes of states may be remembered, which is most of the work; the outcome is undecided beyond.
  package func run(_ order: Order, stateLimit: Int = Self.stateLimit) -> Outcome {
    var system = BGPSystem(speakers)
    var stream = RandomStream(word: 0)
    if case .random(let seed) = order {
      stream = RandomStream(seed: seed, entity: "order", purpose: "explore")
    }
    var seen: [[UInt8]: Int] = [:]
    var bytes = 0
    for step in 0..<Self.stepLimit {
      if system.isQuiet { return .stable(system.settledChoices, steps: step) }
      if case .random = order {
        let waiting = system.waiting
        system.activate(waiting[stream.below(waiting.count)])
        continue
      }
      let state = system.state
      if let first = seen[state] {
        return .oscillates(describe(system, order, first: first, period: step - first))
      }
      bytes += state.count
      if bytes > stateLimit { return .undecided(steps: step) }
      seen[state] = step
      advance(&system, order)
    }
    return .undecided(steps: Self.stepLimit)
  }

  /// What a change of one origin sets off, in rounds: after the start has come to rest, one change after the other.
  package struct Episode: Sendable, Equatable {
    package var name: String
    /// From the arrival of the origin's own UPDATEs to the last one.
    package var rounds = 0
    package var updates = 0
    /// Of them, between others than the origin.
    package var updatesOfOthers = 0
    package var isAtRest = false
  }

  /// - Parameter changes: origin, prefix, and whether it is announced or taken back.
  package func episodes(
    _ changes: [(name: String, speaker: String, prefix: IPv4Prefix, isPresent: Bool)]
  ) -> [Episode] {
    var system = BGPSystem(speakers)
    var rounds = 0
    while !system.isQuiet && rounds < Self.stepLimit {
      system.deliverRound()
      rounds += 1
    }
    guard system.isQuiet else { return [] }
    return changes.map { change in
      var episode = Episode(name: change.name)
      system.originate(change.prefix, by: change.speaker, isPresent: change.isPresent)
      while !system.isQuiet && episode.rounds < Self.stepLimit {
        let pending = system.pendingUpdates(besides: change.speaker)
        episode.updates += pending.all
        episode.updatesOfOthers += pending.others
        system.deliverRound()
        episode.rounds += 1
      }
      episode.isAtRest = system.isQuiet
      return episode
    }
  }

  private func advance(_ system: inout BGPSystem, _ order: Order) {
    if order == .rounds { system.deliverRound() } else { system.deliver(0) }
  }

  /// Goes round once more and notes who chooses what.
  private func describe(
    _ start: BGPSystem, _ order: Order, first: Int, period: Int
  ) -> Oscillation {
    var system = start
    var chosen: [BGPSystem.Choice: BGPPath] = [:]
    var sequence: [BGPSystem.Choice] = []
    for _ in 0..<period {
      for choice in system.chosen where chosen[choice] == nil {
        guard
          let speaker = speakers.firstIndex(where: { $0.configuration.name == choice.speaker }),
          let path = system.path(of: speaker, choice.prefix)
        else { continue }
        chosen[choice] = path
        sequence.append(choice)
      }
      advance(&system, order)
    }
    var counts: [Pair<String>: Int] = [:]
    for choice in sequence { counts[Pair(choice.speaker, choice.prefix.description), default: 0] += 1 }
    var unsteady: Set<String> = []
    for (key, count) in counts where count > 1 { unsteady.insert(key.first) }
    // A speaker that has a route only at times has one choice, and is unsteady too.
    let steady = Set(start.chosen)
    for choice in sequence where !steady.contains(choice) { unsteady.insert(choice.speaker) }
    let participants = speakers.map(\.configuration.name).filter(unsteady.contains)
    let routes = sequence.filter { unsteady.contains($0.speaker) }.compactMap { choice in
      chosen[choice].map { DisputeWheel.Route(choice: choice, path: $0) }
    }
    let settings = speakers.first?.configuration.settings ?? .rfc
    return Oscillation(
      first: first, period: period, participants: participants, wheel: DisputeWheel.find(routes, settings))
  }
}

/// Griffin, Shepherd and Wilfong ("The stable paths problem", 2002): speakers round a wheel, each of which likes the way
/// round the rim and then the next one's spoke better than its own spoke. Without one, routing comes to rest in every order.
package struct DisputeWheel: Sendable, Equatable {
  package struct Spoke: Sendable, Equatable {
    package let speaker: String
    /// Its own way when the others' are not to be had.
    package let spoke: [String]
    /// What it likes better: along the rim to the next speaker, and that one's spoke.
    package let preferred: [String]
  }

  package let prefix: IPv4Prefix
  package let spokes: [Spoke]

  struct Route {
    let choice: BGPSystem.Choice
    let path: BGPPath
  }

  /// - Parameter routes: all that unsteady speakers choose within a period.
  static func find(_ routes: [Route], _ settings: BGPSettings) -> DisputeWheel? {
    // From a route (a spoke) to the spokes that a better route of the same speaker ends in.
    func successors(_ spoke: Route) -> [(better: Route, next: Int)] {
      routes.filter {
        $0.choice.speaker == spoke.choice.speaker && $0.choice.prefix == spoke.choice.prefix
          && $0.choice != spoke.choice && isBetter($0.path, spoke.path, settings)
      }.flatMap { better in
        routes.indices.filter { next in
          let way = routes[next].choice.way
          return routes[next].choice.prefix == spoke.choice.prefix && way.count < better.choice.way.count
            && Array(better.choice.way.suffix(way.count)) == way
        }.map { (better, $0) }
      }
    }
    for start in routes.indices {
      // Breadth first back to the start: the smallest wheel through it.
      var previous: [Int: (from: Int, better: Route)] = [:]
      var frontier = [start]
      while !frontier.isEmpty {
        var next: [Int] = []
        for current in frontier {
          for (better, target) in successors(routes[current]) where previous[target] == nil {
            previous[target] = (current, better)
            if target != start { next.append(target) }
          }
          if previous[start] != nil { return wheel(start, previous, routes) }
        }
        frontier = next
      }
    }
    return nil
  }

  private static func wheel(
    _ start: Int, _ previous: [Int: (from: Int, better: Route)], _ routes: [Route]
  ) -> DisputeWheel {
    var spokes: [Spoke] = []
    var current = start
    repeat {
      guard let step = previous[current] else { break }
      spokes.append(
        Spoke(
          speaker: routes[step.from].choice.speaker, spoke: routes[step.from].choice.way,
          preferred: step.better.choice.way))
      current = step.from
    } while current != start && spokes.count <= routes.count
    return DisputeWheel(prefix: routes[start].choice.prefix, spokes: spokes.reversed())
  }

  private static func isBetter(_ a: BGPPath, _ b: BGPPath, _ settings: BGPSettings) -> Bool {
    var pair = [a, b]
    pair[0].isCurrent = false
    pair[1].isCurrent = false
    return Decision.make(among: pair, settings).best == 0
  }
}
