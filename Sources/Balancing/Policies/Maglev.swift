import Kernel
import NetworkModel

/// Maglev: a table of a prime number of slots, which the backends fill in turn, each in an order of its own.
///
/// A backend's order is offset, offset + skip, offset + 2 skip … modulo the size; in turn each takes its next free slot
/// (less often with less weight). All backends have the same number of slots but for one, and when one leaves few other
/// slots move: with 1000 backends and 65537 slots about 0.6 %.
///
/// Source: Eisenbud et al., "Maglev: a fast and reliable software network load balancer", NSDI 2016, §3.4; the hashes and
/// weights are those of Envoy (source/extensions/load_balancing_policies/maglev): xxHash64 of the identity with the seeds
/// 0 and 1, backends sorted by identity. Complexity: O(1) a pick, O(size) when eligibility changes.
/// Fails to keep a popular key from overloading its backend (see `bounded-load`).
public struct Maglev: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "maglev", summary: "Consistent hashing by a table that backends fill in turn.",
    flavors: ["envoy"],
    parameters: [
      .whole("table-size", "Slots, a prime number; the next prime is taken.", 65537, in: 2...5_000_011),
      HashFunction.parameter(default: .xxh64), HashedIdentity.parameter, BoundedLoad.parameter,
    ])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    HashFunction.chosen(configuration, descriptor).hash(key.text)
  }

  private let size: Int
  private let bound: BoundedLoad
  /// In the order of their identities: place and the two hashes.
  private let sorted: [(backend: Int, offset: Int, skip: Int)]
  private var table: [Int32] = []
  private var version: UInt32 = .max

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    let size = Self.prime(from: configuration.whole("table-size", Self.descriptor))
    self.size = size
    bound = BoundedLoad(configuration, Self.descriptor)
    let identities = HashedIdentity.texts(backends, configuration, Self.descriptor).map { Array($0.utf8) }
    let order = identities.indices.sorted {
      identities[$0].lexicographicallyPrecedes(identities[$1])
        || (identities[$0] == identities[$1] && $0 < $1)
    }
    sorted = order.map { place in
      let bytes = identities[place][...]
      return (
        place, Int(XXHash64.hash(bytes) % UInt64(size)),
        Int(XXHash64.hash(bytes, seed: 1) % UInt64(size - 1)) + 1
      )
    }
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    if version != backends.version { build(backends) }
    guard !table.isEmpty else { return nil }
    // Envoy: a retry looks at another slot, by flipping most bits of the hash.
    let hash =
      request.retries == 0
      ? request.hash : request.hash ^ (UInt64.max &- UInt64(truncatingIfNeeded: request.retries) &+ 1)
    let slot = Int(hash % UInt64(table.count))
    let own = Int(table[slot])
    if bound.hasRoom(own, backends) {
      return BalancingDecision(backend: own, reason: .init("slot {0} of {1}", slot, table.count))
    }
    for step in 1..<table.count {
      let candidate = Int(table[(slot + step) % table.count])
      if candidate != own && bound.hasRoom(candidate, backends) {
        return BalancingDecision(
          backend: candidate,
          reason: .init(
            "{b} has its share of {0}; the next in the table with room", bound.capacity(own, backends), 0,
            other: own))
      }
    }
    return BalancingDecision(backend: own, reason: .init("none has room"))
  }

  private mutating func build(_ backends: borrowing BackendTable) {
    version = backends.version
    let members = sorted.filter { backends.entries[$0.backend].isEligible }
    let filled = Self.fill(
      size: size,
      members.map { ($0.offset, $0.skip, Double(backends.entries[$0.backend].weight)) })
    table = filled.map { Int32(truncatingIfNeeded: members[$0].backend) }
  }

  /// Listing 1 of the paper, with Envoy's weights: a backend of the greatest weight takes a slot in every turn, one of
  /// half that in every other.
  ///
  /// - Returns: for each slot the place of the backend in the list; empty when there is none.
  public static func fill(
    size: Int, _ backends: [(offset: Int, skip: Int, weight: Double)]
  ) -> [Int] {
    guard let greatest = backends.map(\.weight).max(), greatest > 0 else { return [] }
    var table = [Int](repeating: -1, count: size)
    var next = backends.map(\.offset)
    var targets = [Double](repeating: 0, count: backends.count)
    var filled = 0
    var turn = 1.0
    while true {
      for (place, backend) in backends.enumerated() {
        if turn * backend.weight < targets[place] { continue }
        targets[place] += greatest
        while table[next[place]] >= 0 { next[place] = (next[place] + backend.skip) % size }
        table[next[place]] = place
        next[place] = (next[place] + backend.skip) % size
        filled += 1
        if filled == size { return table }
      }
      turn += 1
    }
  }

  static func prime(from start: Int) -> Int {
    var candidate = max(2, start)
    while true {
      var divisor = 2
      while divisor * divisor <= candidate && candidate % divisor != 0 { divisor += 1 }
      if divisor * divisor > candidate { return candidate }
      candidate += 1
    }
  }
}
