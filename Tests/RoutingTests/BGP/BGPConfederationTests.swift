import Kernel
import NetworkModel
import Testing

@testable import Routing

@Suite struct BGPConfederationTests {
  private static let prefix = BGPBench.prefix

  /// x (AS 1) — a (member 64512) — b (member 64513) — b2 (64513) — y (AS 2); outside they are AS 100.
  private static func bench(_ change: @escaping (inout PathAttributes) -> Void = { _ in }) -> BGPBench {
    var bench = BGPBench(
      [("x", 1), ("a", 64512), ("b", 64513), ("b2", 64513), ("y", 2)],
      [("x", "a"), ("a", "b"), ("b", "b2"), ("b2", "y")],
      settings: BGPBench.settings {
        $0.advertisementInterval = .zero
        $0.internalAdvertisementInterval = .zero
      }
    ) { configurations in
      for name in ["a", "b", "b2"] { configurations[name]?.outerAS = 100 }
      configurations["x"]?.neighbors[0].remoteAS = 100
      configurations["y"]?.neighbors[0].remoteAS = 100
      configurations["a"]?.neighbors[0].localAS = 100
      configurations["b2"]?.neighbors[1].localAS = 100
      configurations["a"]?.neighbors[1].isConfederate = true
      configurations["b"]?.neighbors[0].isConfederate = true
    }
    bench.start()
    bench.run(until: .seconds(10))
    bench.inject(
      BGPBench.announcement([1, 9], nextHop: IPv4Address(10, 0, 1, 1), change), into: "a", from: 0)
    bench.run(until: .seconds(11))
    return bench
  }

  private static func attributes(_ bench: BGPBench, _ a: String, _ b: String) -> PathAttributes? {
    bench.updates(from: a, to: b).last?.update.attributes
  }

  @Test func sessionsNameTheRightAS_RFC5065_4() {
    let bench = Self.bench()
    #expect((0..<2).map { bench.state("a", $0) } == ["Established", "Established"])
    #expect((0..<2).map { bench.state("b2", $0) } == ["Established", "Established"])
  }

  @Test func memberASGoesInFrontAsConfederationSequence_RFC5065_4_1() {
    let bench = Self.bench()
    #expect(Self.attributes(bench, "a", "b")?.asPath.description == "(64512) 1 9")
    // From an iBGP peer of the same member AS nothing is put in front: b tells its own route as it is.
    var inner = bench
    inner.hand(.originate(Self.prefix, isPresent: true), to: "b")
    inner.run(until: .seconds(60))
    #expect(Self.attributes(inner, "b", "b2")?.asPath.isEmpty == true)
  }

  @Test func confederationLeavesAsOneAS_RFC5065_4_1_c() {
    var bench = Self.bench()
    // b2 cannot resolve x's address; given one that it can, it tells y.
    let hop = IPv4Address(10, 0, 3, 1)
    var update = BGPBench.announcement([1, 9], nextHop: hop) { $0.multiExitDiscriminator = 5 }
    update.attributes?.asPath.prepend(64512, as: .confederationSequence)
    bench.inject(update, into: "b2", from: 0)
    bench.run(until: .seconds(12))
    let told = Self.attributes(bench, "b2", "y")
    #expect(told?.asPath.description == "100 1 9")
    #expect(told?.localPreference == nil)
    #expect(told?.multiExitDiscriminator == nil)
  }

  @Test func attributesStayWithinTheConfederation_RFC5065_5() {
    let bench = Self.bench { $0.multiExitDiscriminator = 30 }
    let told = Self.attributes(bench, "a", "b")
    #expect(told?.nextHop == IPv4Address(10, 0, 1, 1))
    #expect(told?.multiExitDiscriminator == 30)
    #expect(told?.localPreference == 100)
  }

  @Test func communitiesKnowBothBorders_RFC1997() {
    let inAll = Self.bench { $0.communities = [.noExport] }
    #expect(inAll.entry("b")?.paths.count == 1)
    let inMember = Self.bench { $0.communities = [.localAS] }
    #expect(inMember.entry("b")?.paths.isEmpty == true)
  }

  @Test(arguments: [64513, 100] as [UInt32]) func ownMemberOrConfederationInThePathIsALoop_RFC5065_4(
    number: UInt32
  ) {
    var bench = Self.bench()
    var update = BGPBench.announcement([1, 9], nextHop: IPv4Address(10, 0, 2, 1))
    let kind: ASPath.Kind = number == 100 ? .sequence : .confederationSequence
    update.attributes?.asPath.prepend(number, as: kind)
    bench.inject(update, into: "b", from: 0)
    #expect(bench.entry("b")?.rejected.first?.reason == .ownASInPath)
  }

  /// §5.3: not counted in the length; as internal as an iBGP path, unless the profile frr is asked.
  @Test func decisionWithinAConfederation_RFC5065_5_3() {
    func path(_ number: Int, _ change: (inout BGPPath) -> Void) -> BGPPath {
      var attributes = PathAttributes()
      attributes.asPath = ASPath([1])
      var path = BGPPath(source: .neighbor(number), attributes: attributes)
      path.isInternal = true
      path.peerIdentifier = IPv4Address(bits: UInt32(number + 1))
      change(&path)
      return path
    }
    let inner = path(0) { $0.interiorCost = 5 }
    let member = path(1) {
      $0.attributes.asPath.prepend(64513, as: .confederationSequence, times: 3)
      $0.isConfederate = true
      $0.interiorCost = 9
    }
    let outer = path(2) { $0.isInternal = false }
    #expect(Decision.make(among: [inner, member, outer], .rfc).step == .externalOverInternal)
    let rfc = Decision.make(among: [inner, member], .rfc)
    #expect(rfc.best == 0 && rfc.step == .interiorCost)
    let frr = Decision.make(among: [inner, member], .frr)
    #expect(frr.best == 1 && frr.step == .confederateOverInternal)
  }

  /// Paths from within have no neighbouring AS: their MEDs are compared whatever the member AS.
  @Test func medWithinAConfederation_RFC5065_5_3() {
    func path(_ number: Int, member: UInt32, med: UInt32) -> BGPPath {
      var attributes = PathAttributes()
      attributes.asPath.prepend(member, as: .confederationSequence)
      attributes.multiExitDiscriminator = med
      var path = BGPPath(source: .neighbor(number), attributes: attributes)
      (path.isInternal, path.isConfederate) = (true, true)
      path.peerIdentifier = IPv4Address(bits: UInt32(number + 1))
      return path
    }
    let paths = [path(0, member: 64513, med: 9), path(1, member: 64514, med: 5)]
    for settings in [BGPSettings.rfc, .frr] {
      let decision = Decision.make(among: paths, settings)
      #expect(decision.best == 1 && decision.step == .multiExitDiscriminator)
    }
  }
}
