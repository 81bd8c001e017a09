import NetworkModel
import Testing

@testable import Study

@Suite struct MeasureTests {
  @Test func theWordsOfAMetricSayWhatIsBetter() {
    func better(_ metric: String) -> MeasureSpec.Direction { Measure(MeasureSpec(metric: metric)).better }
    #expect(better("services.web.latency.p99") == .lower)
    #expect(better("services.web.success_ratio") == .higher)
    #expect(better("services.web.failed") == .lower)
    #expect(better("flows.f.loss_ratio") == .lower)
    #expect(better("flows.f.received") == .higher)
    #expect(better("routing.convergence.max") == .lower)
    #expect(better("routing.messages") == .lower)
    #expect(better("network.delivered") == .higher)
    #expect(better("network.dropped.no-route") == .lower)
    #expect(better("services.web.backends.a.share") == .neither)
    #expect(better("links.r1 -- r2.utilization") == .neither)
    // A service's name says nothing.
    #expect(better("services.lost.requests") == .neither)
  }

  @Test func theStudyMayKnowBetter() {
    let spec = MeasureSpec(metric: "links.a -- b.utilization", better: .lower, tolerance: .relative(0.1))
    #expect(Measure(spec).better == .lower && Measure(spec).tolerance == .relative(0.1))
    #expect(Measure(spec, tolerance: .absolute(2)).tolerance == .absolute(2))
    #expect(Measure(MeasureSpec(metric: "network.sent")).tolerance == .statistical)
  }
}
