import Kernel
import NetworkModel

/// IPVS's mh: Maglev's table as the Linux kernel fills and reads it.
///
/// Offset, skip and the clients' slots are SipHash-1-3 of (address + port) with two fixed keys: on 64-bit machines that is what
/// the kernel's `hsiphash` computes. In turn each destination takes as many free slots as its weight, over the greatest common
/// divisor of all, and shifted so that the greatest has no more bits than half the table's order. Destinations are in the order of the
/// kernel's list, which has the one that was added last in front.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_mh.c (`permutate`, `populate`, `get`, `get_fallback`); without the flag mh-port, since
/// requests have no port of their own here. Complexity: O(1) a pick, O(table) when eligibility changes; with mh-fallback O(table)
/// at worst.
/// Fails, as all hashing does, when few clients make most of the load.
public struct MaglevIPVS: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "maglev", summary: "IPVS's mh: clients by their address.", flavors: ["ipvs"],
    parameters: [
      .whole("table-size", "Slots; the next of the kernel's primes is taken.", 4093, in: 251...131_071),
      .whole("port", "ipvs: the destinations' port, which their slots depend on.", 80, in: 0...65_535),
      .choice(
        "quiesced",
        "ipvs: a destination that is out is removed from the table; or kept with weight 0, and its clients are refused; "
          + "or kept, and they are taken elsewhere (mh-fallback).", ["removed", "refused", "fallback"]),
    ], sees: [.address])

  private static let primes = [251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131_071]
  private static let firstKey: UInt64 = 2_654_435_761
  private static let secondKey: UInt64 = 2_654_446_892

  /// The address above, its hash below.
  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    UInt64(key.address.bits) << 32 | UInt64(hash(key.address.bits, firstKey))
  }

  static func hash(_ word: UInt32, _ key: UInt64) -> UInt32 {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    return UInt32(truncatingIfNeeded: SipHash.hash(bytes[...], key: (key, key), rounds: (1, 3)))
  }

  private let size: Int
  /// The order of the table; half of it is how many bits a weight may have.
  private let order: Int
  private let places: [(offset: Int, skip: Int)]
  private let weights: [Int]
  private let isKept: Bool
  private let fallsBack: Bool
  private var table: [Int32] = []
  private var version: UInt32?

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    let wanted = configuration.whole("table-size", Self.descriptor)
    let number = Self.primes.firstIndex { $0 >= wanted } ?? Self.primes.count - 1
    let size = Self.primes[number]
    self.size = size
    order = number + 8
    let port = UInt32(truncatingIfNeeded: configuration.whole("port", Self.descriptor))
    places = backends.map { backend in
      let word = backend.address.bits &+ port
      return (
        Int(Self.hash(word, Self.firstKey)) % size, Int(Self.hash(word, Self.secondKey)) % (size - 1) + 1
      )
    }
    weights = backends.map(\.weight)
    let quiesced = configuration.choice("quiesced", Self.descriptor)
    isKept = quiesced != "removed"
    fallsBack = quiesced == "fallback"
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    if version == nil || (!isKept && version != backends.version) { build(backends) }
    guard !table.isEmpty else { return nil }
    let slot = Int(request.hash & 0xFFFF_FFFF) % size
    let own = Int(table[slot])
    if backends.entries[own].isEligible {
      return BalancingDecision(backend: own, reason: .init("slot {0} of {1}", slot, size))
    }
    return fallsBack ? fallback(from: slot, own, backends, request) : nil
  }

  /// The kernel hashes the address again with growing offsets, from the slot's own number on.
  private func fallback(
    from slot: Int, _ own: Int, _ backends: borrowing BackendTable, _ request: BalancingRequest
  ) -> BalancingDecision? {
    let address = UInt32(truncatingIfNeeded: request.hash >> 32)
    for step in 0..<size {
      let offset = UInt32(truncatingIfNeeded: (slot + step) % size)
      let other = Int(Self.hash(address &+ offset, Self.firstKey)) % size
      let candidate = Int(table[other])
      if backends.entries[candidate].isEligible {
        return BalancingDecision(
          backend: candidate, reason: .init("{b} is out; slot {0} at step {1}", other, step, other: own))
      }
    }
    return nil
  }

  private mutating func build(_ backends: borrowing BackendTable) {
    version = backends.version
    let members = backends.entries.indices.filter { isKept || backends.entries[$0].isEligible }
    let turns = Self.turns(members.map { weights[$0] }, order: order)
    let filled = Self.fill(
      size: size, zip(members, turns).map { (places[$0].offset, places[$0].skip, $1) })
    table = filled.map { Int32(truncatingIfNeeded: members[$0]) }
  }

  /// How many slots in a row each takes, for weights of at least 1.
  static func turns(_ weights: [Int], order: Int) -> [Int] {
    guard let greatest = weights.max() else { return [] }
    let divisor = weights.reduce(0) { commonDivisor($0, $1) }
    let bits = Int.bitWidth - (greatest / divisor).leadingZeroBitCount
    let shift = max(0, bits - order / 2)
    return weights.map { max(1, ($0 / divisor) >> shift) }
  }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// - Returns: for each slot the place of the destination in the list; empty when there is none.
  static func fill(size: Int, _ destinations: [(offset: Int, skip: Int, turns: Int)]) -> [Int] {
    guard !destinations.isEmpty else { return [] }
    var table = [Int](repeating: -1, count: size)
    var next = destinations.map(\.offset)
    var filled = 0
    while true {
      for (place, destination) in destinations.enumerated() {
        for _ in 0..<destination.turns {
          while table[next[place]] >= 0 { next[place] = (next[place] + destination.skip) % size }
          table[next[place]] = place
          filled += 1
          if filled == size { return table }
        }
      }
    }
  }
}
