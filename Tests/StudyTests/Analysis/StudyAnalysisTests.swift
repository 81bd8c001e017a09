import Metrics
import NetworkModel
import Statistics
import Testing

@testable import Study

@Suite struct StudyAnalysisTests {
  @Test func pairsAreComparedRunByRun() throws {
    // Each pair differs by about −1, though runs differ by tens: only pairing shows it.
    let result = SampleStudy.result([[10, 30, 50, 70], [9, 29.1, 48.9, 69]])
    let comparison = try #require(result.blocks[0].comparisons[0][1])
    #expect(comparison.test.kind == .paired && abs(comparison.test.difference + 1) < 1e-12)
    #expect(comparison.referenceMean == 40 && comparison.verdict == .better)
    #expect(result.blocks[0].comparisons[0][0] == nil, "the reference is not compared with itself")
    // On seeds of their own the same numbers show nothing.
    let apart = try #require(
      SampleStudy.result([[10, 30, 50, 70], [9, 29.1, 48.9, 69]], seeds: [1, 9]).blocks[0].comparisons[0][1])
    #expect(apart.test.kind == .welch && apart.verdict == .noDifferenceShown)
    #expect((apart.hint?.replications ?? 0) > 1000)
  }

  @Test func theOrderOfRunsDoesNotMatter() {
    let plan = SampleStudy.plan()
    let records = SampleStudy.records([[[1], [2], [3], [4]], [[2], [3], [5], [5]]])
    let forward = StudyAnalysis.analyze(plan, records, warmUps: [nil])
    let backward = StudyAnalysis.analyze(plan, records.reversed(), warmUps: [nil])
    #expect(forward.blocks[0].comparisons == backward.blocks[0].comparisons)
    #expect(forward.blocks[0].runs == backward.blocks[0].runs)
  }

  @Test func verdictsByDirectionAndSize() {
    func verdict(_ second: [Double], _ better: MeasureSpec.Direction) -> Verdict? {
      let plan = SampleStudy.plan(measures: [MeasureSpec(metric: "network.sent", better: better)])
      let values: [[[Double?]]] = [[[10], [11], [10], [11]], second.map { [$0] }]
      return StudyAnalysis.analyze(plan, SampleStudy.records(values), warmUps: [nil]).blocks[0].comparisons[
        0][1]?
        .verdict
    }
    #expect(verdict([12, 13, 12.1, 13], .lower) == .worse)
    #expect(verdict([12, 13, 12.1, 13], .higher) == .better)
    #expect(verdict([12, 13, 12.1, 13], .neither) == .higher)
    #expect(verdict([8, 9, 8.1, 9], .neither) == .lower)
    #expect(verdict([10, 11, 10, 11], .lower) == .identical)
    #expect(verdict([10.001, 11.001, 10.001, 11.0011], .lower) == .negligible)
    #expect(verdict([9, 12, 11, 10], .lower) == .noDifferenceShown)
  }

  @Test func aRunWithoutAValueLeavesItsPairOut() throws {
    let result = SampleStudy.result([[1, nil, 3, 4], [2, 3, nil, 5]])
    let comparison = try #require(result.blocks[0].comparisons[0][1])
    #expect(comparison.test.count == 2 && comparison.referenceMean == 2.5)
    #expect(result.blocks[0].estimates[0][0]?.missing == 1)
    #expect(SampleStudy.result([[nil, nil], [1, 2]]).blocks[0].comparisons[0][1] == nil)
  }

  @Test func holmCountsTheComparisonsOfAllBlocks() throws {
    var plan = SampleStudy.plan()
    plan.blocks.append(plan.blocks[0])
    let values: [[[Double?]]] = [[[10], [11], [12], [13]], [[11], [12.1], [13.4], [13.9]]]
    var records = SampleStudy.records(values)
    for var record in SampleStudy.records(values) {
      record.key = RunKey(block: 1, variant: record.key.variant, replication: record.key.replication)
      records.append(record)
    }
    let result = StudyAnalysis.analyze(plan, records, warmUps: [nil, nil])
    let comparison = try #require(result.blocks[1].comparisons[0][1])
    #expect(result.comparisons == 2)
    #expect(try #require(comparison.adjustedP) == 2 * (try #require(comparison.test.pValue)))
  }

  @Test func missedExpectationsAreCountedWithTheirSeeds() {
    let result = SampleStudy.result([[1, 2, 3, 4], [1, 2, 3, 4]], missed: true)
    #expect(!result.isAsExpected)
    #expect(result.blocks[0].expectations.map { $0.misses.map(\.seed) } == [[], [3]])
  }
}
