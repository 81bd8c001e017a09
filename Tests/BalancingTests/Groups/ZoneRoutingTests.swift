import Kernel
import Testing

@testable import Balancing

@Suite struct ZoneRoutingTests {
  private func routing(
    own: Int?, _ balancers: [Int], _ backends: [Int], healthy: [Int]? = nil, minimum: Int = 6
  ) -> ZoneRouting {
    ZoneRouting(
      own: own, balancers: balancers, backends: backends, healthy: healthy ?? backends,
      order: Array(backends.indices), minimumClusterSize: minimum)
  }

  /// Envoy, `regenerateLocalityRoutingStructures`: 40/40/20 % of the balancers and 25/50/25 % of the backends: 62.5 % stay,
  /// the rest goes to the others in proportion to the room of 10 and 5 %.
  @Test func whatDoesNotFitGoesWhereRoomIs_EnvoyExample() {
    #expect(
      routing(own: 0, [4, 4, 2], [5, 10, 5])
        == .residual(own: 0, local: 6250, zones: [0, 1, 2], room: [0, 1000, 1500]))
    var stream = RandomStream(seed: 1, entity: "zones", purpose: "test")
    var counts = [0, 0, 0]
    let state = routing(own: 0, [4, 4, 2], [5, 10, 5])
    for _ in 0..<100_000 { counts[state.zone { stream.next() } ?? 0] += 1 }
    #expect(abs(Double(counts[0]) / 1e5 - 0.625) < 0.006, "\(counts)")
    #expect(abs(Double(counts[1]) / 1e5 - 0.25) < 0.006, "\(counts)")
    #expect(abs(Double(counts[2]) / 1e5 - 0.125) < 0.006, "\(counts)")
  }

  @Test func aZoneWithEnoughBackendsKeepsAll() {
    #expect(routing(own: 1, [4, 4, 2], [5, 10, 5]) == .direct(own: 1))
    #expect(routing(own: 2, [4, 4, 2], [5, 10, 5]) == .direct(own: 2))
  }

  /// Envoy's conditions: two zones of backends and of balancers, a known own zone, six healthy backends.
  @Test func zonesAreNotLookedAtWithoutNeed() {
    #expect(routing(own: 0, [2, 2], [8, 0]) == .off(.oneZone))
    #expect(routing(own: 0, [4, 0], [4, 4]) == .off(.balancersInOneZone))
    #expect(routing(own: nil, [2, 2], [4, 4]) == .off(.ownZoneUnknown))
    #expect(routing(own: 0, [2, 2], [4, 4], healthy: [2, 3]) == .off(.clusterTooSmall))
    #expect(routing(own: 0, [2, 2], [4, 4], healthy: [3, 3]) == .direct(own: 0))
  }

  /// None of the own zone's backends is healthy: all goes to the others.
  @Test func aZoneWithoutHealthyBackendsSendsAllAway() {
    #expect(
      routing(own: 0, [2, 2], [4, 6], healthy: [0, 6])
        == .residual(own: 0, local: 0, zones: [0, 1], room: [0, 5000]))
    // Nor has it any.
    #expect(
      routing(own: 0, [1, 1, 2], [0, 4, 4])
        == .residual(own: nil, local: 0, zones: [1, 2], room: [2500, 2500]))
  }
}

/// Envoy's documentation, "Locality weighted load balancing": weights 1 and 2, Y healthy.
@Suite struct LocalityShareTests {
  @Test(arguments: [[100, 33], [70, 33], [69, 33], [50, 26], [25, 15], [0, 0]])
  func twoZones(row: [Int]) {
    var share = LocalityShare(
      weights: [1, 2], healthy: [row[0], 100], backends: [100, 100], overprovisioning: 140)
    var count = 0
    for _ in 0..<10_000 where share.next() == 0 { count += 1 }
    // 69 % · 1.4 = 0.966: 0.966 / 2.966 is 32.6 %, which the documentation writes as 32.
    #expect(abs(Double(count) / 100 - Double(row[1])) < 0.95, "\(count)")
  }

  @Test func effectiveWeights() {
    #expect(LocalityShare.effective(2, healthy: 5, backends: 10, overprovisioning: 140) == 1.4)
    #expect(LocalityShare.effective(2, healthy: 8, backends: 10, overprovisioning: 140) == 2)
    #expect(LocalityShare.effective(2, healthy: 0, backends: 0, overprovisioning: 140) == 0)
    var none = LocalityShare(weights: [1], healthy: [0], backends: [3], overprovisioning: 140)
    let zone = none.next()
    #expect(zone == nil)
  }
}
