import Kernel
import NetworkModel
import Testing

@testable import Routing

/// RFC 2453 §3.9.2: what a response does to the table.
@Suite struct RIPInputTests {
  @Test func theMetricGrowsByTheCostOfTheInterfaceUpToInfinity_RFC2453_3_9_2() {
    var bench = RIPBench(interfaces: RIPBench.interfaces(2, costs: [2: 5]))
    bench.hear("10.9.1.0/24", 1, on: 1, at: 1)
    bench.hear("10.9.2.0/24", 1, on: 2, at: 1)
    bench.hear("10.9.3.0/24", 10, on: 2, at: 1)
    bench.hear("10.9.4.0/24", 11, on: 2, at: 1)  // 11 + 5 = 16.
    #expect(bench.metric("10.9.1.0/24") == 2)
    #expect(bench.metric("10.9.2.0/24") == 6)
    #expect(bench.metric("10.9.3.0/24") == 15)
    #expect(bench.metric("10.9.4.0/24") == nil)
    bench.hear("10.9.1.0/24", 16, on: 1, at: 2)
    #expect(bench.process.routes.first { $0.prefix == net("10.9.1.0/24") }?.metric == 16)
  }

  @Test func anEnormousInterfaceCostIsInfinity() {
    var bench = RIPBench(interfaces: RIPBench.interfaces(1, costs: [1: 1_000_000]))
    bench.hear("10.9.1.0/24", 1, at: 1)
    #expect(bench.metric("10.9.1.0/24") == nil)
  }

  @Test func anUnknownDestinationAtInfinityIsNotAdded_RFC2453_3_9_2() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 16, at: 1)
    bench.hear("10.8.0.0/16", 15, at: 1)
    #expect(bench.process.routes.count == 2)
    #expect(bench.actions.isEmpty)
  }

  @Test func whatTheCurrentNextHopSaysIsAdoptedEvenIfWorse_RFC2453_3_9_2() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, on: 1, at: 1)
    bench.hear("10.9.0.0/16", 7, on: 1, at: 2)
    #expect(bench.metric("10.9.0.0/16") == 8)
    bench.hear("10.9.0.0/16", 3, on: 1, at: 3)
    #expect(bench.metric("10.9.0.0/16") == 4)
    bench.hear("10.9.0.0/16", 16, on: 1, at: 4)
    #expect(bench.metric("10.9.0.0/16") == nil)
  }

  @Test func anotherRouterIsHeardOnlyIfBetter_RFC2453_3_9_2() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 4, on: 1, at: 1)
    bench.hear("10.9.0.0/16", 5, on: 2, at: 2)
    bench.hear("10.9.0.0/16", 16, on: 2, at: 2)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.1.2"])
    bench.hear("10.9.0.0/16", 3, on: 2, at: 3)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2"])
    #expect(bench.metric("10.9.0.0/16") == 4)
  }

  @Test func aRepetitionChangesNothing() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 4, at: 1)
    bench.hear("10.9.0.0/16", 4, at: 31)
    #expect(bench.actions.isEmpty)
  }

  @Test func anEqualMetricTakesOverWhenHalfTheTimeoutHasPassed_RFC2453_3_9_2() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 4, on: 1, at: 0)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 89.9)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.1.2"])
    bench.hear("10.9.0.0/16", 4, on: 2, at: 90)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2"])

    var frr = RIPBench(.frr)
    frr.hear("10.9.0.0/16", 4, on: 1, at: 0)
    frr.hear("10.9.0.0/16", 4, on: 2, at: 170)
    #expect(frr.nextHops("10.9.0.0/16") == ["10.0.1.2"])
  }

  // MARK: Validity

  @Test func ownMessagesAreIgnored_RFC2453_3_9_2() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, on: 1, from: 1, at: 1)
    #expect(bench.installed.isEmpty)
    #expect(bench.counter("own-messages-ignored") == 1)
  }

  @Test func aSenderFromAnotherNetworkIsIgnored_RFC2453_3_9_2() {
    var bench = RIPBench()
    let message = RIPMessage(command: .response, entries: [RIPEntry(prefix: net("10.9.0.0/16"), metric: 1)])
    bench.handle(
      .receive(.rip(message), on: InterfaceIndex(1), from: IPv4Address(10, 0, 2, 2)), at: SimTime.seconds(1))
    #expect(bench.installed.isEmpty)
    #expect(bench.counter("wrong-source-ignored") == 1)
  }

  @Test func metricsOutsideOneToSixteenAreIgnoredEntryByEntry_RFC2453_3_9_2() {
    var bench = RIPBench()
    bench.hear(
      [
        RIPEntry(prefix: net("10.9.1.0/24"), metric: 0), RIPEntry(prefix: net("10.9.2.0/24"), metric: 1),
        RIPEntry(prefix: net("10.9.3.0/24"), metric: 17), RIPEntry(prefix: net("10.9.4.0/24"), metric: 255),
      ], at: 1)
    #expect(bench.installed.keys.sorted() == [net("10.9.2.0/24")])
    #expect(bench.counter("bad-metrics-ignored") == 3)
  }

  @Test func onlyUnicastDestinationsAreAccepted_RFC2453_3_9_2() {
    var bench = RIPBench()
    let bad = [
      "0.1.0.0/16", "127.0.0.0/8", "224.0.0.0/4", "239.1.0.0/16", "240.0.0.0/8", "255.255.255.255/32",
    ]
    for prefix in bad { bench.hear(prefix, 1, at: 1) }
    #expect(bench.installed.isEmpty)
    #expect(bench.counter("bad-prefixes-ignored") == bad.count)
    bench.hear("0.0.0.0/0", 1, at: 1)
    #expect(bench.metric("0.0.0.0/0") == 2)
  }

  @Test func messagesOnPassiveOrDownInterfacesAreIgnored() {
    var bench = RIPBench(interfaces: RIPBench.interfaces(2, passive: [2]))
    bench.hear("10.9.0.0/16", 1, on: 2, at: 1)
    #expect(bench.installed.isEmpty)
    #expect(bench.counter("on-passive-ignored") == 1)
    bench.handle(.interfaceChanged(InterfaceIndex(1), isUp: false), at: 2)
    bench.hear("10.9.0.0/16", 1, on: 1, at: 3)
    bench.hear("10.9.0.0/16", 1, on: 7, at: 3)  // No such interface.
    #expect(bench.installed.isEmpty)
  }

  // MARK: Next hop

  @Test func aNextHopOnTheSameNetworkIsUsedElseTheSender_RFC2453_4_4() {
    var bench = RIPBench()
    bench.hear("10.9.1.0/24", 1, nextHop: IPv4Address(10, 0, 1, 9), at: 1)
    bench.hear("10.9.2.0/24", 1, nextHop: IPv4Address(10, 0, 2, 9), at: 1)
    bench.hear("10.9.3.0/24", 1, nextHop: IPv4Address(224, 0, 0, 9), at: 1)
    #expect(bench.nextHops("10.9.1.0/24") == ["10.0.1.9"])
    #expect(bench.nextHops("10.9.2.0/24") == ["10.0.1.2"])
    #expect(bench.nextHops("10.9.3.0/24") == ["10.0.1.2"])
    bench.hear("10.9.1.0/24", 1, nextHop: IPv4Address(10, 0, 1, 8), at: 2)
    #expect(bench.nextHops("10.9.1.0/24") == ["10.0.1.8"])
  }

  @Test func anEntryThatLeadsBackToUsIsIgnored() {
    var bench = RIPBench()
    bench.hear("10.9.1.0/24", 1, nextHop: IPv4Address(10, 0, 1, 1), at: 1)
    bench.hear("10.9.2.0/24", 1, nextHop: IPv4Address(10, 0, 2, 1), at: 1)
    #expect(bench.installed.isEmpty)
    #expect(bench.counter("own-next-hops-ignored") == 2)
  }

  @Test func unsortedMessagesAreUnderstood() {
    var bench = RIPBench()
    let prefixes = [9, 3, 200, 1, 77, 3, 150, 2].map { "10.9.\($0).0/24" }
    bench.hear(prefixes.map { RIPEntry(prefix: net($0), metric: 1) }, at: 1)
    #expect(bench.installed.keys.sorted() == Set(prefixes.map(net)).sorted())
    #expect(bench.process.routes.map(\.prefix) == bench.process.routes.map(\.prefix).sorted())
    bench.hear(prefixes.reversed().map { RIPEntry(prefix: net($0), metric: 16) }, at: 2)
    #expect(bench.installed.isEmpty)
  }
}
