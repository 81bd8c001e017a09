import Metrics
import Testing

@testable import Reports

@Suite struct RunTextTests {
  @Test func theWholeReport() {
    #expect(RunText.document(SampleRun.result, color: false) == Self.golden)
  }

  @Test func coloursAddNothingButEscapeSequences() {
    let colored = RunText.document(SampleRun.result, color: true)
    #expect(colored.contains("\u{1B}[31m✗\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[32m✓\u{1B}[0m"))
    #expect(colored.replacing(#/\u{1B}\[[0-9]+m/#, with: "") == Self.golden)
  }

  @Test func tablesKeepToTheTerminalsWidth() {
    let lines = RunText.document(SampleRun.result, color: false, width: 72).split(separator: "\n")
    let tables = lines.drop { !$0.hasPrefix("Convergence") }.prefix { !$0.hasPrefix("Expectations") }
    for line in tables { #expect(line.count <= 72, "\(line)") }
    #expect(lines.contains { $0.hasPrefix("  down r1 -- r2  60s") })
  }

  @Test func anUnbalancedLedgerIsToldAsAFault() {
    var result = SampleRun.result
    result.conservation.delivered -= 1
    #expect(RunText.document(result, color: false).contains("this is a fault in rhumb"))
  }

  @Test func aTitleWithControlCharactersStaysOnOneLine() {
    var result = SampleRun.result
    result.scenario = "Two\nlines\u{1B}[2J\n"
    #expect(RunText.document(result, color: false).hasPrefix("Two lines [2J\n"))
  }

  @Test func onlyTheFirstTwentyFlowsAreShownAndTheRestCounted() {
    var result = SampleRun.result
    result.flows = Array(repeating: result.flows[0], count: 23)
    #expect(RunText.document(result, color: false).contains("… and 3 more flows"))
  }

  @Test func anEmptyRunHasNoTables() {
    let result = RunResult(
      scenario: "Nothing", about: nil, seed: 1, fingerprint: "0", simulated: .zero, eventsProcessed: 0,
      stoppedBy: .quiet)
    #expect(
      RunText.document(result, color: false) == """
        Nothing
          ran 0s of network time until nothing was left to happen, 0 events, seed 1, fingerprint 0
          packets: 0 sent = 0 delivered + 0 dropped + 0 in flight

        """)
  }

  static let golden = #"""
    Two ways & a "loss"
      ran 120s of network time to the end of its duration, 1,234,567 events, seed 7, fingerprint 00c0ffee00c0ffee
      packets: 50,010 sent = 49,990 delivered + 17 dropped (12 queue-full, 5 no-route) + 3 in flight
      ! Routing had not settled: r1 | r2.

    Convergence
      event           at  detected  first change  last change  changes  lost  looped
      start           0s       +0s           +0s        +2.5s       12     0       0
      down r1 -- r2  60s       +0s          +1us      +12.35s        4     5       1
      up r1 -- r2    90s         –             –            –        0     0       0

    Routing
      protocol  messages   bytes  settings
      rip          1,500  78,000  update 30s, split-horizon poisoned-reverse

    Flows
      flow  from  to         sent  received   lost  delay mean     max  ICMP errors
      bulk  h1    10.0.2.2  1,000       995      5     10.25ms  20.5ms            0
      lost  h1    10.0.2.2  1,000         0  1,000           –       –          901

    Services
      service  policy       requests   ok  success  mean   p50   p90   p99   p99.9      max
      web      round-robin       200  190    96.0%  12ms  10ms  20ms  45ms  55.5ms  56.79ms

      web: 190 ok, 5 timeout, 3 no-backend, 2 pending
        backend  weight  requests  share  utilization  queue mean  peak  health
        web-1         2       150  75.0%        90.0%        1.25     7  healthy
        web-2         1        50  25.0%        30.0%        0.00     0  out

    Bridges
      bridge      spanning tree  port         role        state
      sw1 (root)  rstp           r1 -- r2     designated  forwarding
                                 r1 -- r2 #2  disabled    discarding

    Busiest links
      link         utilization →       ←  packets →    ←  dropped  queue peak  state
      r1 -- r2 #2          33.3%    0.0%     30,000   10       12           5  down
      r1 -- r2             25.0%  0.001%     20,000  100        0           5  up

    Expectations
      ✓ flows.bulk.lost should be at most 5 and is 5.
      ✗ services.web.latency.p99 should be at most 40ms and is 45ms.
      ✗ flows.other.lost should be 0, but has no value in this run.

    """#
}
