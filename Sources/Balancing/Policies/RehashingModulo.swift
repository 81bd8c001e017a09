import Kernel
import NetworkModel

/// nginx's `hash` without `consistent`: the key's CRC modulo the sum of all weights; hashed again when that server is out.
///
/// Each further try puts its number before the key and adds what comes out, as Cache::Memcached does. After twenty tries
/// the weighted round robin decides. Servers that are out keep their places, so their return moves no other keys.
///
/// Source: nginx 1.22, `ngx_http_upstream_get_hash_peer`. Complexity: O(n) a pick. Fails when servers are added: nearly
/// all keys move.
public struct RehashingModulo: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "hash", summary: "nginx's hash.", flavors: ["nginx"])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    UInt64(CRC32.hash(key.text))
  }

  private let keys: KeyTable
  private let weights: [Int]
  private let total: Int
  private var rotation: SmoothRotation

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    keys = configuration.keys
    weights = backends.map(\.weight)
    total = max(1, weights.reduce(0, +))
    rotation = SmoothRotation(weights: weights, maximumFailures: 1)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var sum: UInt32 = 0
    for number in 0...20 {
      let crc = number == 0 ? UInt32(truncatingIfNeeded: request.hash) : rehash(number, request)
      sum &+= crc >> 16 & 0x7FFF
      var weight = Int(sum) % total
      var candidate = 0
      while weight >= weights[candidate] {
        weight -= weights[candidate]
        candidate += 1
      }
      if backends.isOpen(candidate, to: request) {
        return BalancingDecision(
          backend: candidate,
          reason: number == 0
            ? .init("hash modulo {0}", total) : .init("hash modulo {0}, hashed {1} times more", total, number)
        )
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

  private func rehash(_ number: Int, _ request: BalancingRequest) -> UInt32 {
    var sum = CRC32.start
    if number >= 10 { sum = CRC32.update(sum, CollectionOfOne(UInt8(48 + number / 10))) }
    sum = CRC32.update(sum, CollectionOfOne(UInt8(48 + number % 10)))
    guard Int(request.key) < keys.count else { return ~sum }
    return ~CRC32.update(sum, keys[Int(request.key)].text)
  }
}
