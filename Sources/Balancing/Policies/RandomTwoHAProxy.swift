import Kernel
import NetworkModel

/// HAProxy's `balance random`: the least busy for its weight of a few backends that are drawn from the ring of its consistent
/// hash.
///
/// A draw is a random point of the ring, which belongs to the nearest of 16 points for each unit of weight, so shares are only
/// about in proportion to weights. The same backend may be drawn again; of equally busy ones the last drawn wins.
///
/// Source: HAProxy 2.6, `get_server_rnd` in src/lb_chash.c. Deviation: a server at its maxconn is not left to the backend's
/// queue. Complexity: O(draws · log points). Fails as the ring does: with few units of weight its arcs are uneven.
public struct RandomTwoHAProxy: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "random-two", summary: "HAProxy's random(2).", flavors: ["haproxy"],
    parameters: [.whole("draws", "haproxy: backends that are drawn.", 2, in: 1...1000)])

  private let draws: Int
  private let weights: [Int]
  private var ring: RingHashHAProxy

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    draws = configuration.whole("draws", Self.descriptor)
    weights = backends.map { min(256, $0.weight) * FastWeightedRoundRobin.scale }
    ring = RingHashHAProxy(backends, PolicyConfiguration(flavor: "haproxy"))
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    var rejected = -1
    for _ in 0..<draws {
      var question = request
      question.hash = stream.next() >> 32
      guard let drawn = ring.choose(backends, for: question, stream: &stream)?.backend else { return nil }
      if best < 0 || drawn == best {
        best = drawn
      } else if backends.entries[drawn].inFlight * weights[best]
        > backends.entries[best].inFlight * weights[drawn]
      {
        rejected = drawn
      } else {
        rejected = best
        best = drawn
      }
    }
    guard best >= 0 else { return nil }
    let load = backends.entries[best].inFlight
    guard rejected >= 0 else {
      return BalancingDecision(backend: best, reason: .init("drawn every time, with {0} in flight", load))
    }
    return BalancingDecision(
      backend: best,
      reason: .init(
        "{0} in flight, against {1} at {b}", load, backends.entries[rejected].inFlight, other: rejected))
  }
}
