/// Distances from one node of a graph to all others.
///
/// Dijkstra's algorithm with a 4-ary heap of plain numbers, distance above node, and lazy deletion: a node that was reached
/// again on a shorter way has a second entry, and the first is skipped. O(arcs · log nodes).
/// Source: Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1 (1959).
package struct ShortestDistances: ~Copyable {
  /// By node; `unreachable` where there is no way. Longer ones than 2³² − 2 count as that.
  package private(set) var distances: [UInt32]
  private var heap: UnsafeMutablePointer<UInt64>
  private var heapCapacity: Int

  package static let unreachable = UInt32.max

  package init(nodeCount: Int) {
    distances = [UInt32](repeating: Self.unreachable, count: nodeCount)
    heapCapacity = max(64, nodeCount)
    heap = .allocate(capacity: heapCapacity)
  }

  deinit { heap.deallocate() }

  /// - Parameter isTransit: whether paths may go through a node; they may always begin and end there. nil: through all.
  package mutating func compute(
    from source: Int, in graph: borrowing CompactGraph, isTransit: [Bool]? = nil
  ) {
    var heap = self.heap
    var capacity = heapCapacity
    graph.firstArc.withUnsafeBufferPointer { first in
      graph.arcs.withUnsafeBufferPointer { arcs in
        distances.withUnsafeMutableBufferPointer { distances in
          distances.update(repeating: Self.unreachable)
          distances[source] = 0
          heap[0] = UInt64(source)
          var count = 1
          while count > 0 {
            let top = heap[0]
            count &-= 1
            Self.siftDown(heap, count, heap[count])
            let node = Int(top & 0xFFFF_FFFF)
            let reached = UInt32(truncatingIfNeeded: top &>> 32)
            if reached != distances[node] { continue }
            if let isTransit, node != source, !isTransit[node] { continue }
            let range = Int(first[node])..<Int(first[node &+ 1])
            if count &+ range.count > capacity { Self.grow(&heap, &capacity, count, range.count) }
            for place in range {
              let arc = arcs[place]
              let (sum, overflow) = reached.addingReportingOverflow(arc.cost)
              if overflow || sum >= distances[Int(arc.target)] { continue }
              distances[Int(arc.target)] = sum
              Self.siftUp(heap, count, UInt64(sum) &<< 32 | UInt64(arc.target))
              count &+= 1
            }
          }
        }
      }
    }
    self.heap = heap
    heapCapacity = capacity
  }

  @inline(__always)
  static func siftUp(_ heap: UnsafeMutablePointer<UInt64>, _ place: Int, _ key: UInt64) {
    var hole = place
    while hole != 0 {
      let parent = (hole &- 1) &>> 2
      if heap[parent] <= key { break }
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = key
  }

  @inline(__always)
  static func siftDown(_ heap: UnsafeMutablePointer<UInt64>, _ count: Int, _ key: UInt64) {
    var hole = 0
    while true {
      let child = 4 &* hole &+ 1
      var least = child
      if child &+ 4 <= count {
        let four = heap + child
        let first = four[1] < four[0] ? 1 : 0
        let second = four[3] < four[2] ? 3 : 2
        let mask = 0 &- (four[second] < four[first] ? 1 : 0)
        least = child &+ ((first & ~mask) | (second & mask))
      } else {
        if child >= count { break }
        var other = child &+ 1
        while other < count {
          if heap[other] < heap[least] { least = other }
          other &+= 1
        }
      }
      if heap[least] >= key { break }
      heap[hole] = heap[least]
      hole = least
    }
    heap[hole] = key
  }

  @inline(never)
  private static func grow(
    _ heap: inout UnsafeMutablePointer<UInt64>, _ capacity: inout Int, _ count: Int, _ more: Int
  ) {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 + more)
    larger.update(from: heap, count: count)
    heap.deallocate()
    heap = larger
    capacity = capacity * 2 + more
  }
}
