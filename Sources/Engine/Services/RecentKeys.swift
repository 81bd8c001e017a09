/// What a backend's cache holds: so many keys, of which the one not used for longest makes room (LRU).
///
/// Constant time a look-up; the table is only looked into, never walked, so its order does not matter.
struct RecentKeys: Sendable {
  private struct Entry: BitwiseCopyable {
    var key: UInt32
    var newer: Int32
    var older: Int32
  }

  private var entries: [Entry] = []
  private var places: [UInt32: Int32] = [:]
  private var newest: Int32 = -1
  private var oldest: Int32 = -1
  private let capacity: Int
  private(set) var lookups: UInt64 = 0
  private(set) var hits: UInt64 = 0

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Whether the key was there; it is, afterwards.
  mutating func finds(_ key: UInt32) -> Bool {
    lookups += 1
    if let place = places[key] {
      hits += 1
      unlink(place)
      linkNewest(place)
      return true
    }
    let place: Int32
    if entries.count < capacity {
      place = Int32(truncatingIfNeeded: entries.count)
      entries.append(Entry(key: key, newer: -1, older: -1))
    } else {
      place = oldest
      places[entries[Int(place)].key] = nil
      unlink(place)
      entries[Int(place)].key = key
    }
    places[key] = place
    linkNewest(place)
    return false
  }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    newest = -1
    oldest = -1
  }

  private mutating func unlink(_ place: Int32) {
    let entry = entries[Int(place)]
    if entry.newer >= 0 { entries[Int(entry.newer)].older = entry.older } else { newest = entry.older }
    if entry.older >= 0 { entries[Int(entry.older)].newer = entry.newer } else { oldest = entry.newer }
  }

  private mutating func linkNewest(_ place: Int32) {
    entries[Int(place)].newer = -1
    entries[Int(place)].older = newest
    if newest >= 0 { entries[Int(newest)].newer = place }
    newest = place
    if oldest < 0 { oldest = place }
  }
}
