import Kernel
import NetworkModel

/// Envoy's ring hash: every backend has many points on a ring; a key belongs to the first point not before its hash.
///
/// The points of a backend are the hashes of `identity_0`, `identity_1` …; the lightest one has a whole number of them, so
/// that the ring has at least `minimum-ring-size`. The ring has only eligible backends: when one leaves, the keys of its
/// points go to their neighbours, and the ring may grow or shrink a little with it.
///
/// Source: Envoy, `RingHashLoadBalancer::Ring` in source/extensions/load_balancing_policies/ring_hash/ring_hash_lb.cc.
/// Complexity: O(log ring) a pick, O(ring log ring) when eligibility changes. Fails to be even: with 1024 points and ten
/// backends the fullest has about 1.1 times the mean; and a popular key is on one backend (see `bounded-load`).
public struct RingHashEnvoy: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "ring-hash", summary: "Consistent hashing: the key's next point on a ring of backends.",
    flavors: ["envoy"],
    parameters: [
      HashFunction.parameter(default: .xxh64), HashedIdentity.parameter, BoundedLoad.parameter,
      .whole("minimum-ring-size", "envoy: points on the ring at least.", 1024, in: 1...8_388_608),
      .whole("maximum-ring-size", "envoy: points on the ring at most.", 8_388_608, in: 1...8_388_608),
    ])

  public static func hash(_ key: RequestKey, _ configuration: PolicyConfiguration) -> UInt64 {
    HashFunction.chosen(configuration, descriptor).hash(key.text)
  }

  private let identities: [String]
  private let function: HashFunction
  private let minimum: Int
  private let maximum: Int
  private let bound: BoundedLoad
  private var ring = HashRing()
  private var version: UInt32 = .max

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    identities = HashedIdentity.texts(backends, configuration, Self.descriptor)
    function = HashFunction.chosen(configuration, Self.descriptor)
    minimum = configuration.whole("minimum-ring-size", Self.descriptor)
    maximum = max(minimum, configuration.whole("maximum-ring-size", Self.descriptor))
    bound = BoundedLoad(configuration, Self.descriptor)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    if version != backends.version { build(backends) }
    let count = ring.points.count
    guard count > 0 else { return nil }
    // A retry behaves as if the points before it were not there.
    let start = (ring.place(of: request.hash) + request.retries) % count
    let own = Int(ring.points[start].backend)
    guard bound.isBounded else {
      return BalancingDecision(backend: own, reason: .init("point {0} of {1} on the ring", start, count))
    }
    for step in 0..<count {
      let place = (start + step) % count
      let candidate = Int(ring.points[place].backend)
      if !bound.hasRoom(candidate, backends) { continue }
      if candidate == own {
        return BalancingDecision(backend: own, reason: .init("point {0} of {1} on the ring", place, count))
      }
      return BalancingDecision(
        backend: candidate,
        reason: .init(
          "{b} has its share of {0}; the next on the ring with room", bound.capacity(own, backends), 0,
          other: own))
    }
    return BalancingDecision(backend: own, reason: .init("none has room"))
  }

  private mutating func build(_ backends: borrowing BackendTable) {
    version = backends.version
    ring.removeAll()
    let total = Double(backends.eligibleWeight)
    let least = backends.eligible.map { Double(backends.entries[Int($0)].weight) / total }.min()
    guard let least else { return }
    let scale = min((least * Double(minimum)).rounded(.up) / least, Double(maximum))
    var current = 0.0
    var target = 0.0
    for place in backends.eligible {
      target += scale * (Double(backends.entries[Int(place)].weight) / total)
      var number = 0
      while current < target {
        ring.add(function.hash("\(identities[Int(place)])_\(number)"), Int(place))
        number += 1
        current += 1
      }
    }
    ring.sort()
  }
}
