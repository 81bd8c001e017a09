import Balancing
import Kernel
import NetworkModel
import Testing

@Suite struct LeastLoadedTests {
  /// The picks of requests that stay, in a table that says who has how many.
  private func picks(_ name: String, _ flavor: String?, _ weights: [Int], _ count: Int, slots: Int = 1)
    -> String
  {
    var bench = PolicyBench(name, flavor: flavor, weights: weights, slots: slots)
    return (0..<count).map { _ in letter(bench.start()) }.joined()
  }

  /// By hand: 0/2 = 0/1 tied, a (current 2 − 3 = −1, b 1); 1/2 > 0/1, b; 1/2 < 1/1, a; 2/2 = 1/1 tied, a at 1 and b at 2,
  /// b; 2/2 < 2/1, a; 3/2 < 2/1, a.
  @Test func nginxLeastConnFillsByWeight() {
    #expect(picks("least-connections", "nginx", [2, 1], 6) == "ababaa")
  }

  /// HAProxy's keys at weights 2 and 1 (eweights 32 and 16): idle 0; (n + 1)·4096/w is 256, 384, 512 … against 512, 768.
  /// a (→256), b is still 0 (→512), a (→384), a (→512): b came to 512 first, so b (→768), then a.
  @Test func haproxyLeastConnTakesTurnsWithinAKey() {
    #expect(picks("least-connections", "haproxy", [2, 1], 6) == "abaaba")
  }

  @Test func haproxyRotatesIdleServersWhateverTheirWeights() {
    var bench = PolicyBench("least-connections", flavor: "haproxy", weights: [9, 1, 1])
    #expect(bench.turns(7) == "abcabca")
  }

  /// (n·256)/1: a, b, a, b. wlc at 2 and 1: 0/2 = 0/1 a; 1/2 > 0 b; 1/2 < 1 a; 1 = 1 the first.
  @Test func ipvsSchedulers() {
    #expect(picks("least-connections", "ipvs", [2, 1], 4) == "abab")
    #expect(picks("weighted-least-connections", nil, [2, 1], 6) == "abaaba")
    // sed: 1/2, 1/1 a; 2/2 = 1/1 a; 3/2 > 1 b; 3/2 < 2 a; 4/2 = 2 a.
    #expect(picks("shortest-expected-delay", nil, [2, 1], 5) == "aabaa")
    #expect(picks("never-queue", nil, [9, 1, 1], 4) == "abca")
    // ovf: the heaviest while it has no more than its weight: 3 + 1 of a, then 2 + 1 of b, then 1 + 1 of c, then none.
    #expect(picks("overflow", nil, [3, 2, 1], 10) == "aaaabbbcc-")
  }

  @Test func firstFillsOneAfterTheOther() {
    #expect(picks("first", nil, [1, 1, 1], 8, slots: 2) == "aabbccab")
  }

  /// Envoy's documentation: weight 2 with 4 active requests counts 2 / 5.
  @Test func envoysDynamicWeight() {
    #expect(LeastRequest.weight(2, inFlight: 4, bias: 1) == 0.4)
    #expect(LeastRequest.weight(2, inFlight: 4, bias: 0) == 2)
    #expect(abs(LeastRequest.weight(2, inFlight: 3, bias: 0.5) - 1) < 1e-15)
  }

  @Test func leastRequestWithBiasZeroIsWeightedRoundRobin() {
    var bench = PolicyBench(
      "least-request", weights: [3, 1], parameters: [parameter("active-request-bias", 0)])
    let text = (0..<8).map { _ in letter(bench.start()) }.joined()
    #expect(text.count { $0 == "a" } == 6)
  }

  /// With as many draws as it takes, the idle one of three is found nearly always: 1 − (2/3)³⁰.
  @Test func leastRequestPrefersTheLessLoaded() {
    var bench = PolicyBench("least-request", weights: [1, 1, 1], parameters: [parameter("choices", 30)])
    for _ in 0..<5 {
      bench.table.began(0)
      bench.table.began(2)
    }
    #expect((0..<4).map { _ in letter(bench.start()) }.joined() == "bbbb")
  }

  @Test func powerOfDComparesDifferentBackends() {
    var bench = PolicyBench("power-of-d", weights: [1, 1])
    bench.table.entries[0].load = 3
    // Two of two: always both, never the same one twice.
    #expect((0..<20).allSatisfy { _ in bench.start() == 1 })
    var three = PolicyBench("power-of-d", weights: [1, 1, 1], parameters: [parameter("d", 3)])
    three.table.entries[0].load = 3
    three.table.entries[1].load = 2
    #expect((0..<20).allSatisfy { _ in three.start() == 2 })
  }

  @Test func joinShortestQueueBreaksTiesEvenly() {
    var bench = PolicyBench("join-shortest-queue", weights: [1, 1, 1])
    bench.table.entries[1].load = 1
    var counts = [0, 0, 0]
    for _ in 0..<1000 { counts[bench.start()] += 1 }
    #expect(counts[1] == 0 && counts[0] > 400 && counts[2] > 400)
  }

  @Test func joinIdleQueueServesInTheOrderOfTelling() {
    var bench = PolicyBench("join-idle-queue", weights: [1, 1, 1])
    bench.policy.becameIdle(2)
    bench.policy.becameIdle(0)
    bench.policy.becameIdle(2)
    #expect(bench.start() == 2)
    #expect(bench.start() == 0)
    #expect(bench.decide()?.reason == .init("no idle one is known; drawn at random"))
  }
}
