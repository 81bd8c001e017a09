import Kernel
import NetworkModel

/// HAProxy's `balance source`: the client's address as a number, modulo the sum of the weights, looked up in a map.
///
/// Source: HAProxy 2.6, `get_server_sh` in src/backend.c and `map_get_server_hash` in src/lb_map.c. When a server leaves
/// nearly all clients move. Complexity: O(1) a pick. Fails behind a proxy or carrier-grade NAT, where all clients are one.
public struct AddressHashHAProxy: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "source-hash", summary: "HAProxy's source.", flavors: ["haproxy"],
    parameters: [.choice("avalanche", "haproxy: whether the hash is spread further.", ["off", "on"])],
    sees: [.address])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    let spreads = configuration.choice("avalanche", descriptor) == "on"
    return UInt64(spreads ? HAProxyAvalanche.hash(key.address.bits) : key.address.bits)
  }

  private var map: ServerMap

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    map = ServerMap(weights: backends.map(\.weight))
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    map.update(backends)
    let count = map.slots.count
    guard count > 0 else { return nil }
    let slot = Int(request.hash % UInt64(count))
    return BalancingDecision(
      backend: Int(map.slots[slot]), reason: .init("slot {0} of {1} in the map", slot, count))
  }
}
