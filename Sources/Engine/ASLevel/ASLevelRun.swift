import Dispatch
import Kernel
import Metrics
import NetworkModel
import Routing

/// A scenario on the level of ASes: every prefix by itself, through the whole graph, to quiet.
package struct ASLevelRun {
  private struct Change {
    let time: SimTime
    let place: Int
    let isAnnouncement: Bool
    let event: String
  }

  private let scenario: Scenario
  private let graph: ASGraph
  private var settings = ASPropagation.Settings()
  private let timers: BGPSettings
  /// By prefix, sorted: its events in order of time.
  private var prefixes: [(prefix: IPv4Prefix, changes: [Change])] = []
  private var validates: [Bool]
  private var leaks: [Bool]
  /// The state of each AS is kept for so many prefixes.
  package static let keptStates = 16

  /// Nil when the scenario has no AS graph.
  package init?(_ scenario: Scenario) {
    guard let graph = scenario.network.asGraph else { return nil }
    self.scenario = scenario
    self.graph = graph
    timers = BGPSettings(scenario.routing)
    settings.interval = timers.advertisementInterval
    settings.limitsWithdrawals = timers.limitsWithdrawals
    settings.hasJitter = timers.hasJitter
    settings.messageLimit = Int(clamping: scenario.eventLimit)
    validates = Array(repeating: false, count: graph.numbers.count)
    leaks = Array(repeating: false, count: graph.numbers.count)
    prefixes = changes()
    adopt()
  }

  private func place(_ name: String) -> Int? { ASGraph.number(named: name).flatMap { graph.place(of: $0) } }

  private func changes() -> [(prefix: IPv4Prefix, changes: [Change])] {
    var byPrefix: [IPv4Prefix: [Change]] = [:]
    for origin in scenario.routing.bgp.originate {
      guard let place = place(origin.node) else { continue }
      for prefix in origin.prefixes {
        byPrefix[prefix, default: []].append(
          Change(time: .zero, place: place, isAnnouncement: true, event: "start"))
      }
    }
    for event in scenario.events {
      let (prefix, name, isAnnouncement): (IPv4Prefix, String, Bool)
      switch event.action {
      case .announce(let given, let node): (prefix, name, isAnnouncement) = (given, node, true)
      case .withdraw(let given, let node): (prefix, name, isAnnouncement) = (given, node, false)
      default: continue
      }
      guard let place = place(name) else { continue }
      byPrefix[prefix, default: []].append(
        Change(
          time: event.time, place: place, isAnnouncement: isAnnouncement,
          event: "\(isAnnouncement ? "announce" : "withdraw") \(prefix) on \(name)"))
    }
    return byPrefix.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private mutating func adopt() {
    let bgp = scenario.routing.bgp
    for name in bgp.leaks { if let place = place(name) { leaks[place] = true } }
    switch bgp.originValidation?.adopters {
    case nil: break
    case .routers(let names): for name in names { if let place = place(name) { validates[place] = true } }
    case .share(let share):
      for (place, number) in graph.numbers.enumerated() {
        var stream = RandomStream(seed: scenario.seed, entity: "as\(number)", purpose: "rov")
        validates[place] = stream.uniform() < share
      }
    }
  }

  /// Origins that are valid for a prefix, as places; nil: not found, so all are let pass.
  private func validOrigins(_ prefix: IPv4Prefix) -> [UInt32]? {
    guard let spec = scenario.routing.bgp.originValidation else { return nil }
    let payloads =
      spec.payloads.map { $0.map { ($0.prefix, $0.maximumLength ?? $0.prefix.length, $0.origin) } }
      ?? scenario.routing.bgp.originate.flatMap { origin in
        let number = ASGraph.number(named: origin.node) ?? 0
        return origin.prefixes.map { ($0, $0.length, number) }
      }
    let covering = payloads.filter { $0.0.contains(prefix) }
    if covering.isEmpty { return nil }
    return covering.filter { $0.1 >= prefix.length }.compactMap { graph.place(of: $0.2).map { UInt32($0) } }
  }

  // MARK: Running

  /// - Parameter jobs: how many prefixes are run at once; the results do not depend on it.
  package func run(jobs: Int = 2) -> RunResult {
    let workers = max(1, min(jobs, prefixes.count))
    let results = Results(count: prefixes.count)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      var propagation = ASPropagation(graph, settings, validates: validates, leaks: leaks)
      for position in stride(from: worker, to: prefixes.count, by: workers) {
        results.set(position, run(position, &propagation))
      }
    }
    return assemble(results.values)
  }

  private func run(_ position: Int, _ propagation: inout ASPropagation) -> ASLevelResult.Prefix {
    let (prefix, changes) = prefixes[position]
    var key = RandomStream(seed: scenario.seed, entity: prefix.description, purpose: "mrai")
    propagation.reset(stream: key.next())
    propagation.validOrigins = validOrigins(prefix)
    var result = ASLevelResult.Prefix(prefix: prefix)
    var index = 0
    let end = scenario.duration ?? .never
    while index < changes.count, changes[index].time <= end {
      let time = changes[index].time
      var phase = ASLevelResult.Phase(event: changes[index].event, time: time)
      let before = (propagation.announcements, propagation.withdrawals, propagation.changes)
      while index < changes.count, changes[index].time == time {
        if changes[index].isAnnouncement {
          propagation.announce(changes[index].place, at: time)
        } else {
          propagation.withdraw(changes[index].place, at: time)
        }
        index += 1
      }
      propagation.run(until: min(end, index < changes.count ? changes[index].time : .never))
      phase.announcements = propagation.announcements - before.0
      phase.withdrawals = propagation.withdrawals - before.1
      phase.bestChanges = propagation.changes - before.2
      phase.convergence = max(.zero, propagation.lastChange - time)
      summarize(propagation, &phase)
      result.phases.append(phase)
    }
    result.isQuiet = propagation.isQuiet
    if prefixes.count <= Self.keptStates { result.state = state(propagation) }
    return result
  }

  private func summarize(_ propagation: borrowing ASPropagation, _ phase: inout ASLevelResult.Phase) {
    var byOrigin: [UInt32: Int] = [:]
    for place in graph.numbers.indices {
      guard let path = propagation.path(of: place) else { continue }
      let cell = propagation.cells[Int(path)]
      phase.reached += 1
      phase.pathHops += Int(cell.length)
      phase.longestPath = max(phase.longestPath, Int(cell.length))
      byOrigin[cell.origin, default: 0] += 1
    }
    phase.shares = byOrigin.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      (graph.numbers[Int($0.key)], $0.value)
    }
  }

  private func state(_ propagation: borrowing ASPropagation) -> ASLevelResult.State {
    var state = ASLevelResult.State(
      next: Array(repeating: .max, count: graph.numbers.count),
      lengths: Array(repeating: 0, count: graph.numbers.count),
      origins: Array(repeating: .max, count: graph.numbers.count))
    for place in graph.numbers.indices {
      guard let path = propagation.path(of: place) else { continue }
      let cell = propagation.cells[Int(path)]
      state.next[place] =
        cell.next == ASPropagation.none ? UInt32(place) : propagation.cells[Int(cell.next)].number
      state.lengths[place] = UInt16(clamping: cell.length)
      state.origins[place] = cell.origin
    }
    return state
  }

  // MARK: Results

  private func assemble(_ prefixes: [ASLevelResult.Prefix]) -> RunResult {
    var level = ASLevelResult(ases: graph.numbers.count, links: graph.linkCount)
    level.prefixes = prefixes
    if prefixes.contains(where: { $0.state != nil }) { level.numbers = graph.numbers }
    level.settings = timers.named.filter { $0.name.hasPrefix("mrai") || $0.name == "jitter" }
    var fingerprint = Fingerprint()
    var last = SimTime.zero
    for prefix in prefixes {
      for phase in prefix.phases {
        last = max(last, phase.time + phase.convergence)
        fingerprint.combine(UInt64(bitPattern: phase.convergence.picoseconds))
        for value in [phase.announcements, phase.withdrawals, phase.reached, phase.pathHops] {
          fingerprint.combine(UInt64(value))
        }
      }
    }
    var result = RunResult(
      scenario: scenario.title, about: scenario.about, seed: scenario.seed,
      fingerprint: fingerprint.hexadecimal, simulated: last, eventsProcessed: UInt64(level.messages),
      stoppedBy: .quiet)
    if level.messages > settings.messageLimit {
      result.stoppedBy = .eventLimit
    } else if !level.isQuiet, let duration = scenario.duration {
      (result.stoppedBy, result.simulated) = (.duration, duration)
    }
    if !level.isQuiet {
      result.notices.append("Routing had not settled when the run ended: updates were under way.")
    }
    result.routing = [
      ProtocolResult(
        name: BGPProcess.name, messages: UInt64(level.messages), bytes: 0, settings: level.settings,
        counters: [("updates sent", level.messages)])
    ]
    result.convergence = convergence(prefixes)
    result.asLevel = level
    return result
  }

  /// One entry an event: the longest over its prefixes.
  private func convergence(_ prefixes: [ASLevelResult.Prefix]) -> [ConvergenceEntry] {
    var entries: [(time: SimTime, event: String, entry: ConvergenceEntry)] = []
    for phase in prefixes.flatMap(\.phases) {
      let known = entries.firstIndex { $0.time == phase.time && $0.event == phase.event }
      let place = known ?? entries.count
      if known == nil {
        entries.append((phase.time, phase.event, ConvergenceEntry(event: phase.event, time: phase.time)))
      }
      entries[place].entry.routeChanges += UInt64(phase.bestChanges)
      let longest = max(entries[place].entry.lastRouteChange ?? .zero, phase.convergence)
      entries[place].entry.lastRouteChange = longest
    }
    return entries.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element.entry)
  }
}

/// Places that workers fill, each its own.
private final class Results: @unchecked Sendable {
  private let base: UnsafeMutablePointer<ASLevelResult.Prefix?>
  private let count: Int

  init(count: Int) {
    self.count = count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: nil, count: count)
  }

  func set(_ position: Int, _ value: ASLevelResult.Prefix) { base[position] = value }

  var values: [ASLevelResult.Prefix] { (0..<count).compactMap { base[$0] } }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }
}
