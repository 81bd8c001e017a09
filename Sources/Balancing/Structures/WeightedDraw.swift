import Kernel

/// Draws backends with probabilities in proportion to their weights: a binary search in the running sums.
struct WeightedDraw: Sendable {
  private var sums: [Int] = []
  private var version: UInt32 = .max

  /// -1 when there is none.
  mutating func draw(_ backends: borrowing BackendTable, _ stream: inout RandomStream) -> Int {
    if version != backends.version {
      version = backends.version
      sums.removeAll(keepingCapacity: true)
      var sum = 0
      for place in backends.eligible {
        sum += backends.entries[Int(place)].weight
        sums.append(sum)
      }
    }
    guard let total = sums.last else { return -1 }
    let point = stream.below(total)
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > point { high = middle } else { low = middle + 1 }
    }
    return Int(backends.eligible[low])
  }
}
