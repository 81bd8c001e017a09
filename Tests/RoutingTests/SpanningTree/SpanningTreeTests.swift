import Kernel
import NetworkModel
import Routing
import Testing

@Suite struct RapidSpanningTreeTests {
  private static let triangle = [(0, 1), (1, 2), (2, 0)]

  @Test func theLowestIdentifierIsRootAndOnePortOfATriangleStaysClosed_8021D2004_17_6() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: true)
    bench.run(until: .seconds(10))
    #expect(bench.bridges[0].isRoot)
    #expect(bench.bridges[1].rootIdentifier == bench.bridges[0].identifier)
    #expect(bench.forwarding.count == 2)
    #expect(bench.bridges[2].role(of: bench.links[1].ends[1].port) == .alternate)
    #expect(bench.loops.isEmpty)
  }

  @Test func priorityDecidesBeforeTheAddress_9_2_5() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: true, priorities: [32768, 32768, 4096])
    bench.run(until: .seconds(10))
    #expect(bench.bridges[2].isRoot)
  }

  /// Proposal and agreement on point-to-point links: a tree in the time of a few messages.
  @Test func coldStartTakesMilliseconds_17_10() {
    var bench = BridgeBench(count: 4, joined: [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)], isRapid: true)
    bench.run(until: .milliseconds(100))
    #expect(bench.isSpanning)
    #expect(bench.forwarding.count == 3)
    #expect(bench.loops.isEmpty)
  }

  @Test func anAlternatePortTakesOverAtOnceWhenTheRootPortFails_17_29_2() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: true)
    bench.run(until: .seconds(10))
    bench.setLink(2, isUp: false)
    bench.run(until: .milliseconds(10_100))
    #expect(bench.isSpanning)
    #expect(bench.loops.isEmpty)
  }

  /// §17.21.23: three hellos missed, 6 s.
  @Test func aSilentNeighbourIsMissedAfterThreeHellos() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: true)
    bench.run(until: .seconds(10))
    bench.failSilently(2)
    bench.run(until: .seconds(13))
    #expect(!bench.isSpanning)
    bench.run(until: .seconds(17))
    #expect(bench.isSpanning)
    #expect(bench.loops.isEmpty)
  }

  @Test func aRepairedLinkIsUsedWithoutALoop() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: true)
    bench.run(until: .seconds(10))
    bench.setLink(0, isUp: false)
    bench.run(until: .seconds(20))
    let before = bench.flushes
    bench.setLink(0, isUp: true)
    bench.run(until: .seconds(21))
    #expect(bench.isSpanning)
    #expect(bench.forwarding.contains(0))
    #expect(bench.flushes > before, "addresses learned on the old way are forgotten")
    #expect(bench.loops.isEmpty)
  }

  @Test func ofTwoParallelLinksOneIsClosed() {
    var bench = BridgeBench(count: 2, joined: [(0, 1), (0, 1)], isRapid: true)
    bench.run(until: .seconds(5))
    #expect(bench.forwarding == [0])
    bench.setLink(0, isUp: false)
    bench.run(until: .milliseconds(5_100))
    #expect(bench.forwarding == [1])
  }

  /// Random networks under random failures and repairs: never a loop, and a spanning tree when all is quiet.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func thereIsNeverALoopAndInTheEndATree(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "bridges", purpose: "test")
    let count = 3 + stream.below(6)
    var joined = (1..<count).map { (stream.below($0), $0) }
    for _ in 0..<(1 + stream.below(count)) {
      let (a, b) = (stream.below(count), stream.below(count))
      if a != b { joined.append((a, b)) }
    }
    var bench = BridgeBench(count: count, joined: joined, isRapid: true)
    var time = SimTime.seconds(2)
    for _ in 0..<8 {
      bench.run(until: time)
      let link = stream.below(bench.links.count)
      bench.setLink(link, isUp: !bench.links[link].isUp)
      time = time + stream.uniform(upTo: .seconds(8))
    }
    bench.run(until: time + .seconds(60))
    #expect(bench.loops.isEmpty, "seed \(seed): loop at \(bench.loops.first ?? .zero)")
    #expect(bench.isSpanning, "seed \(seed)")
    #expect(bench.bridges.allSatisfy { $0.isSettled }, "seed \(seed)")
  }
}

@Suite struct ClassicSpanningTreeTests {
  private static let triangle = [(0, 1), (1, 2), (2, 0)]

  /// 802.1D-1998 §8.4: listening and learning, 15 s each.
  @Test func coldStartTakesTwiceTheForwardDelay() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: false)
    bench.run(until: .seconds(29))
    #expect(bench.forwarding.isEmpty)
    bench.run(until: .seconds(33))
    #expect(bench.isSpanning)
    #expect(bench.loops.isEmpty)
  }

  /// The closed port's own link tells: 2 × 15 s.
  @Test func aFailureNextToTheClosedPortTakesThirtySeconds() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: false)
    bench.run(until: .seconds(60))
    bench.setLink(2, isUp: false)  // The root port of bridge 2, whose other port is closed.
    bench.run(until: .seconds(85))
    #expect(!bench.isSpanning)
    bench.run(until: .seconds(95))
    #expect(bench.isSpanning)
    #expect(bench.loops.isEmpty)
  }

  /// Elsewhere the old information has to age out first: 20 + 15 + 15 = 50 s.
  @Test func anIndirectFailureTakesFiftySeconds() {
    var bench = BridgeBench(count: 3, joined: Self.triangle, isRapid: false)
    bench.run(until: .seconds(60))
    bench.failSilently(2)
    bench.run(until: .seconds(60 + 40))
    #expect(!bench.isSpanning)
    bench.run(until: .seconds(60 + 54))
    #expect(bench.isSpanning)
    #expect(bench.loops.isEmpty)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func thereIsATreeInTheEnd(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "bridges", purpose: "classic")
    let count = 3 + stream.below(5)
    var joined = (1..<count).map { (stream.below($0), $0) }
    for _ in 0..<count {
      let (a, b) = (stream.below(count), stream.below(count))
      if a != b { joined.append((a, b)) }
    }
    var bench = BridgeBench(count: count, joined: joined, isRapid: false)
    bench.run(until: .seconds(60))
    #expect(bench.isSpanning && !bench.hasLoop, "seed \(seed)")
    let link = stream.below(bench.links.count)
    bench.setLink(link, isUp: false)
    bench.run(until: .seconds(180))
    #expect(bench.isSpanning && !bench.hasLoop, "seed \(seed)")
  }

  @Test func portCostsAreThoseOfTheStandard_17_3() {
    #expect(SpanningTreeBridge.pathCost(.gigabits(1), isRapid: true) == 20_000)
    #expect(SpanningTreeBridge.pathCost(.megabits(100), isRapid: true) == 200_000)
    #expect(SpanningTreeBridge.pathCost(.gigabits(1), isRapid: false) == 4)
    #expect(SpanningTreeBridge.pathCost(.megabits(100), isRapid: false) == 19)
  }
}
