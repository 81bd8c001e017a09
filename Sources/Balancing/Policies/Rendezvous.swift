import Kernel
import NetworkModel

/// Rendezvous hashing: the backend with the highest score for the key; each pair of key and backend has its own score.
///
/// The score is −weight / ln(u), u the pair's hash as a fraction of one: highest random weight with weights. When a
/// backend leaves, only its keys move, and they spread over all others in proportion to the weights.
///
/// Source: Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998; the weights after Schindelhauer
/// and Schomaker, "Weighted distributed hash tables", 2005 (the logarithmic method). The pair's hash is the xxHash64 of the
/// key's hash, least byte first, with the hash of the backend's identity as seed.
/// Complexity: O(n) a pick. Fails with thousands of backends: every one is scored for each request.
public struct Rendezvous: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "rendezvous", summary: "The backend with the highest score for the key.",
    parameters: [HashFunction.parameter(default: .xxh64), HashedIdentity.parameter, BoundedLoad.parameter])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    HashFunction.chosen(configuration, descriptor).hash(key.text)
  }

  private let seeds: [UInt64]
  private let bound: BoundedLoad

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    let function = HashFunction.chosen(configuration, Self.descriptor)
    seeds = HashedIdentity.texts(backends, configuration, Self.descriptor).map { function.hash($0) }
    bound = BoundedLoad(configuration, Self.descriptor)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    var highest = 0.0
    var fallback = -1
    for place in backends.eligible {
      let candidate = Int(place)
      if request.hasTried(candidate) || !bound.hasRoom(candidate, backends) {
        fallback = candidate
        continue
      }
      let score = Self.score(request.hash, seeds[candidate], weight: backends.entries[candidate].weight)
      if best < 0 || score > highest {
        best = candidate
        highest = score
      }
    }
    if best < 0 { best = fallback }
    guard best >= 0 else { return nil }
    return BalancingDecision(
      backend: best, reason: .init("highest score ({0}) of {1}", highest, Double(backends.eligible.count)))
  }

  public static func score(_ key: UInt64, _ seed: UInt64, weight: Int) -> Double {
    // Half a step off zero and one, where the logarithm ends.
    let fraction = (Double(XXHash64.hash(word: key, seed: seed) >> 11) + 0.5) * 0x1p-53
    return -Double(weight) / ExactMath.log(fraction)
  }
}
