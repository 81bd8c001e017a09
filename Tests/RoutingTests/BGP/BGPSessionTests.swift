import Kernel
import NetworkModel
import Testing

@testable import Routing

@Suite struct BGPSessionTests {
  @Test func defaultTimers_RFC4271_10() {
    #expect(BGPSettings.rfc.connectRetry == .seconds(120))
    #expect(BGPSettings.rfc.hold == .seconds(90))
    #expect(BGPSettings.rfc.keepalive == .seconds(30))
    #expect(BGPSettings.rfc.advertisementInterval == .seconds(30))
    #expect(BGPSettings.rfc.internalAdvertisementInterval == .seconds(5))
    #expect(BGPSettings.rfc.originationInterval == .seconds(15))
    #expect(BGPSettings.frr.hold == .seconds(180))
    #expect(BGPSettings.frr.keepalive == .seconds(60))
    #expect(BGPSettings.frr.advertisementInterval == .zero)
  }

  /// Nobody answers: the tries are further and further apart, and at the most as far as the ConnectRetry timer says.
  @Test func triesAreConnectRetryApart_RFC4271_8() throws {
    var routing = RoutingSpec()
    routing.bgp.connectRetry = .seconds(20)
    let configuration = BGPConfiguration(
      name: "a", autonomousSystem: 1, identifier: IPv4Address(bits: 1))
    var speaker = configuration
    speaker.settings = BGPSettings(routing)
    speaker.neighbors = [
      BGPNeighborConfiguration(
        name: "b", localAddress: IPv4Address(10, 0, 0, 2), remoteAddress: IPv4Address(10, 0, 0, 1),
        remoteAS: 2,
        isInternal: false)
    ]
    var process = BGPProcess(
      configuration: speaker, interfaces: [], stream: RandomStream(seed: 1, entity: "a", purpose: "bgp"))
    var actions: [RoutingAction] = []
    process.handle(.start, at: .zero, actions: &actions)
    var times: [SimTime] = []
    for _ in 0..<9 {
      let due = actions.compactMap { action -> SimTime? in
        if case .setTimer(BGPTimer.connectRetry.timer(0), at: let time) = action { time } else { nil }
      }
      times.append(try #require(due.last))
      actions = []
      process.handle(
        .timerFired(BGPTimer.connectRetry.timer(0)), at: times[times.count - 1], actions: &actions)
    }
    #expect(times == [1, 3, 7, 15, 31, 51, 71, 91, 111].map { .seconds($0) })
  }

  @Test func keepaliveIsAThirdOfTheHoldTime_RFC4271_10() {
    var routing = RoutingSpec()
    routing.bgp.hold = .seconds(30)
    #expect(BGPSettings(routing).keepalive == .seconds(10))
  }

  /// SYN at 0, SYN/ACK at 1 ms, OPENs at 1 and 2 ms, KEEPALIVEs, both ends up within 5 ms.
  @Test func sessionComesUpInOpenAndKeepalive_RFC4271_8_2_2() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")])
    bench.start()
    #expect(bench.state("a") == "Active")
    #expect(bench.state("b") == "Connect")
    bench.run(until: .milliseconds(1))
    #expect(bench.state("a") == "OpenSent")
    bench.run(until: .milliseconds(3))
    #expect(bench.state("a") == "OpenConfirm" || bench.state("b") == "OpenConfirm")
    bench.run(until: .milliseconds(6))
    #expect(bench.state("a") == "Established")
    #expect(bench.state("b") == "Established")
  }

  @Test func holdTimeIsTheLowerOfBoth_RFC4271_4_2() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")]) { $0["b"]?.settings.hold = .seconds(9) }
    bench.start()
    bench.run(until: .seconds(1))
    #expect(bench.speakers["a"]?.neighbors[0].holdTime == .seconds(9))
    #expect(bench.speakers["b"]?.neighbors[0].holdTime == .seconds(9))
    #expect(bench.speakers["a"]?.neighbors[0].keepaliveInterval == .seconds(3))
  }

  @Test func holdTimeOfOneSecondIsRefused_RFC4271_4_2_6_2() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")]) { $0["b"]?.settings.hold = .seconds(1) }
    bench.start()
    bench.run(until: .milliseconds(20))
    #expect(bench.notifications(from: "a").first == .unacceptableHoldTime)
    #expect(bench.state("a") != "Established")
  }

  @Test func noKeepalivesAtHoldTimeZero_RFC4271_4_4() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")]) { $0["b"]?.settings.hold = .zero }
    bench.start()
    bench.run(until: .seconds(600))
    // The one that answers the OPEN.
    #expect(bench.times(.keepalive, from: "a", to: "b").count == 1)
    #expect(bench.state("a") == "Established")
  }

  @Test func keepalivesAreAtLeastASecondApart_RFC4271_4_4() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")]) {
      for name in ["a", "b"] {
        $0[name]?.settings.hold = .seconds(3)
        $0[name]?.settings.keepalive = .milliseconds(100)
        $0[name]?.settings.hasJitter = true
      }
    }
    bench.start()
    bench.run(until: .seconds(20))
    let times = bench.times(.keepalive, from: "a", to: "b")
    #expect(times.count >= 15)
    for (earlier, later) in zip(times, times.dropFirst()) { #expect(later - earlier >= .seconds(1)) }
  }

  @Test func silentNeighborIsLostWhenTheHoldTimerExpires_RFC4271_6_5() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")], originate: ["b": [BGPBench.prefix]])
    bench.start()
    bench.run(until: .seconds(100))
    #expect(bench.best("a") == "2")
    bench.silent = ["b"]
    // The last keepalive came at 90 s and some milliseconds.
    bench.run(until: .seconds(179))
    #expect(bench.best("a") == "2")
    bench.run(until: .seconds(181))
    #expect(bench.best("a") == nil)
    #expect(bench.notifications(from: "a").last == .holdTimerExpired)
    bench.silent = []
    bench.run(until: .seconds(400))
    #expect(bench.best("a") == "2", "the session comes back")
  }

  @Test func carrierLossEndsAnExternalSessionAtOnce() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")], originate: ["b": [BGPBench.prefix]])
    bench.start()
    bench.run(until: .seconds(10))
    bench.setLink(1, isUp: false)
    #expect(bench.state("a") == "Idle")
    #expect(bench.best("a") == nil)
    bench.setLink(1, isUp: true)
    bench.run(until: .seconds(11))
    #expect(bench.best("a") == "2")
  }

  @Test func wrongASIsRefused_RFC4271_6_2() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")]) { $0["a"]?.neighbors[0].remoteAS = 3 }
    bench.start()
    bench.run(until: .milliseconds(20))
    #expect(bench.notifications(from: "a").first == .badPeerAS)
  }

  /// RFC 9234 §4.2: two ends that both call themselves provider.
  @Test func roleMismatchIsRefused_RFC9234_4_2() {
    var bench = BGPBench([("a", 1), ("b", 2)], [("a", "b")]) {
      $0["a"]?.neighbors[0].role = .provider
      $0["b"]?.neighbors[0].role = .provider
    }
    bench.start()
    bench.run(until: .milliseconds(20))
    #expect(bench.notifications(from: "a").first == BGPNotification(code: 2, subcode: 11))
    #expect(BGPRole.provider.fits(.customer) && BGPRole.peer.fits(.peer) && !BGPRole.peer.fits(.customer))
    #expect(BGPRole.routeServer.fits(.routeServerClient))
  }

  /// A segment that is lost comes again after a second; what came after it follows when it has arrived.
  @Test func lostSegmentIsSentAgainInOrder_RFC6298_2() {
    var sender = BGPConnection(identifier: 1)
    var receiver = BGPConnection(identifier: 1)
    sender.send(.keepalive, at: .zero)
    sender.send(.notification(.cease), at: .zero)
    let sent = sender.released()
    #expect(sent.map(\.sequence) == [1, 2])
    let early = receiver.receive(sent[1])
    #expect(early == nil)
    #expect(sender.timeout == .seconds(1))
    let again = sender.retransmit()
    #expect(again.map(\.sequence) == [1])
    #expect(sender.timeout == .seconds(2))
    let taken = [receiver.receive(again[0]), receiver.receive(sent[0])]
    #expect(taken == [.keepalive, nil])
    let isNew = sender.acknowledge(receiver.acknowledgement)
    let rest = sender.released()
    #expect(isNew && rest.map(\.sequence) == [2])
    let last = receiver.receive(rest[0])
    #expect(last == .notification(.cease))
    let isAll = sender.acknowledge(receiver.acknowledgement)
    #expect(isAll && !sender.hasUnacknowledged)
  }

  /// Ten at first, one more for each that has arrived; after a timeout one, and slow start up to half of what was on its way.
  @Test func aTableGoesAsTheWindowOpens_RFC5681_3_1() {
    var sender = BGPConnection(identifier: 1)
    var receiver = BGPConnection(identifier: 1)
    for _ in 0..<300 { sender.send(.keepalive, at: .zero) }
    var rounds: [Int] = []
    while sender.hasUnacknowledged && rounds.count < 20 {
      let segments = rounds.count == 4 ? sender.retransmit() : sender.released()
      rounds.append(segments.count)
      // What is on its way in the fourth round is lost.
      for segment in segments where rounds.count != 4 {
        _ = receiver.receive(segment)
        _ = sender.acknowledge(receiver.acknowledgement)
      }
    }
    #expect(rounds == [10, 20, 40, 48, 1, 2, 4, 8, 16, 24, 25, 26, 27, 28, 29, 30, 10])
  }

  /// The threshold is half of what was on its way at the first timeout, also when the same segment is lost twice more.
  @Test func theThresholdIsKeptWhenTheTimerRunsOutAgain_RFC5681_3_1() {
    var sender = BGPConnection(identifier: 1)
    var receiver = BGPConnection(identifier: 1)
    for _ in 0..<300 { sender.send(.keepalive, at: .zero) }
    var rounds: [Int] = []
    while sender.hasUnacknowledged && rounds.count < 13 {
      let segments = (4...6).contains(rounds.count) ? sender.retransmit() : sender.released()
      rounds.append(segments.count)
      for segment in segments where !(4...6).contains(rounds.count) {
        _ = receiver.receive(segment)
        _ = sender.acknowledge(receiver.acknowledgement)
      }
    }
    #expect(rounds == [10, 20, 40, 48, 1, 1, 1, 2, 4, 8, 16, 24, 25])
  }

  /// A NOTIFICATION ends the connection: nothing could be sent after it.
  @Test func aNotificationDoesNotWaitForTheWindow() {
    var sender = BGPConnection(identifier: 1)
    for _ in 0..<30 { sender.send(.keepalive, at: .zero) }
    let first = sender.released()
    sender.send(.notification(.cease), at: .zero)
    let rest = sender.released(isLast: true)
    #expect(first.count == 10 && rest.count == 21)
  }
}
