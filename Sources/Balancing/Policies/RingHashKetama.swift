import Kernel
import NetworkModel

/// nginx's `hash … consistent`: ketama's ring of 160 points for each unit of weight.
///
/// The points of a server are chained CRCs of its host, a zero byte, its port and the point before. The ring has all
/// servers; a key whose server is out, or has been tried, goes on along the ring.
///
/// Source: nginx 1.22, src/http/modules/ngx_http_upstream_hash_module.c (`…_init_chash`, `…_get_chash_peer`).
/// Complexity: O(log points) a pick. Fails to be quite even, and a popular key is on one backend (see `bounded-load`).
public struct RingHashKetama: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "ring-hash", summary: "nginx's consistent hash (ketama).", flavors: ["nginx"],
    parameters: [HashedIdentity.parameter, BoundedLoad.parameter])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    UInt64(CRC32.hash(key.text))
  }

  private var ring = HashRing()
  private let bound: BoundedLoad

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    bound = BoundedLoad(configuration, Self.descriptor)
    let identities = HashedIdentity.texts(backends, configuration, Self.descriptor)
    for (position, identity) in identities.enumerated() {
      let (host, port) = Self.parts(identity)
      var base = CRC32.update(CRC32.start, host.utf8)
      base = CRC32.update(base, CollectionOfOne(0))
      base = CRC32.update(base, port.utf8)
      var previous: UInt32 = 0
      // A service with weights in the thousands would make millions of points: weights above 1000 count as 1000.
      for _ in 0..<160 * min(1000, backends[position].weight) {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: previous >> UInt32(8 * $0)) }
        previous = ~CRC32.update(base, bytes)
        ring.add(UInt64(previous), position)
      }
    }
    ring.sort()
    ring.removeDuplicates()
  }

  /// A port is what stands behind the last colon, if it is digits.
  static func parts(_ identity: String) -> (host: Substring, port: Substring) {
    guard let colon = identity.lastIndex(of: ":"),
      identity[identity.index(after: colon)...].utf8.allSatisfy({ (48...57).contains($0) })
    else { return (identity[...], "") }
    return (identity[..<colon], identity[identity.index(after: colon)...])
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    let count = ring.points.count
    guard count > 0, !backends.eligible.isEmpty else { return nil }
    let start = ring.place(of: request.hash)
    for step in 0..<count {
      let candidate = Int(ring.points[(start + step) % count].backend)
      guard backends.isOpen(candidate, to: request), bound.hasRoom(candidate, backends) else { continue }
      return BalancingDecision(
        backend: candidate,
        reason: step == 0
          ? .init("point {0} of {1} on the ring", start % count, count)
          : .init("the {0} points before it on the ring are out or full", step))
    }
    return nil
  }
}
