import Kernel
import NetworkModel

/// IPVS's wlc: the backend with the fewest connections for its weight, the first of them on ties.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_wlc.c: compared as fractions, without division. Complexity: O(n) a pick.
/// Fails when all are idle: the first backend in the list gets everything, whatever its weight.
public struct WeightedLeastConnections: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "weighted-least-connections",
    summary: "The fewest requests in flight for its weight, the first on ties: IPVS's wlc.", flavors: ["ipvs"]
  )

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    for place in backends.eligible {
      let position = Int(place)
      if best < 0
        || backends.entries[best].inFlight * backends.entries[position].weight
          > backends.entries[position].inFlight * backends.entries[best].weight
      {
        best = position
      }
    }
    guard best >= 0 else { return nil }
    let entry = backends.entries[best]
    return BalancingDecision(
      backend: best, reason: .init("fewest in flight: {0} at weight {1}", entry.inFlight, entry.weight))
  }
}
