/// HAProxy's map of servers by weight, for `static-rr` and hashes of the type map-based.
///
/// Source: HAProxy 2.6, `recalc_server_map` in src/lb_map.c. O(total · n) to make, O(1) to look up.
struct ServerMap: Sendable {
  private let weights: [Int]
  private(set) var slots: [Int32] = []
  private var version: UInt32 = .max

  /// HAProxy's weights end at 256; greater ones count as 256. They are divided by their greatest common divisor.
  init(weights: [Int]) {
    let limited = weights.map { min(256, $0) }
    let divisor = max(1, limited.reduce(0, InterleavedWeightedRoundRobin.greatestCommonDivisor))
    self.weights = limited.map { $0 / divisor }
  }

  mutating func update(_ backends: borrowing BackendTable) {
    guard version != backends.version else { return }
    version = backends.version
    let total = backends.eligible.reduce(0) { $0 + weights[Int($1)] }
    slots.removeAll(keepingCapacity: true)
    var scores = [Int](repeating: 0, count: weights.count)
    for _ in 0..<total {
      var best = -1
      var greatest = 0
      for place in backends.eligible {
        let server = Int(place)
        if total == 1 {
          best = server
          break
        }
        scores[server] += weights[server]
        let value = (scores[server] + total) / total
        if best < 0 || value > greatest {
          greatest = value
          best = server
        }
      }
      slots.append(Int32(truncatingIfNeeded: best))
      scores[best] -= total
    }
  }
}
