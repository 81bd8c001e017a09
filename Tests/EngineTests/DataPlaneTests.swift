import Engine
import Kernel
import Metrics
import NetworkModel
import Testing

@Suite struct DataPlaneTests {
  /// One packet over one link: 1500 B at 100 Mb/s are 120 us, plus 5 ms of propagation.
  @Test func oneLinkDelaysByTransmissionAndPropagation() throws {
    var builder = NetworkBuilder(hosts: ["a", "b"])
    builder.link("a", "b") {
      $0.bandwidth = .megabits(100)
      $0.delay = .milliseconds(5)
    }
    builder.flow("a", "b", rate: .megabits(12))
    let flow = try builder.run().flows[0]
    #expect(flow.sent == 10_001)
    #expect(flow.delayMin == .microseconds(5120))
    #expect(flow.delayMax == .microseconds(5120))
  }

  /// Store and forward: three links, three transmissions.
  @Test func everyHopStoresAndForwards() throws {
    var builder = NetworkBuilder(routers: ["r1", "r2"], hosts: ["a", "b"])
    for (first, second) in [("a", "r1"), ("r1", "r2"), ("r2", "b")] {
      builder.link(first, second) {
        $0.bandwidth = .megabits(10)
        $0.delay = .milliseconds(1)
      }
    }
    builder.flow("a", "b", rate: .megabits(1), bytes: 1250)
    let flow = try builder.run().flows[0]
    #expect(flow.delayMax == .milliseconds(6))
    #expect(flow.lost == 0)
  }

  /// Sixteen senders of 1472 B of payload at 100 Mb/s, 7 us apart, over one link of 1 Gb/s for one second: the counts of another
  /// program of the same work. `make bench-peers` holds the same network against ns-3, flow by flow.
  @Test func aDumbbellGivesItsKnownCounts() throws {
    var builder = NetworkBuilder(routers: ["left", "right"])
    func link(_ first: String, _ second: String) {
      builder.link(first, second) {
        $0.delay = .microseconds(100)
        $0.overhead = 2  // PPP
      }
    }
    link("left", "right")
    for number in 0..<16 {
      builder.scenario.network.hosts += [HostSpec(name: "s\(number)"), HostSpec(name: "d\(number)")]
      link("s\(number)", "left")
      link("right", "d\(number)")
      builder.flow(
        "s\(number)", "d\(number)", rate: Bandwidth(bitsPerSecond: 101_902_174),
        start: .microseconds(7 * number))
    }
    builder.scenario.duration = .seconds(1)
    let result = try builder.run()
    // The time that a direction was busy, in packets of 1502 octets; the last may be half sent.
    let sent = result.links.flatMap { [$0.utilization.first, $0.utilization.second] }
    let hops = sent.reduce(0) { $0 + Int($1 / 12.016e-6 + 1e-6) }
    #expect(hops == 302_285)
    #expect(result.flows.reduce(0) { $0 + $1.received } == 83_195)
    #expect(result.links.reduce(0) { $0 + $1.dropped.first + $1.dropped.second } == 52_543)
  }

  /// 2 Mb/s into 1 Mb/s with room for 10: the queue fills, then every second packet is lost, and those that pass have
  /// waited for ten others.
  @Test func aDropTailQueueHoldsItsLimitAndNoMore() throws {
    var builder = NetworkBuilder(routers: ["r"], hosts: ["a", "b"])
    builder.link("a", "r") { $0.bandwidth = .gigabits(1) }
    builder.link("r", "b") {
      $0.bandwidth = .megabits(1)
      $0.delay = .milliseconds(1)
      $0.queue = .packets(10)
    }
    builder.flow("a", "b", rate: .megabits(2), bytes: 1000)
    let result = try builder.run()
    let flow = result.flows[0]
    #expect(result.links[1].queuePeak.first == 10)
    #expect(abs(Double(flow.lost) / Double(flow.sent) - 0.5) < 0.02)
    // 8 us and 1 ms on the first link; at most ten waiting, the rest of one in transmission, and itself; 1 ms.
    #expect(flow.delayMax <= .milliseconds(8 * 11 + 8 + 2) + .microseconds(8))
    #expect(result.conservation.isBalanced)
  }

  @Test func aByteQueueCountsBytes() throws {
    var builder = NetworkBuilder(routers: ["r"], hosts: ["a", "b"])
    builder.link("a", "r") { $0.bandwidth = .gigabits(1) }
    builder.link("r", "b") {
      $0.bandwidth = .megabits(1)
      $0.queue = .bytes(2500)
    }
    builder.flow("a", "b", rate: .megabits(2), bytes: 1000)
    #expect(try builder.run().links[1].queuePeak.first == 2)
  }

  @Test func lossTakesItsShare() throws {
    var builder = NetworkBuilder(hosts: ["a", "b"])
    builder.link("a", "b") { $0.loss = 0.25 }
    builder.flow("a", "b", rate: .megabits(12))
    let result = try builder.run()
    #expect(abs(Double(result.flows[0].lost) / 10_000 - 0.25) < 0.02)
    #expect(result.conservation.isBalanced)
  }

  /// M/D/1 on a link at load 0.8: the mean wait is ρ/(2(1 − ρ)) = 2 service times (Pollaczek–Khinchine).
  @Test func waitsOfPoissonArrivalsFollowPollaczekKhinchine() throws {
    var builder = NetworkBuilder(hosts: ["a", "b"])
    builder.link("a", "b") {
      $0.bandwidth = .megabits(10)
      $0.delay = .zero
      $0.queue = .packets(100_000)
    }
    builder.scenario.duration = .seconds(400)
    builder.flow("a", "b", rate: .megabits(8), bytes: 1250, pattern: .poisson)
    let flow = try builder.run().flows[0]
    let service = 1e-3
    #expect(abs(flow.delayMean.seconds / service - 3) < 0.06)
  }

  @Test func aPacketThatIsTooLongIsAnsweredByICMP() throws {
    var builder = NetworkBuilder(routers: ["r"], hosts: ["a", "b"])
    builder.link("a", "r")
    builder.link("r", "b") { $0.mtu = 1400 }
    builder.flow("a", "b", stop: .seconds(1))
    let flow = try builder.run().flows[0]
    #expect(flow.received == 0)
    #expect(flow.icmpUnreachable == flow.sent)
  }

  @Test func anUnknownDestinationIsAnsweredByICMP() throws {
    var builder = NetworkBuilder(routers: ["r"], hosts: ["a"])
    builder.link("a", "r")
    let spec = FlowSpec(rate: .megabits(1), packetBytes: 1000, pattern: .constant)
    builder.scenario.traffic = [
      TrafficSpec(name: "f", from: "a", to: .address(IPv4Address(9, 9, 9, 9)), kind: .flow(spec))
    ]
    let result = try builder.run()
    #expect(result.flows[0].received == 0)
    #expect(result.flows[0].icmpUnreachable > 1000)
    #expect(result.conservation.dropped.contains { $0.cause == .noRoute })
  }

  /// Two routers that point at each other: the packet goes round until its time to live is over.
  @Test func aRoutingLoopEndsByTimeToLiveAndIsCounted() throws {
    var builder = NetworkBuilder(routers: ["r1", "r2"], hosts: ["a"], protocols: ["static"])
    builder.link("a", "r1")
    builder.link("r1", "r2")
    builder.scenario.routing.statics = [
      StaticRouteSpec(node: "r1", prefix: .all, via: .node("r2")),
      StaticRouteSpec(node: "r2", prefix: .all, via: .node("r1")),
    ]
    let spec = FlowSpec(rate: .megabits(1), packetBytes: 1000, pattern: .constant)
    builder.scenario.traffic = [
      TrafficSpec(name: "f", from: "a", to: .address(IPv4Address(9, 9, 9, 9)), kind: .flow(spec))
    ]
    let result = try builder.run()
    #expect(result.convergence[0].packetsLooped >= result.flows[0].lost)
    #expect(result.conservation.dropped.contains { $0.cause == .ttlExpired })
    #expect(result.conservation.isBalanced)
  }

  /// A flow keeps to one path; many flows use all of them.
  @Test func equalCostPathsAreSharedByFlowsNotPackets() throws {
    var builder = NetworkBuilder(routers: ["in", "m1", "m2", "m3", "m4", "out"], hosts: ["a", "b"])
    builder.link("a", "in")
    builder.link("out", "b")
    for middle in ["m1", "m2", "m3", "m4"] {
      builder.link("in", middle)
      builder.link(middle, "out")
    }
    for _ in 0..<64 { builder.flow("a", "b", rate: .megabits(1), bytes: 1000, stop: .seconds(1)) }
    let result = try builder.run()
    let middle = result.links.filter { $0.name.hasPrefix("in -- m") }.map(\.packets.first)
    #expect(middle.count == 4)
    let perFlow: UInt64 = 125
    for packets in middle { #expect(packets >= 6 * perFlow && packets % perFlow == 0) }
    #expect(middle.reduce(0, +) == 64 * perFlow)
  }

  @Test func aLinkThatFailsLosesWhatIsOnIt() throws {
    var builder = NetworkBuilder(hosts: ["a", "b"])
    builder.link("a", "b") { $0.delay = .milliseconds(100) }
    builder.flow("a", "b", rate: .megabits(12), stop: .seconds(5))
    let link = LinkReference("a", "b")
    builder.scenario.events = [
      EventSpec(time: .seconds(2), action: .linkDown(link, silent: false)),
      EventSpec(time: .seconds(3), action: .linkUp(link)),
    ]
    let result = try builder.run()
    // One second of packets, and the 100 ms that were under way.
    #expect(abs(Int(result.flows[0].lost) - 1100) <= 2)
    #expect(result.conservation.isBalanced)
  }
}

@Suite struct SharedSegmentTests {
  static func lan(_ mode: SpanningTreeMode = .rstp) -> NetworkBuilder {
    var builder = NetworkBuilder(hosts: ["a", "b", "c"])
    var bridge = BridgeSpec(name: "sw")
    bridge.spanningTree = mode
    builder.scenario.network.bridges = [bridge]
    for host in ["a", "b", "c"] { builder.link(host, "sw") }
    return builder
  }

  /// RFC 826: one request, broadcast, one answer; then the bridge knows both stations and floods no more.
  @Test func addressResolutionPrecedesTheFirstPacket() throws {
    var builder = Self.lan()
    builder.flow("a", "b", rate: .megabits(1), bytes: 1000)
    let result = try builder.run()
    #expect(result.flows[0].lost == 0)
    #expect(result.flows[0].delayMax > result.flows[0].delayMin, "the first packet waited for the answer")
    // c heard the request, and nothing else.
    #expect(result.links[2].packets.second == 1)
    #expect(result.conservation.isBalanced)
  }

  @Test func aStationThatDoesNotAnswerIsReportedUnreachable() throws {
    var builder = Self.lan()
    builder.flow("a", "b", rate: .megabits(1), bytes: 1000)
    builder.scenario.events = [EventSpec(time: .zero, action: .crash("b"))]
    let result = try builder.run()
    #expect(result.flows[0].received == 0)
    #expect(result.conservation.dropped.contains { $0.cause == .hostUnreachable })
    #expect(result.conservation.isBalanced)
  }

  static func ring(_ mode: SpanningTreeMode, duration: SimTime) -> NetworkBuilder {
    var builder = NetworkBuilder(hosts: ["a", "b"])
    builder.scenario.duration = duration
    builder.scenario.network.bridges = ["s1", "s2", "s3"].map {
      var bridge = BridgeSpec(name: $0)
      bridge.spanningTree = mode
      return bridge
    }
    for (first, second) in [("s1", "s2"), ("s2", "s3"), ("s3", "s1"), ("a", "s1"), ("b", "s3")] {
      builder.link(first, second) { $0.bandwidth = .megabits(100) }
    }
    return builder
  }

  @Test func aLoopWithoutSpanningTreeMeltsAndSaysSo() throws {
    var builder = Self.ring(.off, duration: .milliseconds(100))
    builder.flow("a", "b", rate: .megabits(1), bytes: 500)
    let result = try builder.run()
    #expect(result.notices.contains { $0.contains("Broadcast storm") })
    #expect(result.conservation.isBalanced)
  }

  @Test func rapidSpanningTreeKeepsOnePortOfARingClosed() throws {
    var builder = Self.ring(.rstp, duration: .seconds(10))
    builder.flow("a", "b", rate: .megabits(1), bytes: 500, start: .seconds(1))
    let result = try builder.run()
    let closed = result.bridges.flatMap(\.ports).count { $0.state == "discarding" }
    #expect(closed == 1)
    #expect(result.bridges.count { $0.isRoot } == 1)
    #expect(result.flows[0].lost == 0)
    #expect(result.notices.isEmpty)
  }

  /// 802.1D-1998: listening and learning take 15 s each.
  @Test func classicSpanningTreeOpensAfterThirtySeconds() throws {
    var builder = Self.ring(.stp, duration: .seconds(60))
    builder.flow("a", "b", rate: .megabits(1), bytes: 500)
    let result = try builder.run()
    let flow = result.flows[0]
    // 250 packets a second; those of the first 30 to 36 s are lost or wait for an answer that does not come.
    let lostSeconds = Double(flow.sent - flow.received) / 250
    #expect(lostSeconds > 25 && lostSeconds < 37, "\(lostSeconds) s")
    #expect(result.notices.allSatisfy { !$0.contains("storm") })
  }
}
