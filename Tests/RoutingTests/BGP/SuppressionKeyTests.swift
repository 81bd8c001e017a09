import Kernel
import NetworkModel
import Testing

@testable import Routing

/// FRR's `bgp suppress-duplicates`: what is taken for nothing new.
@Suite struct SuppressionKeyTests {
  /// x tells r, r tells s in its own AS.
  private static func bench(_ profile: BGPSettings) -> BGPBench {
    var bench = BGPBench(
      [("x", 1), ("r", 9), ("s", 9)], [("x", "r"), ("r", "s")],
      settings: BGPBench.settings(profile) {
        $0.advertisementInterval = .zero
        $0.internalAdvertisementInterval = .zero
      })
    bench.start()
    bench.run(until: .seconds(1))
    return bench
  }

  private static func tell(_ med: UInt32?, in bench: inout BGPBench, at time: SimTime) {
    bench.run(until: time)
    bench.inject(
      BGPBench.announcement([1, 7], nextHop: IPv4Address(10, 0, 1, 1)) { $0.multiExitDiscriminator = med },
      into: "r", from: 0)
    bench.run(until: time + .seconds(1))
  }

  private static func announcements(_ bench: BGPBench) -> Int {
    bench.updates(from: "r", to: "s").count { !$0.update.announced.isEmpty }
  }

  @Test func medOfZeroIsNotToldAfterNone() {
    var bench = Self.bench(.frr)
    Self.tell(nil, in: &bench, at: .seconds(20))
    #expect(Self.announcements(bench) == 1)
    Self.tell(0, in: &bench, at: .seconds(40))
    #expect(Self.announcements(bench) == 1)
    Self.tell(5, in: &bench, at: .seconds(60))
    #expect(Self.announcements(bench) == 2)
  }

  /// RFC 4271 §9.2 has every change told.
  @Test func medOfZeroIsToldByTheTextbook_RFC4271_9_2() {
    var bench = Self.bench(.rfc)
    Self.tell(nil, in: &bench, at: .seconds(20))
    Self.tell(0, in: &bench, at: .seconds(40))
    #expect(Self.announcements(bench) == 2)
  }

  /// In the first seconds real sessions come up one by one, so that what is told last is what stays.
  @Test func everythingIsToldWhileTheNetworkStarts() {
    var bench = Self.bench(.frr)
    Self.tell(nil, in: &bench, at: .seconds(1))
    Self.tell(0, in: &bench, at: .seconds(3))
    #expect(Self.announcements(bench) == 2)
  }

  /// What the neighbour does not hear of counts as well: weight, local preference, reflection.
  @Test func hiddenAttributesMakeADifference() {
    let attributes = PathAttributes()
    func key(_ weight: UInt32, _ change: (inout PathAttributes) -> Void = { _ in }) -> SuppressionKey {
      var changed = attributes
      change(&changed)
      var path = BGPPath(source: .neighbor(0), attributes: changed)
      path.weight = weight
      return SuppressionKey(changed, weight: 0, of: path, hasOwnNextHop: true)
    }
    #expect(key(0) == key(0) { $0.multiExitDiscriminator = 0 })
    #expect(key(0) == key(0) { $0.atomicAggregate = true })
    #expect(key(0) == key(0) { $0.nextHop = IPv4Address(1, 1, 1, 1) })
    #expect(key(0) != key(32768))
    #expect(key(0) != key(0) { $0.localPreference = 100 })
    #expect(key(0) != key(0) { $0.clusterList = [.any] })
    #expect(key(0) != key(0) { $0.multiExitDiscriminator = 1 })
  }
}
