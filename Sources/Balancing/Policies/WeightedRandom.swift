import Kernel
import NetworkModel

/// Weighted random: an eligible backend with a probability in proportion to its weight.
///
/// Source: nginx 1.22, `random` in src/http/modules/ngx_http_upstream_random_module.c (the draw, not the generator).
/// Complexity: O(log n). Fails as random does: the law of small numbers, and no look at the load.
public struct WeightedRandom: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "weighted-random", summary: "A backend drawn in proportion to its weight.", flavors: ["nginx"])

  private var draw = WeightedDraw()

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var chosen = draw.draw(backends, &stream)
    // nginx draws up to twenty times for one that this request has not tried.
    for _ in 0..<20 where chosen >= 0 && request.hasTried(chosen) { chosen = draw.draw(backends, &stream) }
    guard chosen >= 0 else { return nil }
    return BalancingDecision(
      backend: chosen,
      reason: .init(
        "drawn with weight {0} of {1}", backends.entries[chosen].weight, backends.eligibleWeight))
  }
}
