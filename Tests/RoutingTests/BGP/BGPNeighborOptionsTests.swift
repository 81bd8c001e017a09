import Kernel
import NetworkModel
import Testing

@testable import Routing

/// `routing.bgp.neighbors`: what FRR's `neighbor` lines change.
@Suite struct BGPNeighborOptionsTests {
  private static let prefix = BGPBench.prefix
  private static let hop = IPv4Address(10, 0, 1, 1)

  /// x (AS 1) – a (AS 2).
  private static func bench(_ change: (inout BGPNeighborOptions) -> Void) -> BGPBench {
    var bench = BGPBench([("x", 1), ("a", 2)], [("x", "a")]) { speakers in
      if var options = speakers["a"]?.neighbors[0].options {
        change(&options)
        speakers["a"]?.neighbors[0].options = options
      }
    }
    bench.start()
    bench.run(until: .seconds(50))
    return bench
  }

  private static func isTaken(_ path: [UInt32], _ change: (inout BGPNeighborOptions) -> Void) -> Bool {
    var bench = bench(change)
    bench.inject(BGPBench.announcement(path, nextHop: hop), into: "a", from: 0)
    return bench.best("a") != nil
  }

  @Test func ownASIsBorneAsOftenAsAllowed_RFC4271_9_1_2() {
    #expect(!Self.isTaken([1, 2]) { _ in })
    #expect(Self.isTaken([1, 2]) { $0.allowedOwnAS = .times(1) })
    #expect(!Self.isTaken([1, 2, 5, 2]) { $0.allowedOwnAS = .times(1) })
    #expect(Self.isTaken([1, 2, 5, 2]) { $0.allowedOwnAS = .times(2) })
    // As the origin, prepended or not; not in transit.
    #expect(Self.isTaken([1, 2, 2]) { $0.allowedOwnAS = .origin })
    #expect(!Self.isTaken([1, 2, 5]) { $0.allowedOwnAS = .origin })
  }

  @Test func neighborsWeightIsLocal() {
    var bench = Self.bench { $0.weight = 50 }
    bench.inject(BGPBench.announcement([1], nextHop: Self.hop), into: "a", from: 0)
    #expect(bench.entry("a")?.paths.first?.weight == 50)
  }

  /// The default is told whether there is one or not, and comes and goes with the session only.
  @Test func defaultIsOriginatedTowardOneNeighbor() {
    let everything = IPv4Prefix.all
    var bench = BGPBench([("a", 1), ("b", 2), ("c", 3)], [("a", "b"), ("a", "c")]) {
      $0["a"]?.neighbors[0].options.originatesDefault = true
    }
    bench.start()
    bench.run(until: .seconds(60))
    #expect(bench.best("b", everything) == "1")
    #expect(bench.entry("b", everything)?.paths.first?.attributes.nextHop == IPv4Address(10, 0, 1, 1))
    #expect(bench.best("c", everything) == nil)
    #expect(bench.best("a", everything) == nil)
    #expect(bench.updates(from: "a", to: "b").count == 1)
  }

  @Test(arguments: 0..<8) func privateASesAreRemoved_RFC6996_5(number: Int) {
    let cases: [(BGPNeighborOptions.PrivateASRemoval, [UInt32], [UInt32])] = [
      (.whole, [64512, 65534], []), (.whole, [64512, 7], [64512, 7]),
      (.all, [64512, 7, 4_200_000_000], [7]), (.replaceWhole, [64512, 64513], [2, 2]),
      (.replaceAll, [64512, 7, 65534], [2, 7, 2]),
      // The neighbour's own number stays: 65535 and 4294967295 are reserved, not private.
      (.all, [64600, 7, 65535, 4_294_967_295, 64512], [64600, 7, 65535, 4_294_967_295]),
      // Also where all are private (recorded of bgpd: private-ases.yaml).
      (.whole, [64601, 64600], [64600]), (.all, [64600, 64601], [64600]),
    ]
    let (removal, before, after) = cases[number]
    var path = ASPath(before)
    path.removePrivate(removal, own: 2, neighbor: 64600)
    #expect(path == ASPath(after))
  }

  /// s (AS 1) – p (AS 2) – t (AS 1): with `as-override` t sees AS 2 twice, and takes the route.
  @Test func neighborsASIsOverridden() {
    var bench = BGPBench(
      [("s", 1), ("p", 2), ("t", 1)], [("s", "p"), ("p", "t")], originate: ["s": [Self.prefix]]
    ) {
      $0["p"]?.neighbors[1].options.overridesAS = true
    }
    bench.start()
    bench.run(until: .seconds(60))
    #expect(bench.best("t") == "2 2")
  }

  /// x – a – y, where a is AS 2, and was AS 9 for x.
  @Test(arguments: [(true, false), (false, false), (false, true)])
  func migratedAS_RFC7705_3(isPrepended: Bool, replacesOwn: Bool) {
    var bench = BGPBench(
      [("x", 1), ("a", 2), ("y", 3)], [("x", "a"), ("a", "y")], originate: ["x": [Self.prefix], "y": [.all]]
    ) {
      var local = BGPNeighborOptions.LocalAS(number: 9)
      (local.isPrepended, local.replacesOwn) = (isPrepended, replacesOwn)
      $0["a"]?.neighbors[0].options.localAS = local
      $0["a"]?.neighbors[0].localAS = 9
      $0["x"]?.neighbors[0].remoteAS = 9
    }
    bench.start()
    bench.run(until: .seconds(60))
    #expect(bench.opens(from: "a", to: "x").first?.autonomousSystem == 9)
    #expect(bench.best("a") == (isPrepended ? "9 1" : "1"))
    #expect(bench.best("y") == (isPrepended ? "2 9 1" : "2 1"))
    #expect(bench.best("x", .all) == (replacesOwn ? "9 3" : "9 2 3"))
  }

  private static func prefixes(_ count: Int) -> BGPMessage.Update {
    var update = BGPBench.announcement([1], nextHop: hop)
    update.announced = (0..<count).map { IPv4Prefix(IPv4Address(10, 1, UInt8($0), 0), length: 24) }
    return update
  }

  @Test func tooManyPrefixesEndTheSessionForGood_RFC4486_4() {
    var bench = Self.bench { $0.maximumPrefixes = .init(count: 3) }
    bench.inject(Self.prefixes(3), into: "a", from: 0)
    #expect(bench.state("a") == "Established")
    bench.inject(Self.prefixes(4), into: "a", from: 0)
    #expect(bench.notifications(from: "a") == [BGPNotification(code: 6, subcode: 1)])
    #expect(bench.speakers["a"]?.table.isEmpty ?? false)
    bench.run(until: .seconds(3000))
    #expect(bench.state("a") == "Idle")
    #expect(bench.speakers["a"]?.isSettled(at: bench.now) ?? false)
  }

  @Test func sessionBeginsAgainAfterTheRestartTime() {
    var bench = Self.bench { options in
      options.maximumPrefixes = .init(count: 3)
      options.maximumPrefixes?.restart = .seconds(300)
    }
    bench.inject(Self.prefixes(4), into: "a", from: 0)
    bench.run(until: .seconds(349))
    #expect(bench.state("a") == "Idle")
    bench.run(until: .seconds(600))
    #expect(bench.state("a") == "Established")
  }

  @Test func warningOnlyKeepsTheSession() {
    var bench = Self.bench { options in
      options.maximumPrefixes = .init(count: 3)
      options.maximumPrefixes?.onlyWarns = true
    }
    bench.inject(Self.prefixes(9), into: "a", from: 0)
    #expect(bench.state("a") == "Established")
    #expect(bench.speakers["a"]?.table.count == 9)
  }

  /// o – b = r = c in one AS, r reflecting: with `force` c sees r as next hop, without it b.
  @Test(arguments: [BGPNeighborOptions.NextHopSelf.on, .force])
  func nextHopSelfOfReflectedRoutes_RFC4456_10(option: BGPNeighborOptions.NextHopSelf) {
    var bench = BGPBench(
      [("o", 1), ("b", 2), ("r", 2), ("c", 2)], [("o", "b"), ("b", "r"), ("r", "c")],
      originate: ["o": [Self.prefix]]
    ) {
      $0["b"]?.neighbors[1].usesSelfAsNextHop = true
      $0["r"]?.neighbors[0].isClient = true
      $0["r"]?.neighbors[1].options.nextHopSelf = option
    }
    bench.start()
    bench.run(until: .seconds(100))
    let told = bench.updates(from: "r", to: "c").last?.update.attributes?.nextHop
    #expect(told == (option == .force ? IPv4Address(10, 0, 3, 1) : IPv4Address(10, 0, 2, 1)))
  }

  @Test func communitiesMayBeKeptBack() {
    var bench = BGPBench([("x", 1), ("a", 2), ("b", 3)], [("x", "a"), ("a", "b")]) {
      $0["a"]?.neighbors[1].options.sendsCommunities = false
    }
    bench.start()
    bench.run(until: .seconds(50))
    let update = BGPBench.announcement([1], nextHop: Self.hop) { attributes in
      attributes.communities = Community("1:7").map { [$0] } ?? []
    }
    bench.inject(update, into: "a", from: 0)
    bench.run(until: .seconds(100))
    #expect(bench.entry("a")?.paths.first?.attributes.communities.count == 1)
    #expect(bench.entry("b")?.paths.first?.attributes.communities.isEmpty ?? false)
  }

  @Test func laterEntriesWin() {
    var options = BGPNeighborOptions()
    options.weight = 5
    options.overridesAS = true
    var later = BGPNeighborOptions()
    later.weight = 7
    options.take(later)
    #expect(options.weight == 7)
    #expect(options.overridesAS == true)
  }

  @Test func pathLengthAndDefaultPreference() {
    var settings = BGPSettings.rfc
    settings.ignoresPathLength = true
    var long = BGPPath(source: .neighbor(0), attributes: PathAttributes())
    long.attributes.asPath = ASPath([1, 2, 3])
    var short = BGPPath(source: .neighbor(1), attributes: PathAttributes())
    short.attributes.asPath = ASPath([4])
    short.peerIdentifier = IPv4Address(bits: 9)
    #expect(Decision.make(among: [long, short], settings).best == 0)
    #expect(Decision.make(among: [long, short], .rfc).best == 1)
    long.defaultLocalPreference = 150
    #expect(long.localPreference == 150)
    #expect(Decision.make(among: [short, long], .rfc).step == .localPreference)
  }
}
