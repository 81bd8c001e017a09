import Kernel
import Metrics
import NetworkModel
import Routing

/// Watches how the network takes each topology event: who noticed when, when the last route changed, what was lost.
///
/// The window of an event lasts until the next event; the cold start is the first one.
struct ConvergenceTracker {
  private(set) var entries = [ConvergenceEntry(event: "start", time: .zero)]
  /// The time of the latest change of any router's selected routes.
  private(set) var lastChange = SimTime.zero
  /// The latest news and computation, which count once a route changes for them.
  private var news: ConvergenceMark?
  private var computation: ConvergenceMark?

  mutating func begin(_ event: EventSpec, at now: SimTime) {
    var entry = ConvergenceEntry(event: event.action.description, time: now)
    entry.name = event.name
    entries.append(entry)
    news = nil
    computation = nil
  }

  mutating func detected(at now: SimTime) {
    let last = entries.count - 1
    guard entries[last].detection == nil else { return }
    entries[last].detection = now - entries[last].time
    set(mark(.detection, at: now))
  }

  /// - Parameter count: how many routes changed together.
  mutating func routeChanged(_ count: UInt64 = 1, at now: SimTime) {
    let last = entries.count - 1
    detected(at: now)
    let since = now - entries[last].time
    if entries[last].firstRouteChange == nil { entries[last].firstRouteChange = since }
    entries[last].lastRouteChange = since
    entries[last].routeChanges += count
    lastChange = now
    if let news { set(news) }
    if let computation {
      set(computation)
      set(mark(.installation, at: now))
    }
  }

  /// A route that had changed before is now in a forwarding table.
  mutating func routeInstalled(at now: SimTime) {
    let last = entries.count - 1
    entries[last].lastRouteChange = now - entries[last].time
    lastChange = now
    if entries[last].marks.contains(where: { $0.phase == .computation }) { set(mark(.installation, at: now)) }
  }

  /// A link-state router took a step.
  mutating func note(_ milestone: RoutingMilestone, at now: SimTime) {
    switch milestone {
    case .detected: detected(at: now)
    case .originated:
      // The first one tells of the event.
      if !entries[entries.count - 1].marks.contains(where: { $0.phase == .origination }) {
        detected(at: now)
        set(mark(.origination, at: now))
      }
    case .linkStateChanged: news = mark(.flooding, at: now)
    case .computed: computation = mark(.computation, at: now)
    }
  }

  /// Routes are proven to change on and on until the end.
  mutating func goOn(every period: SimTime, until end: SimTime) {
    guard period > .zero, end > lastChange else { return }
    let rounds = (end - lastChange).picoseconds / period.picoseconds
    lastChange += period * rounds
    entries[entries.count - 1].lastRouteChange = lastChange - entries[entries.count - 1].time
  }

  mutating func packetLost() { entries[entries.count - 1].packetsLost += 1 }

  mutating func packetLooped() { entries[entries.count - 1].packetsLooped += 1 }

  private func mark(_ phase: ConvergencePhase, at now: SimTime) -> ConvergenceMark {
    let entry = entries[entries.count - 1]
    return ConvergenceMark(
      phase: phase, time: now - entry.time, lost: entry.packetsLost, looped: entry.packetsLooped)
  }

  private mutating func set(_ mark: ConvergenceMark) {
    let last = entries.count - 1
    if let known = entries[last].marks.firstIndex(where: { $0.phase == mark.phase }) {
      entries[last].marks[known] = mark
    } else {
      entries[last].marks.append(mark)
    }
  }
}
