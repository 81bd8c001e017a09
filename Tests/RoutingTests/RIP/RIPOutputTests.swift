import Kernel
import NetworkModel
import Testing

@testable import Routing

/// RFC 2453 §3.9.1, §3.10, §3.4.3, §3.6: what a router tells, to whom, when.
@Suite struct RIPOutputTests {
  // MARK: Start-up and requests

  @Test func atTheStartItAsksItsNeighborsForTheirTables_RFC2453_3_9_1() {
    var interfaces = RIPBench.interfaces(4, passive: [2])
    interfaces[2].isUp = false
    let bench = RIPBench(interfaces: interfaces)
    #expect(bench.sent.map(\.interface) == [1, 4])
    for request in bench.sent {
      #expect(request.message == RIPMessage(command: .request))
      #expect(request.destination == IPv4Address(224, 0, 0, 9))
      #expect(request.bytes == 52)  // IP 20, UDP 8, header 4, one entry 20.
    }
  }

  @Test func aRequestIsAnsweredWithTheTableToTheAsker_RFC2453_3_9_1() {
    var bench = RIPBench(interfaces: RIPBench.interfaces(3, passive: [3]))
    bench.hear("10.9.0.0/16", 1, on: 1, at: 1)
    bench.hear("10.8.0.0/16", 1, on: 2, at: 1)
    bench.handle(
      .receive(.rip(RIPMessage(command: .request)), on: InterfaceIndex(2), from: IPv4Address(10, 0, 2, 7)),
      at: 2.0)
    #expect(bench.sent.count == 1)
    #expect(bench.sent.first?.destination == IPv4Address(10, 0, 2, 7))
    #expect(
      bench.sent.first?.message.entries == [
        RIPEntry(prefix: net("10.0.1.0/24"), metric: 1), RIPEntry(prefix: net("10.0.2.0/24"), metric: 16),
        RIPEntry(prefix: net("10.0.3.0/24"), metric: 1), RIPEntry(prefix: net("10.8.0.0/16"), metric: 16),
        RIPEntry(prefix: net("10.9.0.0/16"), metric: 2),
      ])
    #expect(bench.sent.first?.bytes == 132)
  }

  @Test func anAnswerDoesNotSwallowAPendingTriggeredUpdate() throws {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 1)
    bench.hear("10.8.0.0/16", 1, at: 1.1)  // Held.
    bench.handle(
      .receive(.rip(RIPMessage(command: .request)), on: InterfaceIndex(2), from: RIPBench.neighbor(2)),
      at: 1.2)
    let hold = try #require(bench.time(of: .triggeredHold))
    bench.fire(.triggeredHold, at: hold)
    #expect(bench.announced("10.8.0.0/16", on: 2) == 2)
  }

  // MARK: Messages

  @Test func aMessageHoldsAtMost25Entries_RFC2453_3_6() {
    var bench = RIPBench()
    let entries = (0..<60).map {
      RIPEntry(prefix: IPv4Prefix(IPv4Address(10, 9, UInt8($0), 0), length: 24), metric: 1)
    }
    bench.hear(entries, at: 1)
    bench.fire(.update, at: 2)
    let out = bench.responses.filter { $0.interface == 2 }
    #expect(out.map(\.message.entries.count) == [25, 25, 12])
    #expect(out.map(\.bytes) == [532, 532, 272])
    #expect(out.allSatisfy { $0.destination == IPv4Address(224, 0, 0, 9) })
    let prefixes = out.flatMap(\.message.entries).map(\.prefix)
    #expect(prefixes == prefixes.sorted() && Set(prefixes).count == 62)
  }

  @Test func exactly25EntriesNeedOneMessage() {
    var bench = RIPBench(interfaces: RIPBench.interfaces(1))
    bench.hear(
      (0..<24).map { RIPEntry(prefix: IPv4Prefix(IPv4Address(10, 9, $0, 0), length: 24), metric: 1) }, at: 1)
    bench.fire(.update, at: 2)
    #expect(bench.responses.map(\.message.entries.count) == [25])
  }

  // MARK: Triggered updates

  @Test func aChangeIsToldAtOnceThenHeldFor1To5SecondsAndBatched_RFC2453_3_10_1() throws {
    var (shortest, longest) = (SimTime.never, SimTime.zero)
    var bench = RIPBench()
    for round in 0..<300 {
      let start = Double(round) * 40
      bench.fire(.update, at: start)
      bench.timers[RIPProcess.Timer.update.rawValue] = nil
      bench.hear("10.9.0.0/16", UInt8(round % 2 + 1), at: start + 1)
      #expect(bench.announced("10.9.0.0/16", on: 2) == UInt8(round % 2 + 2))
      let hold = try #require(bench.time(of: .triggeredHold))
      shortest = min(shortest, hold - .seconds(start + 1))
      longest = max(longest, hold - .seconds(start + 1))
      // Changes of the next second wait for one common update.
      bench.hear("10.7.0.0/16", UInt8(round % 3 + 1), at: start + 1.5)
      #expect(bench.sent.isEmpty)
      bench.hear("10.8.0.0/16", UInt8(round % 3 + 1), at: start + 1.9)
      #expect(bench.sent.isEmpty)
      bench.fire(.triggeredHold, at: hold)
      #expect(bench.announced("10.7.0.0/16", on: 2) == UInt8(round % 3 + 2))
      #expect(bench.announced("10.8.0.0/16", on: 2) == UInt8(round % 3 + 2))
      #expect(bench.time(of: .triggeredHold) != nil)  // And the hold starts anew.
    }
    #expect(shortest >= .seconds(1) && shortest < .seconds(1.2))
    #expect(longest <= .seconds(5) && longest > .seconds(4.8))
  }

  @Test func aHoldThatEndsWithoutChangesTellsNothing() throws {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 1)
    bench.fire(.triggeredHold, at: try #require(bench.time(of: .triggeredHold)))
    #expect(bench.actions.isEmpty)
    bench.hear("10.8.0.0/16", 1, at: 20)
    #expect(bench.announced("10.8.0.0/16", on: 2) == 2)
  }

  @Test func aTriggeredUpdateIsSuppressedByTheRegularOne_RFC2453_3_10_1() throws {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 1)
    bench.hear("10.8.0.0/16", 1, at: 1.5)  // Held.
    bench.fire(.update, at: 1.8)  // The regular update comes first and carries it.
    #expect(bench.announced("10.8.0.0/16", on: 2) == 2)
    bench.fire(.triggeredHold, at: try #require(bench.time(of: .triggeredHold)))
    #expect(bench.sent.isEmpty)
    // A change in the very moment in which the regular update is due leaves it to that.
    let update = try #require(bench.time(of: .update))
    bench.handle(
      .receive(
        .rip(RIPMessage(command: .response, entries: [RIPEntry(prefix: net("10.7.0.0/16"), metric: 1)])),
        on: InterfaceIndex(1), from: RIPBench.neighbor(1)), at: update)
    #expect(bench.sent.isEmpty)
    bench.fire(.update, at: update)
    #expect(bench.announced("10.7.0.0/16", on: 2) == 2)
  }

  @Test(arguments: [SplitHorizonMode.none, .simple, .poisonedReverse])
  func aTriggeredUpdateCarriesChangedRoutesOnlyUnderSplitHorizon_RFC2453_3_10_1(mode: SplitHorizonMode) {
    var configuration = RIPConfiguration.rfc
    configuration.splitHorizon = mode
    var bench = RIPBench(configuration)
    bench.hear("10.8.0.0/16", 1, at: 1)
    bench.fire(.triggeredHold, at: 6)
    bench.hear("10.9.0.0/16", 1, at: 7)
    #expect(bench.responses.filter { $0.interface == 2 }.flatMap(\.message.entries).count == 1)
    #expect(bench.announced("10.9.0.0/16", on: 2) == 2)
    let back: UInt8? =
      switch mode {
      case .none: 2
      case .simple: nil
      case .poisonedReverse: 16
      }
    #expect(bench.announced("10.9.0.0/16", on: 1) == back)
    #expect(bench.announced("10.8.0.0/16", on: 1) == nil)
  }

  @Test func withoutTriggeredUpdatesChangesWaitForTheRegularOne() {
    var configuration = RIPConfiguration.rfc
    configuration.triggered = false
    var bench = RIPBench(configuration)
    bench.fire(.update, at: 1)
    bench.hear("10.9.0.0/16", 1, at: 2)
    #expect(bench.sent.isEmpty && bench.time(of: .triggeredHold) == nil)
    #expect(!bench.process.isSettled(at: .seconds(2)))
    bench.fire(.update, at: 31)
    #expect(bench.announced("10.9.0.0/16", on: 2) == 2)
    #expect(bench.process.isSettled(at: .seconds(31)))
  }

  // MARK: Split horizon

  @Test func splitHorizonHidesOrPoisonsWhereARouteWasLearned_RFC2453_3_4_3() {
    for (mode, learned, own) in [
      (SplitHorizonMode.none, UInt8(2), UInt8(1)), (.simple, nil, nil), (.poisonedReverse, 16, 16),
    ] as [(SplitHorizonMode, UInt8?, UInt8?)] {
      var configuration = RIPConfiguration.rfc
      configuration.splitHorizon = mode
      var bench = RIPBench(configuration)
      bench.hear("10.9.0.0/16", 1, on: 1, at: 1)
      bench.fire(.update, at: 10)
      #expect(bench.announced("10.9.0.0/16", on: 1) == learned)
      #expect(bench.announced("10.9.0.0/16", on: 2) == 2)
      // The network itself, likewise: everybody who hears it is on it.
      #expect(bench.announced("10.0.1.0/24", on: 1) == own)
      #expect(bench.announced("10.0.2.0/24", on: 1) == 1)
    }
  }

  @Test func theProfilesDiffer() {
    #expect(RIPConfiguration.rfc.splitHorizon == .poisonedReverse)
    #expect(RIPConfiguration.frr.splitHorizon == .simple)
  }

  @Test func theNextHopOfAForeignRouteIsNamedOnItsNetworkOnly_RFC2453_4_4() {
    var bench = RIPBench()
    let hop = NextHop(interface: InterfaceIndex(1), address: IPv4Address(10, 0, 1, 9))
    bench.handle(
      .redistribute(
        RedistributedRoute(prefix: net("10.9.0.0/16"), source: .static, nextHop: hop), isPresent: true),
      at: 1)
    #expect(bench.entry("10.9.0.0/16", on: 1)?.nextHop == IPv4Address(10, 0, 1, 9))
    #expect(bench.entry("10.9.0.0/16", on: 2)?.nextHop == .any)
  }

  @Test func learnedRoutesNameNoNextHop() {
    var configuration = RIPConfiguration.rfc
    configuration.splitHorizon = .none
    var bench = RIPBench(configuration)
    bench.hear("10.9.0.0/16", 1, on: 1, at: 1)
    #expect(bench.entry("10.9.0.0/16", on: 1)?.nextHop == .any)
  }
}
