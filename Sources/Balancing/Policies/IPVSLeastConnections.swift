import Kernel
import NetworkModel

/// IPVS's lc: the backend with the fewest connections, weights ignored, the first of them on ties.
///
/// The kernel counts a connection 256 times as much while it is active as when it is only not yet forgotten. Here every
/// connection is active until it ends.
/// Source: Linux, net/netfilter/ipvs/ip_vs_lc.c. Complexity: O(n) a pick. Fails with unequal backends, and ties always go
/// to the front of the list: with little load the first backend has most of it.
public struct IPVSLeastConnections: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "least-connections", summary: "IPVS's lc: weights ignored.", flavors: ["ipvs"])

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    for place in backends.eligible {
      let position = Int(place)
      if best < 0 || backends.entries[position].inFlight < backends.entries[best].inFlight { best = position }
    }
    guard best >= 0 else { return nil }
    return BalancingDecision(
      backend: best, reason: .init("fewest in flight: {0}", backends.entries[best].inFlight))
  }
}
