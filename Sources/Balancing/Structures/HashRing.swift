/// Points on a ring, sorted, each of a backend; equal points in the order in which they were added.
struct HashRing: Sendable {
  struct Point: Sendable, BitwiseCopyable {
    var hash: UInt64
    var backend: Int32
  }

  private(set) var points: [Point] = []

  mutating func removeAll() { points.removeAll(keepingCapacity: true) }

  mutating func add(_ hash: UInt64, _ backend: Int) {
    points.append(Point(hash: hash, backend: Int32(truncatingIfNeeded: backend)))
  }

  mutating func sort() {
    // Sorting in Swift is stable, though it does not promise so; the order is made part of the key.
    let keyed = points.enumerated().sorted {
      ($0.element.hash, $0.offset) < ($1.element.hash, $1.offset)
    }
    points = keyed.map(\.element)
  }

  /// Only the first of equal points stays.
  mutating func removeDuplicates() {
    var kept: [Point] = []
    kept.reserveCapacity(points.count)
    for point in points where kept.last?.hash != point.hash { kept.append(point) }
    points = kept
  }

  /// The place of the first point not before the hash; `points.count` when there is none. O(log n).
  func place(of hash: UInt64) -> Int {
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
