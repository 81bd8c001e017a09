/// A 4-ary heap of vertices by distance; at equal distance networks come before routers (RFC 2328 §16.1 (3)), so that no
/// equal-cost path through one is missed. Vertices are pushed again when a shorter way is found.
struct VertexHeap: ~Copyable {
  private let keys: UnsafeMutablePointer<UInt64>
  private var count = 0

  /// - Parameter capacity: of pushes in all; more of them are a mistake.
  init(capacity: Int) { keys = .allocate(capacity: max(1, capacity)) }

  deinit { keys.deallocate() }

  @inline(__always)
  mutating func push(distance: UInt32, isRouter: Bool, vertex: UInt32) {
    let key = UInt64(distance) &<< 32 | (isRouter ? 1 &<< 31 : 0) | UInt64(vertex)
    var hole = count
    count &+= 1
    while hole > 0 {
      let parent = (hole &- 1) &>> 2
      if keys[parent] <= key { break }
      keys[hole] = keys[parent]
      hole = parent
    }
    keys[hole] = key
  }

  @inline(__always)
  mutating func pop() -> (distance: UInt32, vertex: UInt32)? {
    if count == 0 { return nil }
    let top = keys[0]
    count &-= 1
    let last = keys[count]
    var hole = 0
    while true {
      let first = 4 &* hole &+ 1
      if first >= count { break }
      var least = first
      var child = first &+ 1
      let end = min(first &+ 4, count)
      while child < end {
        if keys[child] < keys[least] { least = child }
        child &+= 1
      }
      if last <= keys[least] { break }
      keys[hole] = keys[least]
      hole = least
    }
    keys[hole] = last
    return (UInt32(truncatingIfNeeded: top &>> 32), UInt32(top & 0x7FFF_FFFF))
  }
}
