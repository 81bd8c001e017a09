import Kernel
import NetworkModel

/// nginx's smooth weighted round robin: turns in proportion to the weights, spread evenly instead of in bursts.
///
/// Each pick adds to every eligible backend's current weight its effective weight, takes the greatest (the first one on
/// ties), and subtracts the total of the effective weights from the winner. Weights 5, 1, 1 give a a b a c a a. A
/// failed attempt lowers the effective weight by weight / max_fails (1 by default: to zero), and each pick restores 1.
/// A request that is tried again does not go to a backend that it has tried.
///
/// Source: nginx 1.22, `ngx_http_upstream_get_peer` and `…_free_round_robin_peer` in
/// src/http/ngx_http_upstream_round_robin.c. Complexity: O(n) a pick.
/// Fails when the weights do not say how fast the backends are: it does not look at their load.
public struct SmoothWeightedRoundRobin: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "weighted-round-robin",
    summary: "Turns in proportion to the weights: smoothly, or in the order of another implementation.",
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
    var total = 0
    var best = -1
    for position in 0..<backends.count where backends.isOpen(position, to: request) {
      rotation.advance(position, total: &total, best: &best)
    }
    guard best >= 0 else { return nil }
    let reached = rotation.take(best, total: total)
    return BalancingDecision(backend: best, reason: .init("greatest current weight ({0})", reached))
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {
    if !report.succeeded && !report.isCancelled { rotation.failed(report.backend) }
  }
}
