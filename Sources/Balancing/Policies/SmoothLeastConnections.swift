import Kernel
import NetworkModel

/// nginx's `least_conn`: the fewest requests in flight for its weight; ties by smooth weighted round robin.
///
/// Loads are compared as fractions, without division: a/wₐ < b/w_b where a·w_b < b·wₐ. Among backends with the least
/// fraction the rotation of the weighted round robin goes on, for those from the first of them. A request that is tried
/// again does not go to a backend that it has tried.
///
/// Source: nginx 1.22, `ngx_http_upstream_get_least_conn_peer`. Complexity: O(n) a pick.
/// Fails where a backend answers errors faster than others answer: it is always the least busy one (the black hole).
public struct SmoothLeastConnections: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "least-connections", summary: "The backend with the fewest requests in flight, by weight.",
    flavors: ["nginx"],
    parameters: [
      .whole(
        "max-fails", "nginx: failures after which a backend's effective weight is down to zero.", 1,
        in: 1...1000)
    ], sees: [.attempts])

  private var rotation: SmoothRotation

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    rotation = SmoothRotation(
      weights: backends.map(\.weight), maximumFailures: configuration.whole("max-fails", Self.descriptor))
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    var isTied = false
    for position in 0..<backends.count where backends.isOpen(position, to: request) {
      if best < 0 {
        best = position
        continue
      }
      let (mine, its) = Self.compared(position, best, backends)
      if mine < its {
        best = position
        isTied = false
      } else if mine == its {
        isTied = true
      }
    }
    guard best >= 0 else { return nil }
    let load = backends.entries[best].inFlight
    guard isTied else {
      return BalancingDecision(
        backend: best,
        reason: .init("fewest in flight: {0} at weight {1}", load, backends.entries[best].weight))
    }
    var chosen = best
    var total = 0
    for position in best..<backends.count where backends.isOpen(position, to: request) {
      let (mine, its) = Self.compared(position, best, backends)
      if mine == its { rotation.advance(position, total: &total, best: &chosen) }
    }
    _ = rotation.take(chosen, total: total)
    return BalancingDecision(
      backend: chosen, reason: .init("fewest in flight: {0}, tied, its turn by weight", load))
  }

  /// The loads of two backends on a common denominator.
  private static func compared(_ a: Int, _ b: Int, _ backends: borrowing BackendTable) -> (Int, Int) {
    (
      backends.entries[a].inFlight * backends.entries[b].weight,
      backends.entries[b].inFlight * backends.entries[a].weight
    )
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {
    if !report.succeeded && !report.isCancelled { rotation.failed(report.backend) }
  }
}
