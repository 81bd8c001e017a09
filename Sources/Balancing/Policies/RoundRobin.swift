import Kernel
import NetworkModel

/// Round robin: the eligible backends in turn, one request each, weights ignored.
///
/// The oldest policy there is. Fair in the number of requests, blind to their cost and to the backends' speed: with
/// unequal backends the slowest one's queue grows while the others idle.
/// Complexity: O(1) while backends are eligible; skipping k ineligible ones costs O(k).
public struct RoundRobin: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "round-robin", summary: "The eligible backends in turn, weights ignored.",
    flavors: ["nginx", "envoy", "haproxy", "ipvs"])

  /// Where the search starts: one past the last choice.
  private var next = 0

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    let count = backends.count
    for offset in 0..<count {
      var candidate = next + offset
      if candidate >= count { candidate -= count }
      guard backends.entries[candidate].isEligible else { continue }
      next = candidate + 1 == count ? 0 : candidate + 1
      return BalancingDecision(backend: candidate, reason: .init("next in turn"))
    }
    return nil
  }
}
