import Kernel
import NetworkModel

/// HAProxy's `balance static-rr`: a fixed map of turns, made from the weights, read from beginning to end.
///
/// Weights 5, 1, 1 give a a a b a a c. The map is made anew when a server leaves or comes back, and the place in it is
/// kept. A request that is tried again avoids the server that it was at.
///
/// Source: HAProxy 2.6, `map_get_server_rr` in src/lb_map.c. Complexity: O(1) a pick. Fails as every policy that does not
/// look at the load.
public struct StaticRoundRobin: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "static-round-robin", summary: "A fixed map of turns by weight, as HAProxy's static-rr.",
    flavors: ["haproxy"])

  private var map: ServerMap
  private var next = 0

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    map = ServerMap(weights: backends.map(\.weight))
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    map.update(backends)
    let count = map.slots.count
    guard count > 0 else { return nil }
    if next >= count { next = 0 }
    for offset in 0..<count {
      let place = (next + offset) % count
      let server = Int(map.slots[place])
      if server == request.previous { continue }
      next = place + 1
      return BalancingDecision(backend: server, reason: .init("turn {0} of {1} in the map", place + 1, count))
    }
    let server = Int(map.slots[next])
    next += 1
    return BalancingDecision(backend: server, reason: .init("turn {0} of {1} in the map", next, count))
  }
}
