import CPrefetch
import Kernel
import NetworkModel

/// What the forwarding tables last said, by node and destination, ready to be acted on.
///
/// Direct-mapped: it answers nearly all packets of running flows with one access to memory, where table, group and next hop
/// would be three. Any change of a route invalidates it as a whole by a new generation.
struct RouteCache: ~Copyable {
  /// Half a line of the processor's cache.
  struct Line: BitwiseCopyable {
    fileprivate var key = UInt64.max
    fileprivate var generation: UInt32 = 0
    /// Equal-cost next hops; zero: the packet goes no further.
    fileprivate(set) var count: UInt32 = 0
    /// The next hop where there is one only.
    fileprivate(set) var hop = NextHopGroups.Hop.none

    /// Of several next hops the first one's place among the groups'; of none, `NextHopGroups.local`, `.discard` or
    /// `.unreachable`.
    @inline(__always)
    var place: UInt32 { hop.interface }
  }

  private var lines: FixedArray<Line>
  private let mask: UInt64
  private var generation: UInt32 = 1

  init(nodes: Int) {
    var count = 1024
    while count < nodes * 64 && count < 1 << 20 { count *= 2 }
    lines = FixedArray(repeating: Line(), count: count)
    mask = UInt64(count - 1)
  }

  /// What is known. False for `isKnown`: nothing, and the rest means nothing either.
  @inline(__always)
  func find(node: UInt32, destination: IPv4Address) -> (isKnown: Bool, line: Line) {
    let key = Self.key(node, destination)
    let line = lines[place(of: key)]
    return (line.key == key && line.generation == generation, line)
  }

  /// Fetches what `find` will look at soon.
  @inline(__always)
  func fetch(node: UInt32, destination: IPv4Address) {
    prefetch(lines.base + place(of: Self.key(node, destination)))
  }

  /// Keeps what a group means for a node's packets.
  mutating func keep(
    _ group: UInt32, node: UInt32, destination: IPv4Address, _ groups: borrowing NextHopGroups
  ) -> Line {
    var line = Line()
    line.key = Self.key(node, destination)
    line.generation = generation
    line.hop.interface = group
    if group > NextHopGroups.discard {
      let set = groups[group]
      line.count = set.count
      if set.count == 1 { line.hop = groups.hop(set.first) } else { line.hop.interface = set.first }
    }
    lines[place(of: line.key)] = line
    return line
  }

  mutating func invalidate() {
    generation &+= 1
    if generation == 0 {
      for place in 0..<lines.count { lines[place] = Line() }
      generation = 1
    }
  }

  @inline(__always)
  private static func key(_ node: UInt32, _ destination: IPv4Address) -> UInt64 {
    UInt64(node) &<< 32 | UInt64(destination.bits)
  }

  @inline(__always)
  private func place(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> 40 & mask)
  }
}
