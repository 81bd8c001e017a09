import NetworkModel
import Testing

@testable import Study

@Suite struct StudyExpectationEvaluatorTests {
  private func judge(_ spec: StudyExpectationSpec, _ values: [[Double?]]) -> [StudyJudgement] {
    var plan = SampleStudy.plan()
    plan.blocks[0].expectations = [spec]
    if values.count > 2 {
      let names = values.indices.map { ["a", "b", "c", "d"][$0] }
      plan.blocks[0].variants = names.map { Variant(name: $0, path: "web.yaml", assignments: []) }
      plan.blocks[0].seeds = values.map { _ in 1 }
    }
    return StudyAnalysis.analyze(plan, SampleStudy.records(values.map { $0.map { [$0] } }), warmUps: [nil])
      .blocks[0]
      .judgements
  }

  private let metric = "services.web.latency.p99"

  private func spec(_ claim: StudyExpectationSpec.Claim, of variant: String? = "b") -> StudyExpectationSpec {
    StudyExpectationSpec(metric: metric, variant: variant, claim: claim)
  }

  /// Means 0.010 and 0.012: 1.2 times.
  @Test func ratiosAreOfMeans() {
    let values: [[Double?]] = [[0.009, 0.011], [0.010, 0.014]]
    #expect(judge(spec(.ratio(.atMost(1.2001), to: "a")), values).map(\.isMet) == [true])
    let missed = judge(spec(.ratio(.atMost(1.1), to: "a")), values)[0]
    #expect(!missed.isMet)
    #expect(missed.name == "services.web.latency.p99 of b at most 1.1 × a")
    #expect(
      missed.message == "services.web.latency.p99 of b should be at most 1.1 × a and is 1.2 ×, 12ms to 10ms.")
    #expect(judge(spec(.ratio(.between(1.1, 1.3), to: "a")), values)[0].isMet)
    // Nothing is at most twice nothing.
    #expect(judge(spec(.ratio(.atMost(2), to: "a")), [[0, 0], [0, 0]])[0].isMet)
  }

  @Test func aBoundWithoutAVariantIsForAll() {
    let values: [[Double?]] = [[0.009, 0.011], [0.010, 0.014]]
    #expect(judge(spec(.bound(.atMost(0.011)), of: nil), values).map(\.isMet) == [true, false])
    #expect(judge(spec(.bound(.atMost(0.011)), of: "a"), values).map(\.isMet) == [true])
  }

  @Test func betterMeansMoreThanChance() {
    #expect(judge(spec(.betterThan("a")), [[10, 20, 30, 40], [9, 19.1, 28.9, 39]])[0].isMet)
    #expect(
      !judge(spec(.betterThan("a")), [[10, 20, 30, 40], [9, 22, 28, 39]])[0].isMet, "chance explains it")
    #expect(
      !judge(spec(.betterThan("a")), [[10, 20, 30, 40], [11, 21.1, 30.9, 41]])[0].isMet, "it is worse")
    #expect(!judge(spec(.betterThan("a")), [[10], [9]])[0].isMet, "a single pair shows nothing")
  }

  @Test func trendsMayStandStillButNotTurn() {
    func trend(_ trend: StudyExpectationSpec.Trend, _ values: [[Double?]]) -> StudyJudgement {
      judge(spec(.trend(trend), of: nil), values)[0]
    }
    let rising: [[Double?]] = [[1, 1.1, 0.9, 1], [1, 1.1, 0.95, 0.97], [2, 2.1, 1.9, 2]]
    #expect(trend(.increasing, rising).isMet)
    #expect(!trend(.decreasing, rising).isMet)
    let turning: [[Double?]] = [[1, 1.1, 0.9, 1], [3, 3.1, 2.9, 3], [2, 2.1, 1.9, 2.01]]
    let turned = trend(.increasing, turning)
    #expect(
      !turned.isMet && turned.message.contains("c goes the other way from b by "), "\(turned.message)")
    let flat: [[Double?]] = [[1, 1.1, 0.9, 1], [1, 0.9, 1.1, 1], [1, 1.2, 0.9, 0.95]]
    #expect(trend(.increasing, flat).message.hasSuffix("which do not show it."))
  }

  @Test func noValueIsAMiss() { #expect(!judge(spec(.bound(.atMost(1))), [[1], [nil]])[0].isMet) }

  @Test func aMissIsOnlyAFailureWhereItBinds() {
    var plan = SampleStudy.plan()
    let records = SampleStudy.records([[[1], [2], [3], [4]], [[1], [2], [3], [4]]], missed: true)
    plan.blocks[0].isBinding = [true, false]
    #expect(StudyAnalysis.analyze(plan, records, warmUps: [nil]).isAsExpected)
    plan.blocks[0].isBinding = [false, true]
    #expect(!StudyAnalysis.analyze(plan, records, warmUps: [nil]).isAsExpected)
  }
}
