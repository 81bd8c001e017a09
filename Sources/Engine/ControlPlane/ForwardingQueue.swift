import Kernel
import NetworkModel

/// Routes that a router has selected and does not forward by yet: they are installed one after the other.
struct ForwardingQueue {
  struct Entry: BitwiseCopyable {
    let due: SimTime
    let prefix: IPv4Prefix
    /// nil: the route is removed.
    let group: UInt32?
  }

  private var entries: [Entry] = []
  private var first = 0
  /// Of the engine, made when it is first needed.
  var timer: UInt32?

  var next: SimTime? { first < entries.count ? entries[first].due : nil }

  /// - Returns: when the route will be installed.
  mutating func append(_ prefix: IPv4Prefix, _ group: UInt32?, _ spec: FIBSpec, at now: SimTime) -> SimTime {
    let earliest = now + spec.delay
    let due =
      (first < entries.count ? max(earliest, entries[entries.count - 1].due) : earliest) + spec.perRoute
    entries.append(Entry(due: due, prefix: prefix, group: group))
    return due
  }

  /// The next one that is due.
  mutating func take(at now: SimTime) -> Entry? {
    guard first < entries.count, entries[first].due <= now else { return nil }
    first += 1
    let entry = entries[first - 1]
    if first == entries.count {
      entries.removeAll(keepingCapacity: true)
      first = 0
    }
    return entry
  }

  mutating func clear() {
    entries.removeAll()
    first = 0
  }
}
