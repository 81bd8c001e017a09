import Kernel
import NetworkModel

/// IPVS's sed: the least expected delay, (connections + 1) / weight, the first of them on ties.
///
/// Unlike wlc it counts the connection to come, so that among idle backends the heaviest is first.
/// Source: Linux, net/netfilter/ipvs/ip_vs_sed.c. Complexity: O(n) a pick. Fails with weights that are far apart: light
/// backends stay idle until heavy ones have many connections (nq mends that).
public struct ShortestExpectedDelay: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "shortest-expected-delay", summary: "The least (in flight + 1) / weight: IPVS's sed.",
    flavors: ["ipvs"])

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    let best = Self.least(backends)
    guard best >= 0 else { return nil }
    let entry = backends.entries[best]
    return BalancingDecision(
      backend: best,
      reason: .init("least expected delay: {0} in flight at weight {1}", entry.inFlight, entry.weight))
  }

  static func least(_ backends: borrowing BackendTable) -> Int {
    var best = -1
    for place in backends.eligible {
      let position = Int(place)
      if best < 0
        || (backends.entries[best].inFlight + 1) * backends.entries[position].weight
          > (backends.entries[position].inFlight + 1) * backends.entries[best].weight
      {
        best = position
      }
    }
    return best
  }
}
