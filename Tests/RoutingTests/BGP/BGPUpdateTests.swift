import Kernel
import NetworkModel
import Testing

@testable import Routing

@Suite struct BGPUpdateTests {
  private static let prefix = BGPBench.prefix

  // MARK: MRAI

  /// o's route comes, goes and comes: b may be told at once, and then after 30 s.
  @Test func advertisementsAreMRAIApart_RFC4271_9_2_1_1() {
    var bench = BGPBench([("o", 1), ("a", 2), ("b", 3)], [("o", "a"), ("a", "b")]) {
      $0["o"]?.settings.advertisementInterval = .zero
      $0["o"]?.settings.originationInterval = .zero
    }
    bench.start()
    bench.run(until: .seconds(50))
    for (time, isPresent) in [(50, true), (52, false), (54, true), (56, false)] {
      bench.run(until: .seconds(time))
      bench.hand(.originate(Self.prefix, isPresent: isPresent), to: "o")
    }
    bench.run(until: .seconds(200))
    let updates = bench.updates(from: "a", to: "b")
    // Announced at 50 s; what had become of it by the end of the interval, withdrawn, is told at 80 s.
    #expect(updates.count == 2)
    #expect(updates[0].update.announced == [Self.prefix])
    #expect(updates[1].update.withdrawn == [Self.prefix])
    #expect(updates[1].time - updates[0].time == .seconds(30))
  }

  /// 5 s toward internal peers, 30 s toward external ones, from one speaker at one time.
  @Test func internalPeersHaveTheirOwnInterval_RFC4271_10() {
    var bench = BGPBench(
      [("x", 1), ("a", 2), ("b", 2), ("c", 3)], [("x", "a"), ("a", "b"), ("a", "c")])
    bench.start()
    bench.run(until: .seconds(50))
    for (time, path) in [(50, [1, 7]), (51, [1, 8, 7])] as [(Int, [UInt32])] {
      bench.run(until: .seconds(time))
      bench.inject(BGPBench.announcement(path, nextHop: IPv4Address(10, 0, 1, 1)), into: "a", from: 0)
    }
    bench.run(until: .seconds(200))
    #expect(bench.updates(from: "a", to: "b").map(\.time) == [.seconds(50), .seconds(55)])
    #expect(bench.updates(from: "a", to: "c").map(\.time) == [.seconds(50), .seconds(80)])
  }

  @Test func withdrawalsDoNotWaitUnderTheSwitch_RFC1771() {
    var bench = BGPBench(
      [("o", 1), ("a", 2), ("b", 3)], [("o", "a"), ("a", "b")],
      settings: BGPBench.settings { settings in
        settings.limitsWithdrawals = false
        settings.originationInterval = .zero
      })
    bench.start()
    bench.run(until: .seconds(50))
    bench.hand(.originate(Self.prefix, isPresent: true), to: "o")
    bench.run(until: .seconds(51))
    bench.hand(.originate(Self.prefix, isPresent: false), to: "o")
    bench.run(until: .seconds(52))
    let updates = bench.updates(from: "a", to: "b")
    #expect(updates.count == 2)
    #expect(updates.last?.update.withdrawn == [Self.prefix])
    #expect(bench.best("b") == nil)
  }

  /// Three changes within an interval: only the last one is told.
  @Test func lastSelectedRouteIsSentAtExpiry_RFC4271_9_2_1_1() {
    var bench = BGPBench([("x", 1), ("a", 2), ("b", 3)], [("x", "a"), ("a", "b")])
    bench.start()
    bench.run(until: .seconds(50))
    let hop = IPv4Address(10, 0, 1, 1)
    for (time, path) in [(50, [1, 7]), (53, [1, 8, 7]), (56, [1, 9, 8, 7])] as [(Int, [UInt32])] {
      bench.run(until: .seconds(time))
      bench.inject(BGPBench.announcement(path, nextHop: hop), into: "a", from: 0)
    }
    bench.run(until: .seconds(200))
    let paths = bench.updates(from: "a", to: "b").compactMap { $0.update.attributes?.asPath.description }
    #expect(paths == ["2 1 7", "2 1 9 8 7"])
  }

  @Test func jitterKeepsTimersBetweenThreeQuartersAndAll_RFC4271_10() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")]) { $0["a"]?.settings.hasJitter = true }
    var intervals: [SimTime] = []
    var speaker = bench.speakers["a"]
    for _ in 0..<1000 { if let time = speaker?.jittered(.seconds(30)) { intervals.append(time) } }
    #expect(intervals.allSatisfy { $0 >= .milliseconds(22_500) && $0 <= .seconds(30) })
    #expect((intervals.min() ?? .zero) < .milliseconds(22_700))
    #expect((intervals.max() ?? .zero) > .milliseconds(29_800))
    bench.start()
  }

  /// Own routes that flap are told once in 15 s.
  @Test func ownRoutesChangeOnceInTheOriginationInterval_RFC4271_9_2_1_2() {
    var bench = BGPBench(
      [("a", 1), ("b", 2)], [("a", "b")],
      settings: BGPBench.settings { $0.advertisementInterval = .zero })
    bench.start()
    bench.run(until: .seconds(50))
    for (time, isPresent) in [(50, true), (51, false), (52, true), (53, false)] {
      bench.run(until: .seconds(time))
      bench.hand(.originate(Self.prefix, isPresent: isPresent), to: "a")
    }
    bench.run(until: .seconds(100))
    let updates = bench.updates(from: "a", to: "b")
    #expect(updates.map(\.time) == [.seconds(50), .seconds(65)])
    #expect(updates.last?.update.withdrawn == [Self.prefix])
  }

  @Test func unchangedRouteIsNotToldAgain_RFC4271_9_2() {
    var bench = BGPBench([("x", 1), ("a", 2), ("b", 3)], [("x", "a"), ("a", "b")])
    bench.start()
    bench.run(until: .seconds(50))
    for time in [50, 100, 150] {
      bench.run(until: .seconds(time))
      bench.inject(
        BGPBench.announcement([1, 7], nextHop: IPv4Address(10, 0, 1, 1)), into: "a", from: 0)
    }
    bench.run(until: .seconds(300))
    #expect(bench.updates(from: "a", to: "b").count == 1)
  }

  // MARK: Loops and reflection

  @Test func ownASInThePathIsExcluded_RFC4271_9_1_2() {
    var bench = BGPBench([("x", 1), ("a", 2)], [("x", "a")])
    bench.start()
    bench.run(until: .seconds(50))
    bench.inject(BGPBench.announcement([1, 2, 7], nextHop: IPv4Address(10, 0, 1, 1)), into: "a", from: 0)
    #expect(bench.best("a") == nil)
    #expect(bench.entry("a")?.rejected.first?.reason == .ownASInPath)
  }

  /// o – a = b = c in one AS without a session between a and c: c never hears of o.
  @Test func internalRoutesAreNotToldToInternalPeers_RFC4271_9_2() {
    var bench = BGPBench(
      [("o", 1), ("a", 2), ("b", 2), ("c", 2)], [("o", "a"), ("a", "b"), ("b", "c")],
      originate: ["o": [Self.prefix]]
    ) { $0["a"]?.neighbors[1].usesSelfAsNextHop = true }
    bench.start()
    bench.run(until: .seconds(100))
    #expect(bench.best("b") == "1")
    #expect(bench.entry("c")?.paths.isEmpty ?? false)
    #expect(bench.updates(from: "b", to: "c").isEmpty)
  }

  @Test func reflectorAddsOriginatorAndCluster_RFC4456_8() {
    var bench = BGPBench(
      [("o", 1), ("a", 2), ("b", 2), ("c", 2)], [("o", "a"), ("a", "b"), ("b", "c")],
      originate: ["o": [Self.prefix]]
    ) {
      $0["a"]?.neighbors[1].usesSelfAsNextHop = true
      $0["b"]?.neighbors[0].isClient = true
      $0["b"]?.clusterID = IPv4Address(bits: 77)
    }
    bench.start()
    bench.run(until: .seconds(100))
    let reflected = bench.updates(from: "b", to: "c").first?.update.attributes
    #expect(reflected?.originatorID == IPv4Address(bits: 2))
    #expect(reflected?.clusterList == [IPv4Address(bits: 77)])
    #expect(reflected?.localPreference == 100)
    #expect(bench.updates(from: "b", to: "a").isEmpty, "not back to where it came from")
  }

  @Test func ownOriginatorAndClusterAreRejected_RFC4456_8() {
    var bench = BGPBench([("a", 2), ("b", 2)], [("a", "b")]) { $0["a"]?.clusterID = IPv4Address(bits: 77) }
    bench.start()
    bench.run(until: .seconds(50))
    let hop = IPv4Address(10, 0, 1, 2)
    bench.inject(
      BGPBench.announcement([1], nextHop: hop) { $0.originatorID = IPv4Address(bits: 1) }, into: "a", from: 0)
    #expect(bench.entry("a")?.rejected.first?.reason == .ownOriginatorID)
    bench.inject(
      BGPBench.announcement([1], nextHop: hop) { $0.clusterList = [IPv4Address(bits: 77)] }, into: "a",
      from: 0)
    #expect(bench.entry("a")?.rejected.first?.reason == .ownClusterID)
  }

  @Test func nextHopThatDoesNotResolveIsExcluded_RFC4271_9_1_2_1() {
    var bench = BGPBench([("a", 2), ("b", 2)], [("a", "b")])
    bench.start()
    bench.run(until: .seconds(50))
    bench.inject(BGPBench.announcement([1], nextHop: IPv4Address(10, 9, 9, 9)), into: "a", from: 0)
    #expect(bench.best("a") == nil)
    // The interior protocol finds the way: the route is taken, through the next hop's next hop.
    let way = NextHop(interface: InterfaceIndex(2), address: IPv4Address(10, 0, 1, 2))
    let route = RedistributedRoute(
      prefix: IPv4Prefix(IPv4Address(10, 9, 0, 0), length: 16), source: .rip, metric: 3, nextHops: [way])
    bench.hand(.redistribute(route, isPresent: true), to: "a")
    bench.run(until: .seconds(51))
    #expect(bench.best("a") == "1")
    #expect(bench.entry("a")?.paths.first?.interiorCost == 3)
    #expect(bench.routes["a"]?[Self.prefix]?.nextHops == [way])
    #expect(bench.routes["a"]?[Self.prefix]?.distance == 200)
  }

  // MARK: Attributes

  @Test func attributesOnTheWayOut_RFC4271_5_1() {
    var bench = BGPBench([("o", 1), ("a", 2), ("b", 2), ("c", 3)], [("o", "a"), ("a", "b"), ("b", "c")]) {
      $0["o"]?.originated = [Self.prefix]
      $0["a"]?.neighbors[1].usesSelfAsNextHop = true
    }
    bench.start()
    bench.run(until: .seconds(100))
    let toA = bench.updates(from: "o", to: "a").first?.update.attributes
    #expect(toA?.asPath.description == "1")
    #expect(toA?.nextHop == IPv4Address(10, 0, 1, 1))
    #expect(toA?.localPreference == nil)
    #expect(toA?.multiExitDiscriminator == 0)
    let toB = bench.updates(from: "a", to: "b").first?.update.attributes
    #expect(toB?.asPath.description == "1")
    #expect(toB?.localPreference == 100)
    #expect(toB?.multiExitDiscriminator == 0, "a MED stays within the neighbouring AS")
    let toC = bench.updates(from: "b", to: "c").first?.update.attributes
    #expect(toC?.asPath.description == "2 1")
    #expect(toC?.multiExitDiscriminator == nil, "§5.1.4: and goes no further")
    #expect(toC?.localPreference == nil)
  }

  @Test func wellKnownCommunities_RFC1997() {
    for (community, hears) in [(Community.noExport, "b"), (.noAdvertise, ""), (.localAS, "b")] {
      var bench = BGPBench([("x", 1), ("a", 2), ("b", 2), ("c", 3)], [("x", "a"), ("a", "b"), ("a", "c")])
      bench.start()
      bench.run(until: .seconds(50))
      bench.inject(
        BGPBench.announcement([1], nextHop: IPv4Address(10, 0, 1, 1)) { $0.add(community) }, into: "a",
        from: 0)
      bench.run(until: .seconds(100))
      let told = ["b", "c"].filter { !bench.updates(from: "a", to: $0).isEmpty }.joined()
      #expect(told == hears)
    }
  }

  // MARK: Errors and policy

  @Test func malformedAttributesAreTreatedAsWithdrawn_RFC7606_7() {
    for fault in [AttributeFault.origin, .asPath, .nextHop, .multiExitDiscriminator] {
      var bench = BGPBench([("x", 1), ("a", 2)], [("x", "a")])
      bench.start()
      bench.run(until: .seconds(50))
      var update = BGPBench.announcement([1], nextHop: IPv4Address(10, 0, 1, 1))
      bench.inject(update, into: "a", from: 0)
      #expect(bench.best("a") == "1")
      update.malformed = [fault]
      bench.inject(update, into: "a", from: 0)
      #expect(bench.best("a") == nil)
      #expect(bench.state("a") == "Established", "the session stays")
    }
  }

  @Test func malformedAggregatorIsDiscarded_RFC7606_7() {
    for fault in [AttributeFault.aggregator, .atomicAggregate] {
      var bench = BGPBench([("x", 1), ("a", 2)], [("x", "a")])
      bench.start()
      bench.run(until: .seconds(50))
      var update = BGPBench.announcement([1], nextHop: IPv4Address(10, 0, 1, 1)) { attributes in
        attributes.atomicAggregate = true
        attributes.aggregator = PathAttributes.Aggregator(number: 1, address: IPv4Address(bits: 1))
      }
      update.malformed = [fault]
      bench.inject(update, into: "a", from: 0)
      let attributes = bench.entry("a")?.paths.first?.attributes
      #expect(bench.best("a") == "1")
      #expect((attributes?.aggregator == nil) == (fault == .aggregator))
      #expect((attributes?.atomicAggregate == false) == (fault == .atomicAggregate))
    }
  }

  @Test func nothingCrossesWithoutPolicy_RFC8212() {
    var bench = BGPBench(
      [("a", 1), ("b", 2)], [("a", "b")], originate: ["b": [Self.prefix]]
    ) { $0["a"]?.settings.requiresPolicy = true }
    bench.start()
    bench.run(until: .seconds(60))
    #expect(bench.best("a") == nil)
    #expect(bench.entry("a")?.rejected.first?.reason == .noPolicy)
    // Neither does a tell anything.
    bench.hand(.originate(IPv4Prefix(IPv4Address(10, 9, 0, 0), length: 16), isPresent: true), to: "a")
    bench.run(until: .seconds(120))
    #expect(bench.updates(from: "a", to: "b").isEmpty)
    #expect(bench.state("a") == "Established")
    var routing = RoutingSpec()
    routing.profile = .frr
    #expect(BGPSettings(routing).requiresPolicy)
    routing.bgp.policies = BGPPolicyMode.none
    #expect(!BGPSettings(routing).requiresPolicy)
    routing.profile = .rfc
    routing.bgp.policies = nil
    #expect(!BGPSettings(routing).requiresPolicy)
  }

  @Test func rulesMatchAndSet() throws {
    var spec = BGPRuleSpec(isInbound: true)
    spec.match.prefixes = [try #require(PrefixRange("203.0.112.0/22 ge 24 le 25"))]
    spec.match.asPaths = [try #require(ASPathPattern("^1 7"))]
    spec.set.localPreference = 300
    spec.set.prependOwn = 2
    spec.set.addedCommunities = ["65000:1"]
    let rules = [BGPRule(spec, own: 2)]
    var attributes = PathAttributes()
    attributes.asPath = ASPath([1, 7, 9])
    var weight: UInt32 = 0
    #expect(rules.apply(to: Self.prefix, &attributes, weight: &weight) == nil)
    #expect(attributes.localPreference == 300)
    #expect(attributes.asPath.description == "2 2 1 7 9")
    #expect(attributes.communities.map(\.description) == ["65000:1"])
    #expect(PrefixRange("10.0.0.0/8 le 7") == nil)
    #expect(ASPathPattern("7$")?.matches([1, 7]) ?? false)
    #expect(!(ASPathPattern("7$")?.matches([7, 1]) ?? true))
    #expect(ASPathPattern("^$")?.matches([]) ?? false)
  }
}
