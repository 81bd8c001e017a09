import Balancing
import Kernel
import NetworkModel
import Testing

/// `get_server_rnd`
@Suite struct RandomTwoHAProxyTests {
  private func shares(_ weights: [Int], draws: Int, inFlight: [Int] = [], count: Int = 60_000) -> [Double] {
    var bench = PolicyBench(
      "random-two", flavor: "haproxy", weights: weights, parameters: [parameter("draws", Double(draws))])
    return bench.shares(inFlight: inFlight, count: count)
  }

  /// One draw: shares are the arcs of the ring. Two draws with a busy one: it is left when both draws hit it, arc².
  @Test func twoDraws() {
    let arcs = shares([1, 1, 2], draws: 1)
    for (arc, weight) in zip(arcs, [0.25, 0.25, 0.5]) { #expect((weight * 0.6...weight * 1.5).contains(arc)) }
    let busy = shares([1, 1, 2], draws: 2, inFlight: [0, 0, 50])
    #expect(abs(busy[2] - arcs[2] * arcs[2]) < 0.01, "\(busy) \(arcs)")
    // Of idle ones the last drawn wins: the arcs again.
    for (arc, share) in zip(arcs, shares([1, 1, 2], draws: 2)) { #expect(abs(arc - share) < 0.01) }
  }

  /// Loads are compared by weight: 3 at weight 1 against 5 at weight 2 loses, 2 against 5 wins.
  @Test func loadsCountByWeight() {
    let arcs = shares([1, 2], draws: 1)
    let loses = shares([1, 2], draws: 2, inFlight: [3, 5])
    #expect(abs(loses[0] - arcs[0] * arcs[0]) < 0.01)
    let wins = shares([1, 2], draws: 2, inFlight: [2, 5])
    #expect(abs(wins[1] - arcs[1] * arcs[1]) < 0.01)
  }

  @Test func whoIsOutIsNotDrawn() {
    var bench = PolicyBench("random-two", flavor: "haproxy", weights: [1, 1])
    bench.setEligible(0, false)
    for _ in 0..<50 { #expect(bench.start() == 1) }
    bench.setEligible(1, false)
    #expect(bench.start() == -1)
  }
}
