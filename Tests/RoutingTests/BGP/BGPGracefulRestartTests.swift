import Kernel
import NetworkModel
import Testing

@testable import Routing

/// a, b and c in a row; c announces the prefix, and b restarts 10 s after the start.
@Suite struct BGPGracefulRestartTests {
  static let prefix = BGPBench.prefix
  static let second = IPv4Prefix(IPv4Address(198, 51, 100, 0), length: 24)

  static func line(
    _ change: (inout GracefulRestart) -> Void = { _ in },
    adjust: (inout [String: BGPConfiguration]) -> Void = { _ in }
  ) -> BGPBench {
    var graceful = GracefulRestart()
    change(&graceful)
    let settings = BGPBench.settings {
      $0.gracefulRestart = graceful
      $0.advertisementInterval = .zero
      $0.originationInterval = .zero
    }
    var bench = BGPBench(
      [("a", 1), ("b", 2), ("c", 3)], [("a", "b"), ("b", "c")], settings: settings,
      originate: ["c": [prefix]], adjust: adjust)
    bench.start()
    bench.run(until: .seconds(10))
    return bench
  }

  static func setGraceful(
    _ value: GracefulRestart?, of names: [String], in configurations: inout [String: BGPConfiguration]
  ) {
    for name in names { configurations[name]?.settings.gracefulRestart = value }
  }

  @Test func endOfRIBIsAnUpdateThatHoldsNothing_RFC4724_2() {
    let bench = Self.line()
    let toB = bench.updates(from: "c", to: "b").map(\.update.isEndOfRIB)
    #expect(toB == [false, true])
    // Also when there is nothing to tell.
    #expect(bench.updates(from: "a", to: "b").map(\.update.isEndOfRIB) == [true])
    #expect(BGPMessage.update(BGPMessage.Update()).octets == 23)
  }

  @Test func noEndOfRIBWithoutTheCapability_RFC4724_2() {
    let bench = Self.line { _ in
    } adjust: {
      Self.setGraceful(nil, of: ["a"], in: &$0)
    }
    #expect(bench.updates(from: "a", to: "b").isEmpty)
    #expect(bench.updates(from: "b", to: "a").map(\.update.isEndOfRIB) == [false])
  }

  @Test func capability_RFC4724_3() {
    var bench = Self.line()
    bench.restart("b")
    bench.run(until: .seconds(20))
    let opens = bench.opens(from: "b", to: "a").compactMap(\.restart)
    #expect(opens.map(\.isRestarting) == [false, true])
    #expect(opens.map(\.keepsForwarding) == [true, true])
    #expect(opens.map(\.time) == [.seconds(120), .seconds(120)])
    // §4.2: who has not restarted does not say so.
    #expect(bench.opens(from: "a", to: "b").compactMap(\.restart).map(\.isRestarting) == [false, false])
    // Option header 2, code and length 2, flags and time 2; AFI, SAFI and flags 4.
    let plain = BGPMessage.open(.init(autonomousSystem: 1, holdSeconds: 90, identifier: .any)).octets
    #expect(bench.opens(from: "b", to: "a").map { BGPMessage.open($0).octets - plain } == [10, 10])
    var helper = BGPMessage.Open(autonomousSystem: 1, holdSeconds: 90, identifier: .any)
    helper.restart = BGPMessage.Restart(time: .seconds(120))
    #expect(BGPMessage.open(helper).octets - plain == 6)
  }

  @Test func routesOfTheRestartingSpeakerStayInUse_RFC4724_4_2() {
    var bench = Self.line()
    bench.restart("b", away: .seconds(5))
    bench.run(until: .seconds(12))
    #expect(bench.state("a") != "Established")
    #expect(bench.best("a") == "2 3")
    #expect(bench.isStale("a"))
    #expect(bench.routes["a"]?[Self.prefix] != nil)
    #expect(bench.routes["b"]?[Self.prefix] != nil, "§4.1: and so does its own forwarding state")
    bench.run(until: .seconds(30))
    #expect(bench.best("a") == "2 3")
    #expect(!bench.isStale("a"))
  }

  @Test func withoutItTheRoutesGoWithTheSession_RFC4271_8_2_2() {
    var bench = Self.line { _ in
    } adjust: {
      Self.setGraceful(nil, of: ["a", "b", "c"], in: &$0)
    }
    bench.restart("b", away: .seconds(5), keepsForwarding: false)
    bench.run(until: .seconds(12))
    #expect(bench.best("a") == nil)
    bench.run(until: .seconds(30))
    #expect(bench.best("a") == "2 3")
  }

  @Test func staleRoutesGoWhenTheRestartTimeIsOver_RFC4724_4_2() {
    var bench = Self.line()
    bench.restart("b", away: .seconds(500))
    bench.run(until: .seconds(129))
    #expect(bench.best("a") == "2 3")
    bench.run(until: .seconds(131))
    #expect(bench.best("a") == nil)
    #expect(bench.routes["a"]?[Self.prefix] == nil)
  }

  /// c is cut off, so that b, back again, waits for it and tells nothing.
  @Test(arguments: [true, false])
  func staleRoutesGoWhenForwardingWasLost_RFC4724_4_2(keepsForwarding: Bool) {
    var bench = Self.line()
    bench.silent = ["c"]
    bench.restart("b", keepsForwarding: keepsForwarding)
    bench.run(until: .seconds(20))
    #expect(bench.state("a") == "Established")
    #expect(bench.best("a") == (keepsForwarding ? "2 3" : nil))
  }

  @Test func staleRoutesGoWhenTheCapabilityIsGone_RFC4724_4_2() {
    var bench = Self.line()
    bench.silent = ["c"]
    bench.restart("b") { $0.settings.gracefulRestart = nil }
    bench.run(until: .seconds(11))
    #expect(bench.best("a") == "2 3")
    bench.run(until: .seconds(20))
    #expect(bench.state("a") == "Established")
    #expect(bench.best("a") == nil)
  }

  @Test func whatIsNotToldAgainGoesWithEndOfRIB_RFC4724_4_2() {
    var bench = Self.line { _ in
    } adjust: {
      $0["b"]?.originated = [Self.second]
    }
    #expect(bench.best("a", Self.second) == "2")
    bench.restart("b") { $0.originated = [] }
    bench.run(until: .seconds(11))
    #expect(bench.isStale("a", Self.second))
    bench.run(until: .seconds(20))
    #expect(bench.best("a", Self.second) == nil)
    #expect(bench.best("a") == "2 3")
  }

  @Test func staleRoutesHaveATimeOfTheirOwn_RFC4724_4_2() {
    var bench = Self.line { $0.staleTime = .seconds(20) }
    bench.silent = ["c"]
    bench.restart("b")
    bench.run(until: .seconds(29))
    #expect(bench.state("a") == "Established")
    #expect(bench.best("a") == "2 3")
    bench.run(until: .seconds(31))
    #expect(bench.best("a") == nil)
  }

  @Test func routesStaleSinceAnEarlierRestartAreDeleted_RFC4724_4_2() {
    var bench = Self.line()
    bench.silent = ["c"]
    bench.restart("b")
    bench.run(until: .seconds(20))
    #expect(bench.state("a") == "Established")
    #expect(bench.isStale("a"))
    bench.restart("b")
    bench.run(until: .seconds(20.5))
    #expect(bench.best("a") == nil)
  }

  /// The end of the connection goes unnoticed: b's new one says it (b has the higher address, so it opens).
  @Test func newConnectionEndsTheOldOne_RFC4724_4_2() {
    var bench = Self.line()
    bench.restart("b", silently: true)
    bench.run(until: .seconds(10.9))
    #expect(bench.state("a") == "Established")
    #expect(!bench.isStale("a"))
    bench.run(until: .seconds(11.1))
    #expect(bench.state("a") == "Established")
    #expect(bench.opens(from: "b", to: "a").count == 2)
    #expect(bench.notifications(from: "a").isEmpty, "the old connection is simply closed")
    #expect(bench.best("a") == "2 3")
  }

  @Test func selectionWaitsForEndOfRIB_RFC4724_4_1() {
    var bench = Self.line { $0.deferralTime = .seconds(60) }
    bench.silent = ["c"]
    bench.restart("b")
    bench.run(until: .seconds(70))
    #expect(bench.updates(from: "b", to: "a").filter { $0.time > .seconds(10) }.isEmpty)
    #expect(bench.best("b") == nil, "nothing is chosen")
    #expect(bench.routes["b"]?[Self.prefix] != nil, "and forwarding goes on")
    bench.run(until: .seconds(72))
    // The deferral time is over without c: its route goes, and a hears that this is all.
    #expect(bench.routes["b"]?[Self.prefix] == nil)
    #expect(bench.updates(from: "b", to: "a").last?.update.isEndOfRIB == true)
    #expect(bench.best("a") == nil)
  }

  @Test func speakersThatHaveRestartedTooAreNotAwaited_RFC4724_4_1() {
    var bench = Self.line()
    bench.restart("b")
    bench.restart("c")
    bench.run(until: .seconds(30))
    #expect(bench.best("a") == "2 3")
    #expect(!bench.isStale("a"))
    #expect(bench.opens(from: "c", to: "b").last?.restart?.isRestarting == true)
  }

  /// §4: an ordinary end, unless both have agreed on RFC 8538.
  @Test(arguments: [false, true])
  func holdTimerEndsASession_RFC4724_4_RFC8538_3(includesNotifications: Bool) {
    var bench = Self.line { $0.includesNotifications = includesNotifications }
    bench.silent = ["b"]
    bench.run(until: .seconds(101))
    #expect(bench.notifications(from: "a") == [.holdTimerExpired])
    #expect(bench.best("a") == (includesNotifications ? "2 3" : nil))
    #expect(bench.isStale("a") == includesNotifications)
  }

  @Test func carrierLossIsNoRestart_RFC5882_4_3() {
    var bench = Self.line()
    bench.setLink(1, isUp: false)
    #expect(bench.best("a") == nil)
    // Nor does it leave what was stale already.
    var other = Self.line()
    other.restart("b", away: .seconds(20))
    other.run(until: .seconds(15))
    #expect(other.isStale("a"))
    other.setLink(1, isUp: false)
    #expect(other.best("a") == nil)
  }

  /// BFD, which survives the restart, finds that forwarding has ended (RFC 4724 §4.2: "determines … not viable").
  @Test func silenceOfForwardingDeletesStaleRoutes_RFC5882_4_3() {
    var bench = Self.line()
    bench.restart("b", away: .seconds(20))
    bench.run(until: .seconds(15))
    #expect(bench.isStale("a"))
    let neighbor = RoutingNeighbor(interface: InterfaceIndex(2), address: IPv4Address(10, 0, 1, 2))
    bench.hand(.neighborLost(neighbor), to: "a")
    #expect(bench.best("a") == nil)
  }

  @Test func helperWaitsForOthersOnly_RFC4724_3() {
    var bench = Self.line { _ in
    } adjust: {
      Self.setGraceful(.helper, of: ["a", "c"], in: &$0)
    }
    bench.restart("b")
    bench.run(until: .seconds(11))
    #expect(bench.isStale("a"))
    bench.run(until: .seconds(20))
    #expect(bench.best("a") == "2 3")
    bench.restart("c", keepsForwarding: false)
    bench.run(until: .seconds(20.5))
    #expect(bench.best("b") == nil)
    #expect(bench.opens(from: "c", to: "b").allSatisfy { $0.restart?.listsFamily == false })
  }

  @Test func defaults_FRR() {
    var routing = RoutingSpec()
    #expect(BGPSettings(routing).gracefulRestart == nil)
    routing.profile = .frr
    let settings = BGPSettings(routing).gracefulRestart
    #expect(settings?.restarts == false)
    #expect(settings?.includesNotifications == true)
    #expect(settings?.restartTime == .seconds(120))
    #expect(settings?.staleTime == .seconds(360))
    #expect(settings?.deferralTime == .seconds(360))
    routing.bgp.gracefulRestart = BGPGracefulRestartSpec(mode: .off)
    #expect(BGPSettings(routing).gracefulRestart == nil)
  }
}
