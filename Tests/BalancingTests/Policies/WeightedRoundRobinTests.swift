import Balancing
import NetworkModel
import Testing

@Suite struct WeightedRoundRobinTests {
  /// One cycle or two, worked by hand from each source.
  @Test(arguments: [
    ("nginx", [5, 1, 1], "aabacaaaabacaa"), ("nginx", [3, 1], "aabaaaba"), ("nginx", [1, 1, 1], "abcabc"),
    ("envoy", [5, 1, 1], "aaaabca"), ("envoy", [3, 1], "aabaaaba"), ("ipvs", [5, 1, 1], "aaaaabcaaaaabc"),
    ("ipvs", [3, 1], "aaabaaab"), ("ipvs", [100, 50, 50], "aabcaabc"),
    ("haproxy", [5, 1, 1], "aaabaacaaabaac"), ("haproxy", [3, 1], "aaabaaab"),
  ])
  func takesTurnsInTheOrderOfTheOriginal(flavor: String, weights: [Int], expected: String) {
    var bench = PolicyBench("weighted-round-robin", flavor: flavor, weights: weights)
    #expect(bench.turns(expected.count) == expected)
  }

  /// An exact cycle repeats: a is due at 1 for the fifth time, after b and c, which were put in before.
  @Test func envoysExactScheduleRepeats() {
    var bench = PolicyBench("weighted-round-robin", flavor: "envoy", weights: [5, 1, 1])
    let cycles = bench.turns(70)
    for cycle in 0..<10 {
      let turns = cycles.dropFirst(7 * cycle).prefix(7)
      #expect(turns.count { $0 == "a" } == 5, "cycle \(cycle): \(turns)")
    }
  }

  /// Five sums of 1/5 are less than 1 in none of the first cycles, but ten of them are.
  @Test func envoysFloatingPointDrifts() {
    var exact = PolicyBench("weighted-round-robin", flavor: "envoy", weights: [5, 1, 1])
    var float = PolicyBench(
      "weighted-round-robin", flavor: "envoy", weights: [5, 1, 1],
      parameters: [parameter("arithmetic", "float")])
    let (first, second) = (exact.turns(14), float.turns(14))
    #expect(first.prefix(7) == second.prefix(7))
    #expect(first != second)
  }

  @Test func nginxTellsTheCurrentWeightThatWon() {
    var bench = PolicyBench("weighted-round-robin", weights: [5, 1, 1])
    #expect(bench.decide()?.reason == .init("greatest current weight ({0})", 5))
  }

  /// max_fails 1: one failure takes the whole effective weight; each pick gives 1 back.
  @Test func nginxLowersTheEffectiveWeightAfterAFailure() {
    var bench = PolicyBench("weighted-round-robin", weights: [2, 2])
    bench.table.began(0)
    bench.end(0, succeeded: false)
    #expect(bench.turns(6) == "bbabab")
  }

  @Test func staticMapOfHAProxy() {
    var bench = PolicyBench("static-round-robin", weights: [5, 1, 1])
    #expect(bench.turns(14) == "aaabaacaaabaac")
  }

  @Test func plainRoundRobinIgnoresWeightsAndStepsOverWhatIsOut() {
    var bench = PolicyBench("round-robin", weights: [5, 1, 1])
    #expect(bench.turns(7) == "abcabca")
    bench.setEligible(1, false)
    #expect(bench.turns(4) == "caca")
    bench.setEligible(0, false)
    bench.setEligible(2, false)
    #expect(bench.turns(1) == "-")
  }
}
