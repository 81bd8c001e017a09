import Balancing
import Kernel
import NetworkModel
import Testing

/// `ip_vs_twos_schedule`
@Suite struct RandomTwoIPVSTests {
  private func shares(_ weights: [Int], inFlight: [Int], count: Int = 60_000) -> [Double] {
    var bench = PolicyBench("random-two", flavor: "ipvs", weights: weights)
    return bench.shares(inFlight: inFlight, count: count)
  }

  /// By hand, weights 1 and 1: of the draws 0, 1, 2 two fall to the first one.
  @Test func theFirstHasOneChanceMore() {
    #expect(abs(shares([1, 1], inFlight: [0, 0])[0] - 2.0 / 3) < 0.01)
    #expect(abs(shares([3, 1], inFlight: [0, 0])[0] - 4.0 / 5) < 0.01)
  }

  /// A busy first one is taken when both draws hit it: 4/9. At twice the weight and twice the load it is as busy.
  @Test func theLessBusyForItsWeightWins() {
    #expect(abs(shares([1, 1], inFlight: [9, 0])[0] - 4.0 / 9) < 0.01)
    // Draws 0…3: a has three quarters of them, and with a tie the first draw decides.
    #expect(abs(shares([2, 1], inFlight: [6, 3])[0] - 0.75) < 0.01)
  }

  @Test func whoIsOutIsNotDrawn() {
    var bench = PolicyBench("random-two", flavor: "ipvs", weights: [5, 1, 1])
    bench.setEligible(0, false)
    bench.setEligible(2, false)
    for _ in 0..<50 { #expect(bench.start() == 1) }
    bench.setEligible(1, false)
    #expect(bench.start() == -1)
  }
}
