import Balancing
import Kernel
import NetworkModel
import Testing

@Suite struct LatencyPolicyTests {
  /// Estimate 10 ms, τ = 1 s: 100 ms later 10·e^(−0.1) = 9.048 ms, 200 ms later 8.187 ms.
  @Test func peakEWMADecays() {
    let configuration = PolicyConfiguration(parameters: [
      parameter("tau", 1), parameter("default-rtt", 0.010),
    ])
    let policy = PeakEWMA([BackendIdentity(name: "a")], configuration)
    #expect(abs(policy.estimate(0, at: .milliseconds(100)) - 0.009_048_374) < 1e-9)
    #expect(abs(policy.estimate(0, at: .milliseconds(200)) - 0.008_187_308) < 1e-9)
  }

  /// A slower response is the new estimate at once; a faster one counts by 1 − e^(−Δ/τ).
  @Test func peakEWMAJumpsUpAndGlidesDown() {
    var bench = PolicyBench("peak-ewma", weights: [1, 1], parameters: [parameter("tau", 1)])
    bench.table.began(0)
    bench.end(0, latency: .milliseconds(500))
    guard let up = bench.policy as? PeakEWMA else { return #expect(Bool(false)) }
    #expect(up.estimate(0, at: .zero) == 0.5)
    bench.now = .seconds(1)
    bench.table.began(0)
    bench.end(0, latency: .milliseconds(100))
    guard let down = bench.policy as? PeakEWMA else { return #expect(Bool(false)) }
    #expect(abs(down.estimate(0, at: .seconds(1)) - (0.5 * 0.367_879_441 + 0.1 * 0.632_120_559)) < 1e-9)
    #expect(
      (0..<10).allSatisfy { _ in
        let backend = bench.start()
        bench.table.ended(backend)
        return backend == 1
      })
  }

  /// Ψ = R − 1/μ + q̂³/μ: 30 ms − 10 ms + 3³ · 10 ms = 290 ms with one in flight and a queue of one at the server.
  @Test func c3Score() {
    var policy = C3([BackendIdentity(name: "a")], PolicyConfiguration())
    var report = AttemptReport(backend: 0, succeeded: true, now: .zero, latency: .milliseconds(30))
    report.serviceTime = .milliseconds(10)
    report.load = 1
    policy.attemptEnded(report, BackendTable(weights: [1]))
    #expect(abs(policy.score(0, inFlight: 1) - 0.29) < 1e-12)
  }

  @Test func leastResponseTimeTriesAllAndThenPrefersTheFast() {
    var bench = PolicyBench("least-response-time", weights: [1, 1, 1])
    var seen: Set<Int> = []
    for latency in [30, 10, 20] {
      let backend = bench.start()
      seen.insert(backend)
      bench.end(backend, latency: .milliseconds(latency))
    }
    #expect(seen == [0, 1, 2])
    #expect(bench.start() == bench.requests[1])
  }

  /// Cold probes with the least latency; when all that are known are hot, the fewest in flight.
  @Test func prequalAvoidsTheLoadedOne() {
    var bench = PolicyBench(
      "prequal", weights: [1, 1, 1, 1], parameters: [parameter("probe-delay", 0), parameter("quantile", 0.5)])
    bench.table.entries[3].load = 50
    var counts = [0, 0, 0, 0]
    for _ in 0..<400 {
      bench.now += .milliseconds(1)
      let backend = bench.start()
      bench.table.ended(backend)
      counts[backend] += 1
    }
    #expect(counts[3] < 20, "\(counts)")
  }
}
