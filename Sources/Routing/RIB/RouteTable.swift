import NetworkModel

/// Routes by prefix: plain entries one after the other, and an open-addressing index over them.
struct RouteTable: Sendable {
  /// In this order it takes sixteen bytes: large networks have millions.
  struct Entry: Sendable, BitwiseCopyable, Equatable {
    let prefix: IPv4Prefix
    let source: RouteSource
    /// Whether other sources have the prefix as well.
    let hasOthers: Bool
    /// By the RIB's number.
    let hops: UInt32
    /// By the RIB's number, too.
    let attributes: UInt32
  }

  private var entries: [Entry] = []
  /// Place in `entries` and one more; 0: empty. A power of two, at most half full.
  private var index: [UInt32] = []

  var places: Range<Int> { entries.indices }

  subscript(place: Int) -> Entry {
    get { entries[place] }
    set { entries[place] = newValue }
  }

  /// Where a prefix is in the index, and the place of its entry; −1: it has none. The slot stands until the table changes.
  @inline(__always)
  func locate(_ prefix: IPv4Prefix) -> (slot: Int, place: Int) {
    let slot = slot(prefix)
    return (slot, Int(index[slot]) - 1)
  }

  /// - Parameter slot: of the entry's prefix, which is not here.
  @inline(__always)
  mutating func append(_ entry: Entry, at slot: Int) {
    if (entries.count + 1) * 2 > index.count || entries.count == entries.capacity {
      append(entry)
      return
    }
    entries.append(entry)
    index[slot] = UInt32(truncatingIfNeeded: entries.count)
  }

  func find(_ prefix: IPv4Prefix) -> Int? {
    if index.isEmpty { return nil }
    let found = index[slot(prefix)]
    return found == 0 ? nil : Int(found) - 1
  }

  /// Makes room for as many more entries, at once.
  mutating func reserve(_ more: Int) {
    let wanted = entries.count + more
    if wanted * 2 > index.count { makeIndex(for: wanted) }
    makeRoom(wanted)
  }

  /// By a quarter, not by doubling: what is never used costs memory in each of thousands of routers.
  private mutating func makeRoom(_ wanted: Int) {
    if wanted > entries.capacity {
      entries.reserveCapacity(max(wanted, entries.count + entries.count / 4, 8))
    }
  }

  /// - Parameter entry: of a prefix that is not here.
  mutating func append(_ entry: Entry) {
    makeRoom(entries.count + 1)
    entries.append(entry)
    if entries.count * 2 > index.count {
      makeIndex(for: entries.count)
    } else {
      index[slot(entry.prefix)] = UInt32(truncatingIfNeeded: entries.count)
    }
  }

  private mutating func makeIndex(for count: Int) {
    var size = max(16, index.count)
    while count * 2 > size { size *= 2 }
    index = Array(repeating: 0, count: size)
    for (place, entry) in entries.enumerated() {
      index[slot(entry.prefix)] = UInt32(truncatingIfNeeded: place + 1)
    }
  }

  /// The last entry moves to the place of the one removed.
  mutating func remove(_ place: Int) {
    var hole = slot(entries[place].prefix)
    let mask = index.count - 1
    let last = entries.removeLast()
    if place < entries.count {
      index[slotBefore(last.prefix, of: entries.count)] = UInt32(place + 1)
      entries[place] = last
    }
    // Close the gap: move back what would not be found any more across it.
    var probe = hole
    while true {
      probe = (probe + 1) & mask
      if index[probe] == 0 { break }
      let home = Self.hash(entries[Int(index[probe]) - 1].prefix) & mask
      if (probe - home) & mask >= (probe - hole) & mask {
        index[hole] = index[probe]
        hole = probe
      }
    }
    index[hole] = 0
  }

  /// Where the prefix stands, or the empty slot where it would.
  private func slot(_ prefix: IPv4Prefix) -> Int {
    index.withUnsafeBufferPointer { index in
      entries.withUnsafeBufferPointer { entries in
        let mask = index.count &- 1
        var slot = Self.hash(prefix) & mask
        while index[slot] != 0 && entries[Int(index[slot]) &- 1].prefix != prefix {
          slot = (slot &+ 1) & mask
        }
        return slot
      }
    }
  }

  /// The slot of the entry at a place, which may be gone from `entries` already.
  private func slotBefore(_ prefix: IPv4Prefix, of place: Int) -> Int {
    let mask = index.count - 1
    var slot = Self.hash(prefix) & mask
    while index[slot] != UInt32(place + 1) { slot = (slot + 1) & mask }
    return slot
  }

  private static func hash(_ prefix: IPv4Prefix) -> Int {
    let key = UInt64(prefix.address.bits) << 6 | UInt64(prefix.length)
    let product = key &* 0x9FB2_1C65_1E98_DF25
    return Int(truncatingIfNeeded: product ^ product >> 29)
  }
}
