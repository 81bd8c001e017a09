import Kernel
import NetworkModel

/// HAProxy's map-based hash of a URI, header or parameter: hash modulo the sum of the weights, looked up in a map.
///
/// When a server leaves, the map is made anew and nearly all keys move: that is what consistent hashing is there to
/// prevent. Source: HAProxy 2.6, `map_get_server_hash` in src/lb_map.c, hashes in src/hash.c. Complexity: O(1) a pick.
/// Deviation: with `bounded-load` a server that has its share is passed over along the map, which HAProxy does only for
/// consistent hashes. Fails as a cache's balancer with every change of the fleet.
public struct MappedHash: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "hash", summary: "The key's hash modulo the weights, as HAProxy's uri and hdr.",
    flavors: ["haproxy"],
    parameters: [
      HashFunction.parameter(default: .sdbm),
      .choice("avalanche", "haproxy: whether the hash of the key is spread further.", ["off", "on"]),
      BoundedLoad.parameter,
    ])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    let hash = UInt32(truncatingIfNeeded: HashFunction.chosen(configuration, descriptor).hash(key.text))
    let spreads = configuration.choice("avalanche", descriptor) == "on"
    return UInt64(spreads ? HAProxyAvalanche.hash(hash) : hash)
  }

  private var map: ServerMap
  private let bound: BoundedLoad

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    map = ServerMap(weights: backends.map(\.weight))
    bound = BoundedLoad(configuration, Self.descriptor)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    map.update(backends)
    let count = map.slots.count
    guard count > 0 else { return nil }
    let slot = Int(request.hash % UInt64(count))
    let own = Int(map.slots[slot])
    if bound.hasRoom(own, backends) {
      return BalancingDecision(backend: own, reason: .init("slot {0} of {1} in the map", slot, count))
    }
    for step in 1...count {
      let candidate = Int(map.slots[(slot + step) % count])
      if bound.hasRoom(candidate, backends) {
        return BalancingDecision(
          backend: candidate,
          reason: .init(
            "{b} has its share of {0}; the next in the map with room", bound.capacity(own, backends), 0,
            other: own))
      }
    }
    return BalancingDecision(backend: own, reason: .init("none has room"))
  }
}
