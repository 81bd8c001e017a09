/// Events in a heap: what a calendar keeps aside because it does not fit its days.
///
/// A 4-ary implicit heap in raw memory. Four children share two cache lines, and the least of them is found without a
/// branch, which is where a binary heap of the same size loses its time. `push` and `pop` are O(log n).
/// Source: LaMarca and Ladner, "The influence of caches on the performance of heaps", 1996.
@frozen
public struct EventHeap: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Event>
  @usableFromInline var allocation: UnsafeMutableRawPointer
  @usableFromInline var capacity: Int
  @usableFromInline var size = 0

  public init(minimumCapacity: Int = 64) {
    capacity = max(16, minimumCapacity)
    (allocation, base) = Self.allocate(capacity)
  }

  deinit { allocation.deallocate() }

  @inlinable
  public var count: Int { size }

  @inlinable
  public var isEmpty: Bool { size == 0 }

  /// The earliest event of a heap that is not empty.
  @inlinable
  public var first: Event { base[0] }

  @inlinable
  public mutating func push(_ event: Event) {
    if size == capacity { grow() }
    let key = event.key
    var hole = size
    size &+= 1
    while hole != 0 {
      let parent = (hole &- 1) &>> 2
      if key >= base[parent].key { break }
      base[hole] = base[parent]
      hole = parent
    }
    base[hole] = event
  }

  @inlinable
  public mutating func pop() -> Event? {
    if size == 0 { return nil }
    return removeFirst()
  }

  /// Takes the earliest event of a heap that is not empty.
  @inlinable
  mutating func removeFirst() -> Event {
    let top = base[0]
    size &-= 1
    if size != 0 { siftDown(base[size]) }
    return top
  }

  /// Moves the hole at the root down to where `event` belongs.
  @inlinable
  mutating func siftDown(_ event: Event) {
    let key = event.key
    let count = size
    var hole = 0
    while true {
      let child = 4 &* hole &+ 1
      var least = child
      if child &+ 4 <= count {
        let four = base + child
        let first = four[1].key < four[0].key ? 1 : 0
        let second = four[3].key < four[2].key ? 3 : 2
        let mask = 0 &- (four[second].key < four[first].key ? 1 : 0)
        least = child &+ ((first & ~mask) | (second & mask))
      } else {
        if child >= count { break }
        var other = child &+ 1
        while other < count {
          if base[other].key < base[least].key { least = other }
          other &+= 1
        }
      }
      if base[least].key >= key { break }
      base[hole] = base[least]
      hole = least
    }
    base[hole] = event
  }

  /// Hands over all events, in no order.
  mutating func removeAll(_ take: (Event) -> Void) {
    for place in 0..<size { take(base[place]) }
    size = 0
  }

  @usableFromInline @inline(never)
  mutating func grow() {
    let (newAllocation, newBase) = Self.allocate(capacity * 2)
    newBase.update(from: base, count: size)
    allocation.deallocate()
    (allocation, base, capacity) = (newAllocation, newBase, capacity * 2)
  }

  /// Index 1, the first child of the root, starts a cache line, so that every family of four fills two lines exactly.
  private static func allocate(_ capacity: Int) -> (UnsafeMutableRawPointer, UnsafeMutablePointer<Event>) {
    let stride = MemoryLayout<Event>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: (capacity + 4) * stride, alignment: 128)
    return (raw, raw.bindMemory(to: Event.self, capacity: capacity + 4) + 3)
  }
}
