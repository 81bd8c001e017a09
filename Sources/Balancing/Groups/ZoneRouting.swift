/// Envoy's zone-aware routing: as much as possible stays in the balancer's own zone, while all backends get the same.
///
/// The balancers of a zone are a share of all balancers, its backends a share of all backends. A zone with as large a share of
/// the backends keeps all of its requests. Else it keeps what its backends can bear, and sends the rest to the zones that
/// have room, in proportion to it. Shares are in hundredths of a per cent.
///
/// Source: Envoy, "Zone aware routing" in its documentation, and `ZoneAwareLoadBalancerBase` in
/// source/extensions/load_balancing_policies/common. Complexity: O(zones).
public enum ZoneRouting: Sendable, Equatable {
  /// Zones are not looked at.
  case off(Reason)
  /// All requests stay in the zone.
  case direct(own: Int)
  /// So many of 10,000 stay; the room of other zones as running sums, in the order of `zones`.
  case residual(own: Int?, local: Int, zones: [Int], room: [Int])

  public enum Reason: Sendable {
    case oneZone
    case balancersInOneZone
    case ownZoneUnknown
    case clusterTooSmall
  }

  /// - Parameters:
  ///   - own: the balancer's zone.
  ///   - balancers: how many balancers each zone has.
  ///   - backends, healthy: how many backends each zone has, and how many of them are healthy.
  ///   - order: the zones in the order in which others than the own one are taken.
  public init(
    own: Int?, balancers: [Int], backends: [Int], healthy: [Int], order: [Int], minimumClusterSize: Int
  ) {
    let used = order.filter { backends[$0] > 0 }
    if used.count < 2 {
      self = .off(.oneZone)
      return
    }
    guard let own, balancers[own] > 0 else {
      self = .off(.ownZoneUnknown)
      return
    }
    if balancers.count(where: { $0 > 0 }) < 2 {
      self = .off(.balancersInOneZone)
      return
    }
    let healthyCount = healthy.reduce(0, +)
    if healthyCount < minimumClusterSize {
      self = .off(.clusterTooSmall)
      return
    }
    let balancerCount = balancers.reduce(0, +)
    func local(_ zone: Int) -> Int { healthy[zone] == 0 ? 0 : 10_000 * balancers[zone] / balancerCount }
    func upstream(_ zone: Int) -> Int { healthyCount == 0 ? 0 : 10_000 * healthy[zone] / healthyCount }
    let hasOwnBackends = backends[own] > 0
    if hasOwnBackends && upstream(own) > 0 && upstream(own) >= local(own) {
      self = .direct(own: own)
      return
    }
    let zones = (hasOwnBackends ? [own] : []) + used.filter { $0 != own }
    var sum = 0
    let room = zones.map { zone in
      if zone != own { sum += max(0, upstream(zone) - local(zone)) }
      return sum
    }
    let kept = hasOwnBackends && local(own) > 0 ? upstream(own) * 10_000 / local(own) : 0
    self = .residual(own: hasOwnBackends ? own : nil, local: kept, zones: zones, room: room)
  }

  /// The zone of the next request; nil: any.
  ///
  /// - Parameter draw: a random word.
  public func zone(_ draw: () -> UInt64) -> Int? {
    switch self {
    case .off: return nil
    case .direct(let own): return own
    case .residual(let own, let local, let zones, let room):
      if let own, Int(draw() % 10_000) < local { return own }
      guard let total = room.last, total > 0 else { return zones[Int(draw() % UInt64(zones.count))] }
      let threshold = Int(draw() % UInt64(total))
      return zones[room.firstIndex { threshold < $0 } ?? zones.count - 1]
    }
  }
}
