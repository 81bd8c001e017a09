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
    ShortestDistances.siftUp(keys, count, key)
    count &+= 1
  }

  @inline(__always)
  mutating func pop() -> (distance: UInt32, vertex: UInt32)? {
    if count == 0 { return nil }
    let top = keys[0]
    count &-= 1
    ShortestDistances.siftDown(keys, count, keys[count])
    return (UInt32(truncatingIfNeeded: top &>> 32), UInt32(top & 0x7FFF_FFFF))
  }
}
