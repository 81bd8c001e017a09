/// Vertices by distance; at equal distance networks come before routers (RFC 2328 §16.1 (3)), so that no equal-cost path through
/// one is missed. Vertices are pushed again when a shorter way is found.
///
/// A 4-ary heap of lists: vertices of one kind and distance stand in one list, first come first served, as far as a small table still knows it. Where
/// links have few different costs, most vertices go into a list and come out of it without a step in the heap.
struct VertexQueue: ~Copyable {
  private static let none = UInt32.max
  private static let slots: UInt64 = 64

  /// Distance, kind, number of a list: the last in 31 bits.
  private let keys: UnsafeMutablePointer<UInt64>
  private var count = 0
  /// By list: its first and its last member.
  private let ends: UnsafeMutablePointer<(first: UInt32, last: UInt32)>
  private var listCount: UInt32 = 0
  /// By member, in order of pushes: its vertex, and the member after it.
  private let members: UnsafeMutablePointer<(vertex: UInt32, next: UInt32)>
  private var memberCount: UInt32 = 0
  /// By distance and kind, the latest list of some that share a slot, and what it is for; zero: none. The root needs no slot.
  private let recent: UnsafeMutablePointer<(rank: UInt64, list: UInt32)>

  /// - Parameter capacity: of pushes in all; more of them are a mistake.
  init(capacity: Int) {
    let capacity = max(1, capacity)
    keys = .allocate(capacity: capacity)
    ends = .allocate(capacity: capacity)
    members = .allocate(capacity: capacity)
    recent = .allocate(capacity: Int(Self.slots))
    recent.initialize(repeating: (rank: 0, list: 0), count: Int(Self.slots))
  }

  deinit {
    keys.deallocate()
    ends.deallocate()
    members.deallocate()
    recent.deallocate()
  }

  @inline(__always)
  mutating func push(distance: UInt32, isRouter: Bool, vertex: UInt32) {
    let rank = UInt64(distance) &<< 1 | (isRouter ? 1 : 0)
    let slot = Self.slot(rank)
    let member = memberCount
    memberCount &+= 1
    members[Int(member)] = (vertex, Self.none)
    if rank != 0 && recent[slot].rank == rank {
      let list = Int(recent[slot].list)
      members[Int(ends[list].last)].next = member
      ends[list].last = member
      return
    }
    let list = listCount
    listCount &+= 1
    ends[Int(list)] = (member, member)
    recent[slot] = (rank, list)
    ShortestDistances.siftUp(keys, count, rank &<< 31 | UInt64(list))
    count &+= 1
  }

  @inline(__always)
  mutating func pop() -> (distance: UInt32, vertex: UInt32)? {
    if count == 0 { return nil }
    let top = keys[0]
    let list = UInt32(top & 0x7FFF_FFFF)
    let (vertex, next) = members[Int(ends[Int(list)].first)]
    if next != Self.none {
      ends[Int(list)].first = next
    } else {
      let rank = top &>> 31
      let slot = Self.slot(rank)
      if recent[slot].list == list { recent[slot].rank = 0 }
      count &-= 1
      ShortestDistances.siftDown(keys, count, keys[count])
    }
    return (UInt32(truncatingIfNeeded: top &>> 32), vertex)
  }

  @inline(__always)
  private static func slot(_ rank: UInt64) -> Int {
    Int(truncatingIfNeeded: (rank &* 0x9FB2_1C65_1E98_DF25) &>> 58)
  }
}
