/// The current and effective weights of nginx's round robin, which its least_conn shares for its ties.
struct SmoothRotation: Sendable {
  private struct Peer: BitwiseCopyable {
    let weight: Int
    var effective: Int
    var current = 0
  }

  private var peers: [Peer]
  private let maximumFailures: Int

  init(weights: [Int], maximumFailures: Int) {
    peers = weights.map { Peer(weight: $0, effective: $0) }
    self.maximumFailures = max(1, maximumFailures)
  }

  /// Gives a candidate its share of this pick; `best` becomes it when it now has the greatest current weight.
  mutating func advance(_ position: Int, total: inout Int, best: inout Int) {
    peers[position].current += peers[position].effective
    total += peers[position].effective
    if peers[position].effective < peers[position].weight { peers[position].effective += 1 }
    if best < 0 || peers[position].current > peers[best].current { best = position }
  }

  /// The current weight that won.
  mutating func take(_ best: Int, total: Int) -> Int {
    let reached = peers[best].current
    peers[best].current -= total
    return reached
  }

  mutating func failed(_ position: Int) {
    peers[position].effective = max(0, peers[position].effective - peers[position].weight / maximumFailures)
  }
}
