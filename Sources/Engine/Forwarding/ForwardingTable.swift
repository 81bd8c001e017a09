import Kernel
import NetworkModel

/// The forwarding tables (FIB) of all nodes in one hash table: (node, prefix) → next-hop group.
///
/// A lookup tries the prefix lengths that the node has, longest first: one probe for each. In front of it stands a
/// direct-mapped cache by (node, destination), which answers nearly all packets of running flows with one memory access;
/// any change of a route invalidates it as a whole by a new generation.
struct ForwardingTable: ~Copyable {
  private struct CacheLine: BitwiseCopyable {
    var key: UInt64 = .max
    var generation: UInt32 = 0
    var group: UInt32 = 0
  }

  /// Open addressing with linear probing; zero is an empty slot.
  private var keys: UnsafeMutablePointer<UInt64>
  private var groups: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  private var used = 0
  /// Bit n: the node has (or had) a prefix of length n.
  private var lengths: FixedArray<UInt64>
  private var cache: FixedArray<CacheLine>
  private let cacheMask: UInt64
  private var generation: UInt32 = 1

  init(nodes: Int) {
    capacity = 1024
    keys = .allocate(capacity: capacity)
    keys.initialize(repeating: 0, count: capacity)
    groups = .allocate(capacity: capacity)
    groups.initialize(repeating: 0, count: capacity)
    lengths = FixedArray(repeating: 0, count: nodes)
    var lines = 1024
    while lines < nodes * 16 && lines < 1 << 18 { lines *= 2 }
    cache = FixedArray(repeating: CacheLine(), count: lines)
    cacheMask = UInt64(lines - 1)
  }

  deinit {
    keys.deallocate()
    groups.deallocate()
  }

  /// The group of the longest matching prefix; `NextHopGroups.unreachable` when nothing matches.
  @inline(__always)
  mutating func lookup(node: UInt32, destination: IPv4Address) -> UInt32 {
    let key = UInt64(node) &<< 32 | UInt64(destination.bits)
    let line = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> 40 & cacheMask)
    if cache[line].key == key && cache[line].generation == generation { return cache[line].group }
    let group = longestMatch(node: node, destination: destination)
    cache[line] = CacheLine(key: key, generation: generation, group: group)
    return group
  }

  /// The same without the cache.
  func peek(node: UInt32, destination: IPv4Address) -> UInt32 {
    longestMatch(node: node, destination: destination)
  }

  private func longestMatch(node: UInt32, destination: IPv4Address) -> UInt32 {
    var remaining = lengths[node]
    while remaining != 0 {
      let length = 63 - remaining.leadingZeroBitCount
      remaining &= ~(1 << UInt64(length))
      let slot = find(Self.key(node, destination.bits & IPv4Prefix.mask(length), length))
      if keys[slot] != 0 { return groups[slot] }
    }
    return NextHopGroups.unreachable
  }

  /// Makes room for as many more routes, at once.
  mutating func reserve(_ more: Int) {
    var wanted = capacity
    while (used + more + 1) * 2 > wanted { wanted *= 2 }
    if wanted > capacity { grow(to: wanted) }
  }

  mutating func set(node: UInt32, prefix: IPv4Prefix, group: UInt32) {
    if (used + 1) * 2 > capacity { grow(to: capacity * 2) }
    let key = Self.key(node, prefix.address.bits, prefix.length)
    let slot = find(key)
    if keys[slot] == 0 {
      keys[slot] = key
      used += 1
    }
    groups[slot] = group
    lengths[node] |= 1 << UInt64(prefix.length)
    invalidateCache()
  }

  mutating func remove(node: UInt32, prefix: IPv4Prefix) {
    var hole = find(Self.key(node, prefix.address.bits, prefix.length))
    if keys[hole] == 0 { return }
    used -= 1
    invalidateCache()
    // Close the gap: move back what would not be found any more across it.
    var probe = hole
    while true {
      probe = (probe + 1) & (capacity - 1)
      if keys[probe] == 0 { break }
      let home = Int(truncatingIfNeeded: Self.mix(keys[probe])) & (capacity - 1)
      let distanceToHole = (probe - hole) & (capacity - 1)
      let distanceToHome = (probe - home) & (capacity - 1)
      if distanceToHome >= distanceToHole {
        keys[hole] = keys[probe]
        groups[hole] = groups[probe]
        hole = probe
      }
    }
    keys[hole] = 0
  }

  private mutating func invalidateCache() {
    generation &+= 1
    if generation == 0 {
      for line in 0..<cache.count { cache[line] = CacheLine() }
      generation = 1
    }
  }

  private func find(_ key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: Self.mix(key)) & (capacity - 1)
    while keys[slot] != 0 && keys[slot] != key { slot = (slot + 1) & (capacity - 1) }
    return slot
  }

  private mutating func grow(to newCapacity: Int) {
    let (oldKeys, oldGroups, oldCapacity) = (keys, groups, capacity)
    capacity = newCapacity
    keys = .allocate(capacity: capacity)
    keys.initialize(repeating: 0, count: capacity)
    groups = .allocate(capacity: capacity)
    groups.initialize(repeating: 0, count: capacity)
    for position in 0..<oldCapacity where oldKeys[position] != 0 {
      let slot = find(oldKeys[position])
      keys[slot] = oldKeys[position]
      groups[slot] = oldGroups[position]
    }
    oldKeys.deallocate()
    oldGroups.deallocate()
  }

  /// Never zero: the top bit is set.
  private static func key(_ node: UInt32, _ address: UInt32, _ length: Int) -> UInt64 {
    1 << 63 | UInt64(node) << 38 | UInt64(length) << 32 | UInt64(address)
  }

  private static func mix(_ key: UInt64) -> UInt64 {
    let product = key &* 0x9FB2_1C65_1E98_DF25
    return product ^ product >> 29
  }
}
