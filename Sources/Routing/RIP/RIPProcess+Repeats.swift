import Kernel
import NetworkModel

/// Messages that say what they said before.
extension RIPProcess {
  /// Whether a message is known and does no more than to put deadlines off, which is done then. O(1).
  mutating func isOldNews(at place: Int, _ arrival: Arrival, of neighbor: Int) -> Bool {
    guard let effect = heard[neighbor].effect(at: place), effect.edition == edition,
      effect.rivalDeadline > arrival.equalAfter
    else { return false }
    for lane in 0..<effect.rivals.scalarCount {
      if effect.rivals[lane] == .max { break }
      if sharedDeadlines[Int(effect.rivals[lane])] <= arrival.equalAfter { return false }
    }
    sharedDeadlines[Int(effect.deadline)] = arrival.deadline
    return true
  }

  /// The neighbour's place in `heard`.
  mutating func hearing(_ sender: IPv4Address, on interface: InterfaceIndex) -> Int {
    for place in heard.indices where heard[place].interface == interface && heard[place].sender == sender {
      return place
    }
    heard.append(RIPHeardTable(sender: sender, interface: interface))
    return heard.count - 1
  }

  /// A known message has been read and has changed nothing: what it does is kept, if that can be said in a few words.
  mutating func learnEffect(of entries: [RIPEntry], at place: Int, _ arrival: Arrival, of neighbor: Int) {
    let known = heard[neighbor].effect(at: place)
    if known == nil && sharedDeadlines.count >= Self.mostSharedDeadlines { endSharing() }
    let number = known?.deadline ?? UInt32(truncatingIfNeeded: sharedDeadlines.count)
    guard let effect = effect(of: entries, arrival, deadline: number) else { return }
    if known == nil { sharedDeadlines.append(arrival.deadline) }
    sharedDeadlines[Int(number)] = arrival.deadline
    heard[neighbor].setEffect(effect, at: place)
    var place = insertionPoint(entries[0].prefix)
    for entry in entries {
      while place < routes.count && routes[place].prefix < entry.prefix { place += 1 }
      guard place < routes.count else { break }
      if routes[place].prefix == entry.prefix && routes[place].isLearned
        && routes[place].isHeard(from: arrival)
      {
        routes[place].first.shared = number
      }
    }
  }

  /// Nil: it does more than to put deadlines off, or too many deadlines would have to be looked at.
  private mutating func effect(of entries: [RIPEntry], _ arrival: Arrival, deadline: UInt32) -> RIPHeardTable
    .Effect?
  {
    guard let first = entries.first else { return nil }
    var effect = RIPHeardTable.Effect(edition: edition, deadline: deadline)
    var rivals = 0
    var place = insertionPoint(first.prefix)
    var last: IPv4Prefix?
    for entry in entries {
      guard entry.metric >= 1, entry.metric <= Self.infinity, entry.nextHop == .any,
        Self.isUsable(entry.prefix),
        last.map({ $0 < entry.prefix }) ?? true
      else { return nil }
      last = entry.prefix
      let metric = arrival.metric(of: entry)
      while place < routes.count && routes[place].prefix < entry.prefix { place += 1 }
      guard place < routes.count, routes[place].prefix == entry.prefix else {
        // A network that nobody here knows, and out of reach.
        if metric < Self.infinity { return nil }
        continue
      }
      let route = routes[place]
      guard route.isLearned else {
        if route.isUnreachable { return nil }
        continue  // Our own network.
      }
      if route.hasOthers { return nil }
      if route.isHeard(from: arrival) {
        guard metric == route.metric, !route.isUnreachable, route.first.gateway == arrival.sender else {
          return nil
        }
      } else if metric < Self.infinity && metric == route.metric {
        let shared = route.first.shared
        if shared == .max {
          effect.rivalDeadline = min(effect.rivalDeadline, route.first.deadline)
        } else if !(0..<rivals).contains(where: { effect.rivals[$0] == shared }) {
          if rivals == effect.rivals.scalarCount { return nil }
          effect.rivals[rivals] = shared
          rivals += 1
        }
      } else if metric < route.metric {
        return nil
      }
    }
    return effect
  }

  // MARK: Shared deadlines

  private static let mostSharedDeadlines = 1 << 16

  /// When a path times out: its own deadline, or the later one that it shares.
  @inline(__always)
  func deadline(of path: RIPRoute.Path) -> SimTime {
    path.shared == .max ? path.deadline : max(path.deadline, sharedDeadlines[Int(path.shared)])
  }

  /// Each route has its own deadline again.
  private mutating func endSharing() {
    for place in routes.indices {
      routes[place].first.deadline = deadline(of: routes[place].first)
      routes[place].first.shared = .max
    }
    sharedDeadlines.removeAll(keepingCapacity: true)
    for neighbor in heard.indices { heard[neighbor].forgetEffects() }
  }
}
