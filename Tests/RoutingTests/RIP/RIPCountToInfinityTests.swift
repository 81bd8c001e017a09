import Kernel
import NetworkModel
import Testing

@testable import Routing

/// RFC 2453 §3.4: how distance vectors count to infinity, and what split horizon does about it.
@Suite struct RIPCountToInfinityTests {
  private let target = "192.168.0.0/24"

  /// The RFC's network: A–B, A–C, B–C, B–D cost 1, C–D cost 10, the target behind D.
  private func rfcExample(_ splitHorizon: SplitHorizonMode) -> RIPLockstep {
    RIPLockstep(
      ["A", "B", "C", "D"],
      links: [
        .init(a: "A", b: "B"), .init(a: "A", b: "C"), .init(a: "B", b: "C"), .init(a: "B", b: "D"),
        .init(a: "C", b: "D", cost: 10),
      ], stubs: ["D": target], splitHorizon: splitHorizon)
  }

  @Test func theExampleOfTheRFCCountsAsItsTableSays_RFC2453_3_4() {
    var network = rfcExample(.none)
    for round in 1...3 {
      network.wait(until: Double(round) * 30)
      network.round(["D", "B", "C", "A"])
    }
    #expect(
      ["D", "B", "C", "A"].map { network.summary($0, target) } == ["direct 1", "D 2", "B 3", "B 3"])
    network.cut("B", "D")
    var table: [[String]] = []
    for round in 1...11 {
      network.wait(until: 90 + Double(round) * 30)
      network.round(["B", "C", "A", "D"])
      table.append(["D", "B", "C", "A"].map { network.summary($0, target) })
    }
    for metric in 4...11 {
      #expect(table[metric - 4] == ["direct 1", "C \(metric)", "A \(metric)", "C \(metric)"])
    }
    // C sees that the slow link is the better way now, and all is stable: about 300 s after the failure.
    for round in 9...11 { #expect(table[round - 1] == ["direct 1", "C 12", "D 11", "C 12"]) }
  }

  @Test func twoRoutersCountToSixteenIn210Seconds_RFC2453_3_4() {
    var network = pair(.none)
    // The far router happens to speak first after the failure, so the near one believes it.
    for round in 0...6 {
      network.wait(until: 50 + Double(round) * 30)
      network.tell("far")
      #expect(network.metric("near", target) == 3 + 2 * round)
      network.wait(until: 51 + Double(round) * 30)
      network.tell("near")
      #expect(network.metric("far", target) == 4 + 2 * round)
    }
    // 16 at 231 s; the near router hears of that at 260 s, and both forget.
    network.wait(until: 260)
    network.tell("far")
    #expect(network.metric("near", target) == 16)
    network.wait(until: 350.9)
    #expect(network.metric("far", target) == 16)
    network.wait(until: 351)
    #expect(network.metric("far", target) == nil)
    network.wait(until: 380)
    #expect(network.metric("near", target) == nil)
  }

  @Test(arguments: [SplitHorizonMode.simple, .poisonedReverse])
  func splitHorizonStopsTwoRoutersFromCounting_RFC2453_3_4_3(mode: SplitHorizonMode) {
    var network = pair(mode)
    network.tell("far")
    #expect(network.metric("near", target) == 16)
    network.tell("near")
    #expect(network.metric("far", target) == 16)
  }

  @Test func threeRoutersLoopInSpiteOfPoisonedReverse_RFC2453_3_4_3() {
    var network = RIPLockstep(
      ["A", "B", "C"], links: [.init(a: "A", b: "B"), .init(a: "B", b: "C"), .init(a: "C", b: "A")],
      stubs: ["C": target], splitHorizon: .poisonedReverse)
    network.round(["A", "B", "C"])
    #expect(["A", "B", "C"].map { network.summary($0, target) } == ["C 2", "C 2", "direct 1"])
    network.cutStubs(of: "C")
    // What C says about it reaches A, but is lost on the way to B.
    network.tell("C", exceptTo: ["B"])
    #expect(network.summary("A", target) == "unreachable")
    // B tells A, A tells C, C tells B: each way on is a third router's, which poisoned reverse does not see.
    var seen: [Int] = []
    var time = 0.0
    for _ in 0..<5 {
      for (router, receiver) in [("B", "A"), ("A", "C"), ("C", "B")] {
        time += 1
        network.wait(until: time)
        network.tell(router)
        seen.append(network.metric(receiver, target) ?? 0)
      }
    }
    #expect(seen == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16])
    network.tell("B")
    #expect(["A", "B", "C"].allSatisfy { network.summary($0, target) == "unreachable" })
  }

  @Test func theExampleIsDeterministic() {
    func run() -> [Int?] {
      var network = rfcExample(.poisonedReverse)
      var metrics: [Int?] = []
      for round in 1...20 {
        if round == 5 { network.cut("B", "D") }
        network.wait(until: Double(round) * 30)
        network.round(["B", "C", "A", "D"])
        metrics += ["A", "B", "C", "D"].map { network.metric($0, target) }
      }
      return metrics
    }
    #expect(run() == run())
  }

  /// A line of n routers reaches n − 1 hops and no farther than 15.
  @Test func nothingIsReachedBeyond15() {
    let routers = (1...18).map { "r\($0 < 10 ? "0" : "")\($0)" }
    var network = RIPLockstep(
      routers, links: zip(routers, routers.dropFirst()).map { .init(a: $0, b: $1) },
      stubs: ["r01": target], splitHorizon: .simple)
    for round in 1...20 {
      network.wait(until: Double(round) * 30)
      network.round(routers)
    }
    #expect(routers.map { network.metric($0, target) } == (1...15).map { $0 } + [nil, nil, nil])
  }

  private func pair(_ mode: SplitHorizonMode) -> RIPLockstep {
    var network = RIPLockstep(
      ["near", "far"], links: [.init(a: "near", b: "far")], stubs: ["near": target], splitHorizon: mode)
    network.round(["near", "far"])
    network.cutStubs(of: "near")
    return network
  }
}
