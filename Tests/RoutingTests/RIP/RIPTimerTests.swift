import Kernel
import NetworkModel
import Testing

@testable import Routing

/// RFC 2453 §3.8: the regular update, the timeout, garbage collection.
@Suite struct RIPTimerTests {
  @Test func aFullUpdateIsSentEvery30SecondsWithJitterOfUpTo5_RFC2453_3_8() throws {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 0.1)
    var last = try #require(bench.time(of: .update))
    #expect(last <= .seconds(30))
    var (shortest, longest) = (SimTime.never, SimTime.zero)
    for _ in 0..<500 {
      bench.fire(.update, at: last)
      #expect(bench.announced("10.9.0.0/16", on: 2) == 2)
      #expect(bench.announced("10.0.1.0/24", on: 2) == 1)
      let next = try #require(bench.time(of: .update))
      shortest = min(shortest, next - last)
      longest = max(longest, next - last)
      last = next
    }
    #expect(shortest >= .seconds(25) && shortest < .seconds(26))
    #expect(longest <= .seconds(35) && longest > .seconds(34))
  }

  @Test func theProfileFRRVariesTheIntervalByAQuarter() throws {
    var bench = RIPBench(.frr)
    var last = try #require(bench.time(of: .update))
    var (shortest, longest) = (SimTime.never, SimTime.zero)
    for _ in 0..<500 {
      bench.fire(.update, at: last)
      let next = try #require(bench.time(of: .update))
      shortest = min(shortest, next - last)
      longest = max(longest, next - last)
      last = next
    }
    #expect(shortest >= .seconds(22.5) && shortest < .seconds(23.5))
    #expect(longest <= .seconds(37.5) && longest > .seconds(36.5))
  }

  @Test func routersThatBootTogetherDoNotUpdateTogether_RFC2453_3_8() {
    let times = ["a", "b", "c"].map { name in
      var process = RIPProcess(
        interfaces: RIPBench.interfaces(1), configuration: .rfc,
        stream: RandomStream(seed: 1, entity: name, purpose: "rip"))
      var actions: [RoutingAction] = []
      process.handle(.start, at: .zero, actions: &actions)
      return process.nextUpdate
    }
    #expect(Set(times).count == 3)
  }

  @Test func aRouteTimesOutAfter180Seconds_RFC2453_3_8() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 10)
    bench.run(to: 189.999)
    #expect(bench.metric("10.9.0.0/16") == 2)
    bench.run(to: 190)
    #expect(bench.metric("10.9.0.0/16") == nil)
    #expect(bench.announced("10.9.0.0/16", on: 2) == 16)
  }

  @Test func anUpdateResetsTheTimeout_RFC2453_3_8() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 10)
    bench.hear("10.9.0.0/16", 1, at: 100)
    bench.run(to: 279.999, quietly: true)
    #expect(bench.metric("10.9.0.0/16") == 2)
    bench.run(to: 280, quietly: true)
    #expect(bench.metric("10.9.0.0/16") == nil)
  }

  @Test func aDeadRouteIsToldAtInfinityFor120SecondsThenForgotten_RFC2453_3_8() throws {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 0)
    bench.run(to: 180, quietly: true)
    bench.fire(.update, at: 181)
    #expect(bench.announced("10.9.0.0/16", on: 2) == 16)
    bench.run(to: 299.999, quietly: true)
    bench.fire(.update, at: SimTime.seconds(299.999))
    #expect(bench.announced("10.9.0.0/16", on: 2) == 16)
    bench.run(to: 300, quietly: true)
    bench.fire(.update, at: 300)
    #expect(bench.announced("10.9.0.0/16", on: 2) == nil)
    #expect(!bench.process.routes.contains { $0.prefix == net("10.9.0.0/16") })
  }

  @Test func aNewRouteDuringGarbageCollectionCancelsThatTimer_RFC2453_3_8() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 0)
    bench.hear("10.9.0.0/16", 16, at: 10)
    #expect(bench.metric("10.9.0.0/16") == nil)
    bench.hear("10.9.0.0/16", 6, on: 2, at: 20)
    #expect(bench.metric("10.9.0.0/16") == 7)
    bench.run(to: 199, quietly: true)
    #expect(bench.metric("10.9.0.0/16") == 7)
    bench.run(to: 200, quietly: true)  // Its own timeout, counted from 20 s.
    #expect(bench.metric("10.9.0.0/16") == nil)
    bench.run(to: 319, quietly: true)
    #expect(bench.process.routes.contains { $0.prefix == net("10.9.0.0/16") })
    bench.run(to: 320, quietly: true)
    #expect(!bench.process.routes.contains { $0.prefix == net("10.9.0.0/16") })
  }

  @Test func theSameRouterMayReviveADeadRoute_RFC2453_3_8() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 0)
    bench.hear("10.9.0.0/16", 16, at: 10)
    bench.hear("10.9.0.0/16", 1, at: 20)
    #expect(bench.metric("10.9.0.0/16") == 2)
    bench.run(to: 199, quietly: true)
    #expect(bench.metric("10.9.0.0/16") == 2)
  }

  @Test func deletionIsNotStartedAnew_RFC2453_3_9_2() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 0)
    bench.hear("10.9.0.0/16", 16, at: 10)
    bench.hear("10.9.0.0/16", 16, at: 100)  // Already at 16.
    bench.hear("10.9.0.0/16", 15, at: 110)  // 15 + 1 is infinity, too.
    bench.run(to: 129.999, quietly: true)
    #expect(bench.process.routes.contains { $0.prefix == net("10.9.0.0/16") })
    bench.run(to: 130, quietly: true)
    #expect(!bench.process.routes.contains { $0.prefix == net("10.9.0.0/16") })
  }

  @Test func aSilentNeighborIsInvalidAfter180SecondsAndGone120Later_RFC2453_3_8() {
    var bench = RIPBench()
    let prefixes = (1...60).map { "10.9.\($0).0/24" }
    let entries = prefixes.map { RIPEntry(prefix: net($0), metric: 1) }
    for time in [0.0, 30, 60] {
      bench.hear(Array(entries.prefix(25)), at: time)
      bench.hear(Array(entries.dropFirst(25).prefix(25)), at: time)
      bench.hear(Array(entries.dropFirst(50)), at: time)
    }
    bench.run(to: 239.999)
    #expect(prefixes.allSatisfy { bench.metric($0) == 2 })
    bench.run(to: 240)
    #expect(bench.installed.isEmpty)
    #expect(bench.process.routes.count == 62)
    bench.run(to: 359.999)
    #expect(bench.process.routes.count == 62)
    bench.run(to: 360)
    #expect(bench.process.routes.map(\.prefix) == [net("10.0.1.0/24"), net("10.0.2.0/24")])
  }

  @Test func routesOfDifferentAgeTimeOutEachInItsTime_RFC2453_3_8() {
    var bench = RIPBench()
    bench.hear("10.9.1.0/24", 1, at: 20)
    bench.hear("10.9.2.0/24", 1, at: 5)
    bench.hear("10.9.3.0/24", 1, at: 10)
    bench.hear("10.9.4.0/24", 1, at: 50)
    for (time, left) in [(184.9, [1, 2, 3, 4]), (185, [1, 3, 4]), (190, [1, 4]), (200, [4]), (230, [])] {
      bench.run(to: time, quietly: true)
      #expect(bench.installed.keys.sorted() == left.map { net("10.9.\($0).0/24") })
    }
    bench.run(to: 349, quietly: true)
    #expect(bench.process.routes.count == 3)
    bench.run(to: 350, quietly: true)
    #expect(bench.process.routes.count == 2)
  }
}
