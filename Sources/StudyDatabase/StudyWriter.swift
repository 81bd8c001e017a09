import GRDB
import Metrics
import NetworkModel
import Statistics
import Study

/// Fills the tables, in the order of the plan.
struct StudyWriter {
  private let database: Database
  private let result: StudyResult
  private let version: String
  /// Row numbers by block, then variant or metric.
  private var variants: [[Int64]] = []
  private var metrics: [[Int64]] = []

  init(database: Database, result: StudyResult, version: String) {
    self.database = database
    self.result = result
    self.version = version
  }

  mutating func write(_ exemplars: [Exemplar]) throws {
    for block in result.blocks { try write(block) }
    let sample = try database.makeStatement(sql: "INSERT INTO sample VALUES (?, ?, ?, ?, ?)")
    let latency = try database.makeStatement(sql: "INSERT INTO latency VALUES (?, ?, ?, ?)")
    for exemplar in exemplars {
      let variant = variants[exemplar.block][exemplar.variant]
      for series in exemplar.series + exemplar.routeChanges {
        for (time, value) in zip(exemplar.times, series.values) {
          try sample.execute(arguments: [variant, time, series.entity, series.metric, value])
        }
      }
      for curve in exemplar.latencies {
        for point in curve.points {
          try latency.execute(arguments: [variant, curve.service, point.share, point.seconds])
        }
      }
    }
  }

  private mutating func write(_ block: BlockResult) throws {
    try database.execute(
      sql: "INSERT INTO study VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        block.block.name, block.block.title, block.replications, block.block.isPaired, result.plan.confidence,
        block.warmUp?.time.seconds, result.plan.command, version,
      ])
    let study = database.lastInsertedRowID
    var variantRows: [Int64] = []
    for (position, variant) in block.block.variants.enumerated() {
      try database.execute(
        sql: "INSERT INTO variant VALUES (NULL, ?, ?, ?, ?)",
        arguments: [study, variant.name, variant.path, position == block.block.reference])
      let row = database.lastInsertedRowID
      variantRows.append(row)
      for assignment in variant.assignments {
        try database.execute(
          sql: "INSERT INTO setting VALUES (?, ?, ?)",
          arguments: [row, assignment.path, assignment.value])
      }
    }
    var metricRows: [Int64] = []
    for measure in block.block.measures {
      try database.execute(
        sql: "INSERT INTO metric VALUES (NULL, ?, ?, ?, ?)",
        arguments: [study, measure.metric, measure.unit.rawValue, measure.better.rawValue])
      metricRows.append(database.lastInsertedRowID)
    }
    variants.append(variantRows)
    metrics.append(metricRows)
    try writeRuns(block, variantRows, metricRows)
    try writeFindings(block, variantRows, metricRows)
  }

  private func writeRuns(_ block: BlockResult, _ variants: [Int64], _ metrics: [Int64]) throws {
    let insertRun = try database.makeStatement(sql: "INSERT INTO run VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)")
    let insertValue = try database.makeStatement(sql: "INSERT INTO run_value VALUES (?, ?, ?)")
    for (variant, runs) in zip(variants, block.runs) {
      for run in runs {
        let seed: any DatabaseValueConvertible = Int64(exactly: run.seed) ?? String(run.seed)
        try insertRun.execute(arguments: [
          variant, run.key.replication, seed, run.fingerprint, run.simulated.seconds,
          Int64(clamping: run.events),
          run.stoppedBy.rawValue,
        ])
        let row = database.lastInsertedRowID
        for (metric, value) in zip(metrics, run.values) {
          try insertValue.execute(arguments: [row, metric, value])
        }
      }
    }
  }

  private func writeFindings(_ block: BlockResult, _ variants: [Int64], _ metrics: [Int64]) throws {
    for (measure, metric) in metrics.enumerated() {
      for (position, variant) in variants.enumerated() {
        if let estimate = block.estimates[measure][position] { try write(estimate, variant, metric) }
        if let comparison = block.comparisons[measure][position] {
          try write(comparison, variant, metric, reference: variants[block.block.reference])
        }
      }
    }
    for tally in block.expectations {
      try database.execute(
        sql: "INSERT INTO expectation VALUES (?, ?, ?, ?, ?)",
        arguments: [
          variants[tally.variant], tally.name, tally.runs, tally.misses.count, tally.misses.first?.message,
        ])
    }
  }

  private func write(_ estimate: Estimate, _ variant: Int64, _ metric: Int64) throws {
    try database.execute(
      sql: "INSERT INTO estimate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        variant, metric, estimate.summary.count, estimate.missing, estimate.summary.mean,
        estimate.summary.deviation, estimate.interval?.low, estimate.interval?.high, estimate.summary.minimum,
        estimate.summary.maximum, estimate.median.value, estimate.median.interval?.low,
        estimate.median.interval?.high, estimate.upper.value,
      ])
  }

  private func write(_ comparison: Comparison, _ variant: Int64, _ metric: Int64, reference: Int64) throws {
    try database.execute(
      sql: "INSERT INTO comparison VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        variant, metric, reference, comparison.test.kind.rawValue, comparison.test.count,
        comparison.test.difference, comparison.test.interval?.low, comparison.test.interval?.high,
        comparison.test.pValue, comparison.adjustedP, comparison.test.effectSize, comparison.verdict.rawValue,
        comparison.hint?.replications, comparison.hint?.detectable,
      ])
  }
}
