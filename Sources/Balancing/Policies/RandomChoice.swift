import Kernel
import NetworkModel

/// Random: any eligible backend, each as likely as the others.
///
/// Needs no state, so any number of balancers do not fall into step; but the fullest of n backends is Θ(log n / log log
/// n) above the mean (Mitzenmacher, "The power of two choices", 2001). Source: Envoy's random policy.
/// Complexity: O(1). Fails with few requests and many backends, and with unequal ones.
public struct RandomChoice: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "random", summary: "Any eligible backend, weights ignored.", flavors: ["envoy"])

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    let chosen = backends.random(&stream)
    guard chosen >= 0 else { return nil }
    return BalancingDecision(
      backend: chosen, reason: .init("drawn at random from {0}", backends.eligible.count))
  }
}
