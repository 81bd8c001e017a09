import Kernel
import NetworkModel

/// HAProxy's `hash-type consistent`: the nearest point in either direction, of 16 points for each unit of weight.
///
/// The points of the n-th server are avalanche hashes of 4096 n, 4096 n + 1 …, so they depend on the server's place in
/// the list and not on its name. Those of a server that is out are not on the ring. With `bounded-load` (HAProxy's
/// `hash-balance-factor`) a server that has its share of the slots is passed over along the ring.
///
/// Source: HAProxy 2.6, src/lb_chash.c (`chash_get_server_hash`, `chash_server_is_eligible`). Weights above 256 count as
/// 256. Complexity: O(log points) a pick. Fails with few units of weight: 16 points are few.
public struct RingHashHAProxy: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "ring-hash", summary: "HAProxy's hash-type consistent.", flavors: ["haproxy"],
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

  private let weights: [Int]
  private let factor: Int
  private var ring = HashRing()
  private var version: UInt32 = .max
  /// The weights before a backend's own, among the eligible ones, and of all of them.
  private var before: [Int]
  private var total = 0

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    weights = backends.map { min(256, $0.weight) * FastWeightedRoundRobin.scale }
    before = Array(repeating: 0, count: backends.count)
    let given = configuration.number("bounded-load", Self.descriptor)
    factor = given == 0 ? 0 : Int((max(1, given) * 100).rounded())
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    if version != backends.version { build(backends) }
    let count = ring.points.count
    guard count > 0 else { return nil }
    let hash = UInt32(truncatingIfNeeded: request.hash)
    let next = ring.place(of: request.hash) % count
    let previous = next == 0 ? count - 1 : next - 1
    let ahead = UInt32(truncatingIfNeeded: ring.points[next].hash) &- hash
    let behind = hash &- UInt32(truncatingIfNeeded: ring.points[previous].hash)
    let start = behind <= ahead ? previous : next
    let own = Int(ring.points[start].backend)
    for step in 0..<count {
      let candidate = Int(ring.points[(start + step) % count].backend)
      if candidate == request.previous || !hasRoom(candidate, backends) { continue }
      return BalancingDecision(
        backend: candidate,
        reason: candidate == own
          ? .init("the nearest of {0} points", count)
          : .init("the nearest point is of {b}, which has its share or was tried", other: own))
    }
    return BalancingDecision(backend: own, reason: .init("the nearest of {0} points", count))
  }

  /// `chash_server_is_eligible`: whole slots for each unit of weight, the rest in proportion, at least one.
  private func hasRoom(_ backend: Int, _ backends: borrowing BackendTable) -> Bool {
    guard factor > 0 else { return true }
    let all = ((backends.totalInFlight + 1) * factor + 99) / 100
    let rest = all % total
    var slots = weights[backend] * (all / total)
    slots += (before[backend] + weights[backend]) * rest / total - before[backend] * rest / total
    return backends.entries[backend].inFlight < max(1, slots)
  }

  private mutating func build(_ backends: borrowing BackendTable) {
    version = backends.version
    ring.removeAll()
    total = 0
    for place in backends.eligible {
      let server = Int(place)
      before[server] = total
      total += weights[server]
      for node in 0..<weights[server] {
        let number = UInt32(truncatingIfNeeded: (server + 1) * 4096 + node)
        ring.add(UInt64(HAProxyAvalanche.hash(number)), server)
      }
    }
    ring.sort()
  }
}
