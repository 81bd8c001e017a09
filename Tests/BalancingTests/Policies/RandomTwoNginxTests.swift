import Balancing
import Kernel
import NetworkModel
import Testing

/// `ngx_http_upstream_get_random2_peer`
@Suite struct RandomTwoNginxTests {
  private func shares(_ weights: [Int], inFlight: [Int], count: Int = 60_000) -> [Double] {
    var bench = PolicyBench("random-two", flavor: "nginx", weights: weights)
    return bench.shares(inFlight: inFlight, count: count)
  }

  /// By hand, weights 2, 1, 1, all idle: the second one drawn wins. a is second after b or c: 1/4 · 2/3 + 1/4 · 2/3 = 1/3; b
  /// after a 1/2 · 1/2, after c 1/4 · 1/3: 1/3.
  @Test func tiesGoToTheSecondOne() {
    for share in shares([2, 1, 1], inFlight: [0, 0, 0]) { #expect(abs(share - 1.0 / 3) < 0.01) }
  }

  /// By hand: a has 5 in flight at weight 1 and loses against any other; b and c are idle, so a is never chosen. With four at
  /// weight 4 it has one for its weight, as b has: whoever is second of the two wins.
  @Test func loadsCountByWeight() {
    #expect(shares([1, 1, 1], inFlight: [5, 0, 0])[0] == 0)
    let tied = shares([4, 1], inFlight: [4, 1])
    // Second after the other one: a when b came first (1/5), b when a did (4/5).
    #expect(abs(tied[0] - 0.2) < 0.01, "\(tied)")
  }

  /// Where twenty draws do not find two, the round robin decides: one of a thousand is in.
  @Test func theRoundRobinIsTheLastResort() {
    var bench = PolicyBench("random-two", flavor: "nginx", weights: Array(repeating: 1, count: 1000))
    for backend in 0..<999 { bench.setEligible(backend, false) }
    let decision = bench.decide()
    #expect(decision?.backend == 999)
    #expect(decision?.reason.describe { "\($0)" } == "twenty draws have not found two; its turn by weight")
    bench.setEligible(999, false)
    #expect(bench.decide() == nil)
  }

  @Test func aRetryGoesElsewhere() {
    var bench = PolicyBench("random-two", flavor: "nginx", weights: [1, 1, 1])
    for _ in 0..<100 { #expect(bench.start(tried: [0, 2]) == 1) }
    #expect(bench.start(tried: [0, 1, 2]) == -1)
  }
}
