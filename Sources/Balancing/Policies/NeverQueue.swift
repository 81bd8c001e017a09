import Kernel
import NetworkModel

/// IPVS's nq: the first idle backend, if there is one; else the least expected delay as in sed.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_nq.c. Complexity: O(n) a pick. Fails with slow backends of low weight: an idle
/// one is taken even if a busy fast one would have been done sooner.
public struct NeverQueue: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "never-queue", summary: "An idle backend first, else the shortest expected delay: IPVS's nq.",
    flavors: ["ipvs"])

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    for place in backends.eligible where backends.entries[Int(place)].inFlight == 0 {
      return BalancingDecision(backend: Int(place), reason: .init("the first idle one"))
    }
    let best = ShortestExpectedDelay.least(backends)
    guard best >= 0 else { return nil }
    let entry = backends.entries[best]
    return BalancingDecision(
      backend: best,
      reason: .init(
        "none is idle; least expected delay: {0} in flight at weight {1}", entry.inFlight, entry.weight))
  }
}
