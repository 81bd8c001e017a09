import Kernel
import Metrics
import NetworkModel
import Statistics

@testable import Study

/// A study of two variants made by hand.
enum SampleStudy {
  static func plan(
    measures: [MeasureSpec] = [MeasureSpec(metric: "services.web.latency.p99")], seeds: [UInt64] = [1, 1]
  ) -> StudyPlan {
    let variants = ["a", "b"].map {
      Variant(name: $0, path: "web.yaml", assignments: [.init(path: "services.web.policy", value: $0)])
    }
    let block = StudyBlock(
      name: "web", title: "Web", variants: variants, reference: 0, measures: measures.map { Measure($0) },
      replications: 4, stopping: nil, warmUp: .none, seeds: seeds)
    return StudyPlan(blocks: [block], command: "rhumb compare web.yaml")
  }

  /// - Parameter values: by variant, then replication, then measure.
  static func records(_ values: [[[Double?]]], missed: Bool = false) -> [RunRecord] {
    values.enumerated().flatMap { variant, runs in
      runs.enumerated().map { replication, values in
        RunRecord(
          key: RunKey(block: 0, variant: variant, replication: replication), seed: UInt64(replication + 1),
          fingerprint: "00c0ffee00c0ffee", simulated: .seconds(10), events: 100, stoppedBy: .duration,
          values: values,
          expectations: [
            .init(
              isMet: !(missed && variant == 1 && replication == 2),
              name: "services.web.latency.p99 at most 50ms",
              message: "services.web.latency.p99 should be at most 50ms and is 60ms.")
          ], notices: [])
      }
    }
  }

  static func result(_ values: [[Double?]], seeds: [UInt64] = [1, 1], missed: Bool = false) -> StudyResult {
    StudyAnalysis.analyze(
      plan(seeds: seeds), records(values.map { $0.map { [$0] } }, missed: missed), warmUps: [nil])
  }
}
