import Kernel
import NetworkModel

/// nginx's `ip_hash`: a hash of the first three octets of the client's address.
///
/// h = (113 h + octet) mod 6271 from 89 over the octets, modulo the sum of all weights; a server that is out, or has been
/// tried, sends the hash through the octets once more, up to twenty times; then the weighted round robin decides. A whole
/// /24 goes to one server.
///
/// Source: nginx 1.22, src/http/modules/ngx_http_upstream_ip_hash_module.c. Complexity: O(n) a pick. Fails behind a proxy
/// or carrier-grade NAT, where all clients are one, and has only 6271 different values.
public struct AddressHashNginx: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "source-hash", summary: "By a hash of the client's address.", flavors: ["nginx"], sees: [.address])

  /// The three octets.
  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    UInt64(key.address.bits >> 8)
  }

  private let weights: [Int]
  private let total: Int
  private var rotation: SmoothRotation

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    weights = backends.map(\.weight)
    total = max(1, weights.reduce(0, +))
    rotation = SmoothRotation(weights: weights, maximumFailures: 1)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var hash = 89
    for number in 0...20 {
      for shift: UInt64 in [16, 8, 0] { hash = (hash * 113 + Int(request.hash >> shift & 255)) % 6271 }
      var weight = hash % total
      var candidate = 0
      while weight >= weights[candidate] {
        weight -= weights[candidate]
        candidate += 1
      }
      if backends.isOpen(candidate, to: request) {
        return BalancingDecision(
          backend: candidate, reason: .init("address hash {0}, hashed {1} times more", hash, number))
      }
    }
    var all = 0
    var best = -1
    for position in weights.indices where backends.isOpen(position, to: request) {
      rotation.advance(position, total: &all, best: &best)
    }
    guard best >= 0 else { return nil }
    _ = rotation.take(best, total: all)
    return BalancingDecision(
      backend: best, reason: .init("twenty hashes met servers that are out; its turn by weight"))
  }
}
