import Kernel
import Metrics

/// Watches how the network takes each topology event: who noticed when, when the last route changed, what was lost.
///
/// The window of an event lasts until the next event; the cold start is the first one.
struct ConvergenceTracker {
  private(set) var entries = [ConvergenceEntry(event: "start", time: .zero)]
  /// The time of the latest change of any router's selected routes.
  private(set) var lastChange = SimTime.zero

  mutating func begin(_ event: String, at now: SimTime) {
    entries.append(ConvergenceEntry(event: event, time: now))
  }

  mutating func detected(at now: SimTime) {
    let last = entries.count - 1
    if entries[last].detection == nil { entries[last].detection = now - entries[last].time }
  }

  mutating func routeChanged(at now: SimTime) {
    let last = entries.count - 1
    detected(at: now)
    let since = now - entries[last].time
    if entries[last].firstRouteChange == nil { entries[last].firstRouteChange = since }
    entries[last].lastRouteChange = since
    entries[last].routeChanges += 1
    lastChange = now
  }

  mutating func packetLost() { entries[entries.count - 1].packetsLost += 1 }

  mutating func packetLooped() { entries[entries.count - 1].packetsLooped += 1 }
}
