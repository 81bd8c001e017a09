import NetworkModel
import Testing

@testable import Study

@Suite struct BaselineResultTests {
  private func outcome(
    _ before: [Double], _ now: [Double], _ tolerance: MeasureSpec.Tolerance,
    _ metric: String = "network.dropped",
    seeds: [UInt64]? = nil
  ) -> BaselineResult.Outcome? {
    let plan = SampleStudy.plan(measures: [MeasureSpec(metric: metric, tolerance: tolerance)])
    let records = SampleStudy.records([now.map { [$0] }, now.map { [$0] }])
    let result = StudyAnalysis.analyze(plan, records, warmUps: [nil])
    let entry = Baseline.Entry(
      block: "web", variant: "a", metric: metric, seeds: seeds ?? before.indices.map { UInt64($0 + 1) },
      values: before)
    return result.compared(with: Baseline(version: "", entries: [entry]), source: "b.json").lines.first?
      .outcome
  }

  @Test func whatIsTheSameHasNotChanged() {
    for tolerance: MeasureSpec.Tolerance in [.statistical, .relative(0), .absolute(0)] {
      #expect(outcome([10, 20, 30, 40], [10, 20, 30, 40], tolerance) == .unchanged)
    }
  }

  @Test func tolerancesAreOfTheMean() {
    // Means 25 and 26: worse by 4%.
    #expect(outcome([10, 20, 30, 40], [11, 21, 31, 41], .relative(0.05)) == .unchanged)
    #expect(outcome([10, 20, 30, 40], [11, 21, 31, 41], .relative(0.03)) == .regression)
    #expect(outcome([10, 20, 30, 40], [11, 21, 31, 41], .absolute(1)) == .unchanged)
    #expect(outcome([10, 20, 30, 40], [11, 21, 31, 41], .absolute(0.9)) == .regression)
    #expect(outcome([10, 20, 30, 40], [9, 19, 29, 39], .absolute(0.9)) == .improvement)
  }

  @Test func directionDecidesWhatIsWorse() {
    #expect(outcome([10, 20, 30, 40], [9, 19, 29, 39], .absolute(0.5), "network.delivered") == .regression)
    #expect(outcome([10, 20, 30, 40], [9, 19, 29, 39], .absolute(0.5), "network.sent") == .changed)
  }

  @Test func statisticalMeansMoreThanChance() {
    #expect(outcome([10, 20, 30, 40], [11, 21.1, 31, 41.1], .statistical) == .regression)
    #expect(outcome([10, 20, 30, 40], [14, 18, 33, 37], .statistical) == .unchanged)
    // Other seeds: two samples, in which a difference of 1 drowns.
    #expect(
      outcome([10, 20, 30, 40], [11, 21.1, 31, 41.1], .statistical, seeds: [5, 6, 7, 8]) == .unchanged)
    // One run a side: any difference counts.
    #expect(outcome([10], [10.5], .statistical) == .regression)
    #expect(outcome([10], [10], .statistical) == .unchanged)
  }

  @Test func whatIsNewAndWhatIsGone() throws {
    let result = SampleStudy.result([[1, 2, 3, 4], [1, 2, 3, 4]])
    let entry = Baseline.Entry(block: "web", variant: "c", metric: "network.sent", seeds: [1], values: [1])
    let compared = result.compared(with: Baseline(version: "", entries: [entry]), source: "b.json")
    #expect(compared.lines.allSatisfy { $0.outcome == .new })
    #expect(compared.unmeasured == ["web: c: network.sent"])
    #expect(compared.regressions.isEmpty)
  }

  @Test func aMetricThatHasLostItsValueHasRegressed() {
    let result = SampleStudy.result([[nil, nil], [1, 2]])
    let entry = Baseline.Entry(
      block: "web", variant: "a", metric: "services.web.latency.p99", seeds: [1, 2], values: [1, 2])
    let compared = result.compared(with: Baseline(version: "", entries: [entry]), source: "b.json")
    #expect(compared.lines.first?.outcome == .regression)
  }

  @Test func aSavedComparisonHoldsAgainstItself() {
    let result = SampleStudy.result([[1, 2, nil, 4], [1.5, 2, 3, 4]])
    let compared = result.compared(with: Baseline(of: result, version: "1"), source: "b.json")
    #expect(compared.lines.allSatisfy { $0.outcome == .unchanged } && compared.unmeasured.isEmpty)
  }
}
