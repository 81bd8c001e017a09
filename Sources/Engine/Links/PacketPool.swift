import CPrefetch

/// The packets of a run, by index.
///
/// Two blocks of memory: hops go from packet to packet, and would fetch twice as many lines if the packets' ends lay between
/// what they need.
struct PacketPool: ~Copyable {
  private(set) var ways: Slab<Packet.Way>
  private var endsBase: UnsafeMutablePointer<Packet.Ends>
  private var endsCapacity: Int

  init(minimumCapacity: Int) {
    ways = Slab(minimumCapacity: minimumCapacity)
    endsCapacity = ways.capacity
    endsBase = .allocate(capacity: endsCapacity)
  }

  deinit { endsBase.deallocate() }

  /// How many are under way.
  var count: Int { ways.count }

  @inline(__always)
  mutating func allocate(_ packet: Packet) -> UInt32 {
    let index = ways.allocate(packet.way)
    if ways.capacity > endsCapacity { growEnds() }
    endsBase[Int(index)] = packet.ends
    return index
  }

  @inline(__always)
  mutating func release(_ index: UInt32) { ways.release(index) }

  /// What hops touch.
  subscript(index: UInt32) -> Packet.Way {
    @inline(__always)
    unsafeAddress { UnsafePointer(ways.base + Int(index)) }
    @inline(__always)
    unsafeMutableAddress { ways.base + Int(index) }
  }

  /// What only its ends do.
  subscript(endsOf index: UInt32) -> Packet.Ends {
    @inline(__always)
    unsafeAddress { UnsafePointer(endsBase + Int(index)) }
    @inline(__always)
    unsafeMutableAddress { endsBase + Int(index) }
  }

  /// Fetches what hops touch. There need be no such packet any more.
  @inline(__always)
  func fetchWay(_ index: UInt32) { prefetch(Self.address(ways.base, index)) }

  /// Fetches what only its ends do.
  @inline(__always)
  func fetchEnds(_ index: UInt32) { prefetch(Self.address(endsBase, index)) }

  @inline(__always)
  private static func address<Part>(_ base: UnsafeMutablePointer<Part>, _ index: UInt32) -> UnsafeRawPointer {
    UnsafeRawPointer(base) + Int(index) &* MemoryLayout<Part>.stride
  }

  @inline(__always)
  func whole(_ index: UInt32) -> Packet { Packet(way: self[index], ends: self[endsOf: index]) }

  @inline(never)
  private mutating func growEnds() {
    let larger = UnsafeMutablePointer<Packet.Ends>.allocate(capacity: ways.capacity)
    larger.update(from: endsBase, count: endsCapacity)
    endsBase.deallocate()
    endsBase = larger
    endsCapacity = ways.capacity
  }
}
