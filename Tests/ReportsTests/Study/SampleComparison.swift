import Kernel
import Metrics
import NetworkModel
import Statistics
import Study

/// A small comparison with something of everything, made by hand.
enum SampleComparison {
  static func result(baseline: Bool = false) -> StudyResult {
    let variants = ["round-robin", "least, request"].map {
      Variant(name: $0, path: "web.yaml", assignments: [.init(path: "services.web.policy", value: $0)])
    }
    let measures = [
      MeasureSpec(metric: "services.web.latency.p99"),
      MeasureSpec(metric: "services.web.ok", tolerance: .absolute(1)),
      MeasureSpec(metric: "routing.bytes"),
    ]
    let block = StudyBlock(
      name: "web", title: "Web <servers>", variants: variants, reference: 0,
      measures: measures.map { Measure($0) },
      replications: 3, stopping: nil, warmUp: .fixed(.seconds(10)), seeds: [1, 1])
    let plan = StudyPlan(blocks: [block], command: "rhumb compare web.yaml --replications 3")
    let values: [[[Double?]]] = [
      [[0.0123, 100, 0], [0.0131, 104, 0], [0.0119, 99, 0]],
      [[0.0103, 101, nil], [0.0112, 103, nil], [0.0098, 100, nil]],
    ]
    let records = values.enumerated().flatMap { variant, runs in
      runs.enumerated().map { replication, values in
        RunRecord(
          key: RunKey(block: 0, variant: variant, replication: replication), seed: UInt64(replication + 1),
          fingerprint: "00c0ffee00c0ffee", simulated: .seconds(60), events: 1000, stoppedBy: .duration,
          values: values,
          expectations: [
            .init(
              isMet: variant == 0 || replication != 1, name: "services.web.ok at least 102",
              message: "services.web.ok should be at least 102 & is 101.")
          ], notices: [])
      }
    }
    var result = StudyAnalysis.analyze(plan, records, warmUps: [WarmUpCut(time: .seconds(10))])
    if baseline {
      let entries = [
        Baseline.Entry(
          block: "web", variant: "round-robin", metric: "services.web.ok", seeds: [1, 2, 3],
          values: [104, 109, 103]),
        Baseline.Entry(
          block: "web", variant: "least, request", metric: "services.web.ok", seeds: [1, 2, 3],
          values: [101, 103, 100]),
        Baseline.Entry(block: "web", variant: "gone", metric: "services.web.ok", seeds: [1], values: [1]),
      ]
      result.baseline = result.compared(with: Baseline(version: "0", entries: entries), source: "main.json")
    }
    return result
  }
}
