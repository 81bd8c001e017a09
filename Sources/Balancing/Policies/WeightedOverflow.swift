import Kernel
import NetworkModel

/// IPVS's ovf: the backend with the greatest weight that has no more connections than its weight; the rest overflows to
/// the next.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_ovf.c. A request is refused when all are full, as there. Complexity: O(n) a
/// pick. Fails as a balancer: it fills one backend before it uses the next. That is its purpose.
public struct WeightedOverflow: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "overflow", summary: "The heaviest backend with no more in flight than its weight: IPVS's ovf.",
    flavors: ["ipvs"])

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    for place in backends.eligible {
      let entry = backends.entries[Int(place)]
      if entry.inFlight > entry.weight { continue }
      if best < 0 || entry.weight > backends.entries[best].weight { best = Int(place) }
    }
    guard best >= 0 else { return nil }
    let entry = backends.entries[best]
    return BalancingDecision(
      backend: best,
      reason: .init("the heaviest with room: {0} in flight of {1}", entry.inFlight, entry.weight))
  }
}
