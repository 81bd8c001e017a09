import Kernel
import NetworkModel
import Testing

@testable import Routing

/// RFC 7911.
@Suite struct BGPAdditionalPathsTests {
  /// x, y and z (ASes 1, 1 and 2) tell their client c of the prefix; c tells r (both in AS 9).
  private static func bench(_ mode: BGPAdditionalPathsSpec.Mode?) -> BGPBench {
    var bench = BGPBench(
      [("x", 1), ("y", 1), ("z", 2), ("c", 9), ("r", 9)], [("x", "c"), ("y", "c"), ("z", "c"), ("c", "r")],
      settings: BGPBench.settings {
        $0.advertisementInterval = .zero
        $0.internalAdvertisementInterval = .zero
        $0.originationInterval = .zero
      }, originate: ["x": [BGPBench.prefix], "y": [BGPBench.prefix], "z": [BGPBench.prefix]]
    ) {
      $0["c"]?.neighbors[3].additionalPaths = mode
      $0["c"]?.neighbors[3].usesSelfAsNextHop = true
    }
    bench.start()
    bench.run(until: .seconds(20))
    return bench
  }

  private static func paths(_ bench: BGPBench) -> [String] {
    (bench.entry("r")?.paths ?? []).map { "\($0.identifier != 0) \($0.attributes.asPath)" }.sorted()
  }

  @Test func onlyTheBestIsToldWithoutIt() { #expect(Self.paths(Self.bench(nil)) == ["false 1"]) }

  @Test func allPathsHaveIdentifiers_RFC7911_3() {
    let bench = Self.bench(.all)
    #expect(Self.paths(bench) == ["true 1", "true 1", "true 2"])
    let identifiers = (bench.entry("r")?.paths ?? []).map(\.identifier)
    #expect(Set(identifiers).count == 3)
  }

  @Test func bestOfEachNeighboringAS() {
    #expect(Self.paths(Self.bench(.bestPerAS)) == ["true 1", "true 2"])
  }

  /// A withdrawal names the path by its identifier; the others stay.
  @Test func onePathIsWithdrawn_RFC7911_3() {
    var bench = Self.bench(.all)
    let before = bench.updates(from: "c", to: "r").count
    bench.hand(.originate(BGPBench.prefix, isPresent: false), to: "z")
    bench.run(until: .seconds(25))
    #expect(Self.paths(bench) == ["true 1", "true 1"])
    let news = bench.updates(from: "c", to: "r").dropFirst(before)
    #expect(news.count == 1)
    #expect(news.first?.update.withdrawn == [BGPBench.prefix])
    #expect(news.first?.update.withdrawnIdentifiers.count == 1)
  }

  /// The choice among the others moves without a word to r, who knows them all.
  @Test func identifiersStayWithTheirPaths_RFC7911_3() {
    var bench = Self.bench(.all)
    let before = (bench.entry("r")?.paths ?? []).map(\.identifier).sorted()
    bench.hand(.originate(BGPBench.prefix, isPresent: false), to: "x")
    bench.run(until: .seconds(25))
    bench.hand(.originate(BGPBench.prefix, isPresent: true), to: "x")
    bench.run(until: .seconds(30))
    #expect((bench.entry("r")?.paths ?? []).map(\.identifier).sorted() == before)
  }

  /// By FRR's own results (Tests/Differential/bgp/expected/redundant-reflectors.json): reflected paths have a MED.
  @Test(arguments: [true, false]) func reflectedPathsHaveAMEDInFRR(isFRR: Bool) {
    var bench = BGPBench(
      [("x", 1), ("c", 9), ("r", 9), ("d", 9)], [("x", "c"), ("c", "r"), ("r", "d")],
      settings: BGPBench.settings(isFRR ? .frr : .rfc) {
        $0.advertisementInterval = .zero
        $0.internalAdvertisementInterval = .zero
      }
    ) {
      $0["c"]?.neighbors[1].usesSelfAsNextHop = true
      $0["r"]?.neighbors[0].isClient = true
    }
    bench.start()
    bench.run(until: .seconds(20))
    bench.inject(BGPBench.announcement([1, 7], nextHop: IPv4Address(10, 0, 1, 1)), into: "c", from: 0)
    bench.run(until: .seconds(25))
    #expect(bench.updates(from: "c", to: "r").last?.update.attributes?.multiExitDiscriminator == nil)
    let reflected = bench.updates(from: "r", to: "d").last?.update.attributes
    #expect(reflected?.multiExitDiscriminator == (isFRR ? 0 : nil))
  }

  @Test func sessionsEndTakesAllPathsAway() {
    var bench = Self.bench(.all)
    bench.setLink(1, isUp: false)
    bench.run(until: .seconds(25))
    #expect(Self.paths(bench) == ["true 1", "true 2"])
  }
}
