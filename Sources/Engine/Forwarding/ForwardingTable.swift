import Kernel
import NetworkModel
import Routing

/// The forwarding tables (FIB) of all nodes: prefix → next-hop group.
///
/// Each node has a hash table of its own, so that what one node installs lies together. A lookup tries the prefix lengths that
/// the node has, longest first: one probe for each. In front stands a `RouteCache`.
struct ForwardingTable: ~Copyable {
  /// Open addressing with linear probing, at most half full. A slot is one word: address, length and one more, group; zero is
  /// an empty slot.
  private struct Table: BitwiseCopyable {
    var slots: UnsafeMutablePointer<UInt64>?
    var capacity: UInt32 = 0
    var used: UInt32 = 0
    /// Bit n: the node has (or had) a prefix of length n.
    var lengths: UInt64 = 0
  }

  private var tables: FixedArray<Table>
  private var cache: RouteCache
  /// What became of the flows' packets.
  var paths = FlowPaths(flows: 0)

  /// A group takes so many bits of a slot: more groups would not fit into memory.
  private static let groupBits: UInt64 = 26
  private static let groupMask: UInt64 = 1 << groupBits - 1

  init(nodes: Int) {
    tables = FixedArray(repeating: Table(), count: nodes)
    cache = RouteCache(nodes: nodes)
  }

  deinit {
    for node in 0..<tables.count { tables[node].slots?.deallocate() }
  }

  /// What becomes of a packet.
  @inline(__always)
  mutating func route(
    node: UInt32, destination: IPv4Address, _ groups: borrowing NextHopGroups
  ) -> RouteCache.Line {
    let (isKnown, line) = cache.find(node: node, destination: destination)
    if isKnown { return line }
    let group = lookup(node: node, destination: destination)
    return cache.keep(group, node: node, destination: destination, groups)
  }

  @inline(__always)
  func fetchRoute(node: UInt32, destination: IPv4Address) {
    cache.fetch(node: node, destination: destination)
  }

  private mutating func forgetWhatWasSaid() {
    cache.invalidate()
    paths.invalidate()
  }

  /// The group of the longest matching prefix; `NextHopGroups.unreachable` when nothing matches.
  func lookup(node: UInt32, destination: IPv4Address) -> UInt32 {
    let table = tables[node]
    guard let slots = table.slots else { return NextHopGroups.unreachable }
    var remaining = table.lengths
    while remaining != 0 {
      let length = 63 - remaining.leadingZeroBitCount
      remaining &= ~(1 << UInt64(length))
      let slot = Self.find(Self.key(destination.bits & IPv4Prefix.mask(length), length), in: table, slots)
      if slots[slot] != 0 { return UInt32(truncatingIfNeeded: slots[slot] & Self.groupMask) }
    }
    return NextHopGroups.unreachable
  }

  /// Makes room for as many more routes of a node, at once.
  mutating func reserve(_ more: Int, node: UInt32) { Self.reserve(more, &tables[node]) }

  @inline(__always)
  private static func reserve(_ more: Int, _ table: inout Table) {
    if (Int(table.used) + more) * 2 > Int(table.capacity) { makeRoom(more, &table) }
  }

  private static func makeRoom(_ more: Int, _ table: inout Table) {
    var wanted = max(16, Int(table.capacity))
    while (Int(table.used) + more) * 2 > wanted { wanted *= 2 }
    grow(&table, to: wanted)
  }

  mutating func set(node: UInt32, prefix: IPv4Prefix, group: UInt32) {
    Self.reserve(1, &tables[node])
    guard let slots = tables[node].slots else { return }
    let key = Self.key(prefix.address.bits, prefix.length)
    let slot = Self.find(key, in: tables[node], slots)
    if slots[slot] == 0 { tables[node].used += 1 }
    slots[slot] = key | UInt64(group)
    tables[node].lengths |= 1 << UInt64(prefix.length)
    forgetWhatWasSaid()
  }

  /// What a computation of routes has changed, at once.
  ///
  /// - Parameter groups: by the RIB's number of a set of next hops, one more than its group.
  mutating func apply(
    _ changes: [RoutingInformationBase.HopsChange], groups: [UInt32], node: UInt32
  ) {
    var table = tables[node]
    // Into a table of few routes most come as new ones.
    let isNearlyEmpty = changes.count > 2 * Int(table.used)
    Self.reserve(isNearlyEmpty ? changes.count : 1, &table)
    for change in changes {
      guard let hops = change.hops else {
        tables[node] = table
        remove(node: node, prefix: change.prefix)
        table = tables[node]
        continue
      }
      Self.reserve(1, &table)
      guard let slots = table.slots else { return }
      let length = change.prefix.length
      let key = Self.key(change.prefix.address.bits, length)
      let slot = Self.find(key, in: table, slots)
      if slots[slot] == 0 { table.used += 1 }
      slots[slot] = key | UInt64(groups[Int(hops)] - 1)
      table.lengths |= 1 << UInt64(length)
    }
    tables[node] = table
    forgetWhatWasSaid()
  }

  mutating func remove(node: UInt32, prefix: IPv4Prefix) {
    guard let slots = tables[node].slots else { return }
    let mask = Int(tables[node].capacity) - 1
    var hole = Self.find(Self.key(prefix.address.bits, prefix.length), in: tables[node], slots)
    if slots[hole] == 0 { return }
    tables[node].used -= 1
    forgetWhatWasSaid()
    // Close the gap: move back what would not be found any more across it.
    var probe = hole
    while true {
      probe = (probe + 1) & mask
      if slots[probe] == 0 { break }
      let home = Self.mix(slots[probe] & ~Self.groupMask) & mask
      if (probe - home) & mask >= (probe - hole) & mask {
        slots[hole] = slots[probe]
        hole = probe
      }
    }
    slots[hole] = 0
  }

  /// All routes of a node.
  mutating func removeAll(node: UInt32) {
    guard let slots = tables[node].slots else { return }
    slots.update(repeating: 0, count: Int(tables[node].capacity))
    tables[node].used = 0
    tables[node].lengths = 0
    forgetWhatWasSaid()
  }

  private static func find(_ key: UInt64, in table: Table, _ slots: UnsafeMutablePointer<UInt64>) -> Int {
    let mask = Int(table.capacity) - 1
    var slot = mix(key) & mask
    while slots[slot] != 0 && slots[slot] & ~groupMask != key { slot = (slot + 1) & mask }
    return slot
  }

  private static func grow(_ table: inout Table, to capacity: Int) {
    let old = table
    let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
    table.slots = slots
    table.capacity = UInt32(truncatingIfNeeded: capacity)
    guard let oldSlots = old.slots else { return }
    for position in 0..<Int(old.capacity) where oldSlots[position] != 0 {
      slots[find(oldSlots[position] & ~groupMask, in: table, slots)] = oldSlots[position]
    }
    oldSlots.deallocate()
  }

  /// Never zero: a length of none counts as one.
  private static func key(_ address: UInt32, _ length: Int) -> UInt64 {
    UInt64(address) << 32 | UInt64(length + 1) << groupBits
  }

  private static func mix(_ key: UInt64) -> Int {
    let product = key >> groupBits &* 0x9FB2_1C65_1E98_DF25
    return Int(truncatingIfNeeded: product ^ product >> 29)
  }
}
