import Kernel
import Metrics
import NetworkModel
import Statistics
import Study

/// `rhumb.compare/1`: what `compare --format json` prints and `summary.json` of a comparison holds.
package enum StudyJSON {
  package static func document(_ result: StudyResult) -> JSONValue {
    .object([
      ("schema", .string("rhumb.compare/1")),
      ("version", .string(RunJSON.version)),
      ("command", .string(result.plan.command)),
      ("confidence", .number(result.plan.confidence)),
      ("comparisons", .integer(Int64(result.comparisons))),
      ("runs", .integer(Int64(result.runs))),
      ("as_expected", .bool(result.isAsExpected)),
      ("studies", .array(result.blocks.map { block($0) })),
      ("baseline", result.baseline.map { baseline($0, result) } ?? .null),
    ])
  }

  private static func block(_ block: BlockResult) -> JSONValue {
    .object([
      ("name", .string(block.block.name)),
      ("title", .string(block.block.title)),
      ("replications", .integer(Int64(block.replications))),
      ("common_random_numbers", .bool(block.block.isPaired)),
      ("reference", .string(block.block.variants[block.block.reference].name)),
      ("warm_up", block.warmUp.map(warmUp) ?? .null),
      ("precision_reached", block.block.stopping == nil ? .null : .bool(block.imprecise == nil)),
      ("variants", .array(block.block.variants.indices.map { variant($0, block) })),
      ("measures", .array(block.block.measures.indices.map { measure($0, block) })),
      ("expectations", .array(block.expectations.map { expectation($0, block) })),
      ("runs", .array(block.runs.flatMap { $0.map { run($0, block) } })),
    ])
  }

  private static func warmUp(_ cut: WarmUpCut) -> JSONValue {
    .object([
      ("seconds", .number(cut.time.seconds)), ("method", .string(cut.pilot == nil ? "fixed" : "mser-5")),
      ("pilot_runs", .integer(Int64(cut.pilot?.runs ?? 0))),
      ("too_short", cut.pilot.map { .bool($0.isTooShort) } ?? .null),
    ])
  }

  private static func variant(_ number: Int, _ block: BlockResult) -> JSONValue {
    let variant = block.block.variants[number]
    return .object([
      ("name", .string(variant.name)), ("scenario", .string(variant.path)),
      ("set", .object(variant.assignments.map { ($0.path, .string($0.value)) })),
      ("first_seed", .unsigned(block.block.seeds[number])),
      ("replay", .string(variant.replay(seed: block.block.seeds[number]))),
    ])
  }

  private static func measure(_ number: Int, _ block: BlockResult) -> JSONValue {
    let measure = block.block.measures[number]
    return .object([
      ("metric", .string(measure.metric)), ("unit", .string(measure.unit.rawValue)),
      ("better", .string(measure.better.rawValue)),
      (
        "variants",
        .array(
          block.block.variants.indices.map { variant in
            .object([
              ("variant", .string(block.block.variants[variant].name)),
              ("estimate", block.estimates[number][variant].map(estimate) ?? .null),
              ("comparison", block.comparisons[number][variant].map(comparison) ?? .null),
            ])
          })
      ),
    ])
  }

  private static func estimate(_ estimate: Estimate) -> JSONValue {
    .object([
      ("n", .integer(Int64(estimate.summary.count))), ("missing", .integer(Int64(estimate.missing))),
      ("mean", .number(estimate.summary.mean)), ("deviation", .number(estimate.summary.deviation)),
      ("minimum", .number(estimate.summary.minimum)), ("maximum", .number(estimate.summary.maximum)),
      ("interval", interval(estimate.interval)), ("median", quantile(estimate.median)),
      ("p90", quantile(estimate.upper)),
    ])
  }

  private static func quantile(_ estimate: QuantileEstimate) -> JSONValue {
    .object([("value", .number(estimate.value)), ("interval", interval(estimate.interval))])
  }

  static func interval(_ interval: Interval?) -> JSONValue {
    guard let interval else { return .null }
    return .object([
      ("low", .number(interval.low)), ("high", .number(interval.high)),
      ("method", .string(interval.method.rawValue)),
    ])
  }

  private static func comparison(_ comparison: Comparison) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    return .object([
      ("verdict", .string(comparison.verdict.rawValue)),
      ("test", .string(comparison.test.kind.rawValue)),
      ("n", .integer(Int64(comparison.test.count))),
      ("reference_mean", .number(comparison.referenceMean)),
      ("difference", .number(comparison.test.difference)),
      ("relative", number(comparison.relative)),
      ("interval", interval(comparison.test.interval)),
      ("p", number(comparison.test.pValue)),
      ("adjusted_p", number(comparison.adjustedP)),
      ("effect_size", number(comparison.test.effectSize)),
      ("replications_needed", comparison.hint?.replications.map { .integer(Int64($0)) } ?? .null),
      ("detectable_difference", number(comparison.hint?.detectable)),
    ])
  }

  private static func expectation(_ tally: ExpectationTally, _ block: BlockResult) -> JSONValue {
    let variant = block.block.variants[tally.variant]
    return .object([
      ("variant", .string(variant.name)), ("expectation", .string(tally.name)),
      ("runs", .integer(Int64(tally.runs))), ("missed", .integer(Int64(tally.misses.count))),
      ("message", tally.misses.first.map { .string($0.message) } ?? .null),
      ("replay", tally.misses.first.map { .string(variant.replay(seed: $0.seed)) } ?? .null),
    ])
  }

  private static func run(_ run: RunRecord, _ block: BlockResult) -> JSONValue {
    .object([
      ("variant", .string(block.block.variants[run.key.variant].name)),
      ("replication", .integer(Int64(run.key.replication))), ("seed", .unsigned(run.seed)),
      ("fingerprint", .string(run.fingerprint)), ("simulated_seconds", .number(run.simulated.seconds)),
      ("events_processed", .unsigned(run.events)), ("stopped_by", .string(run.stoppedBy.rawValue)),
      ("values", .array(run.values.map { $0.map { .number($0) } ?? .null })),
      ("notices", .array(run.notices.map { .string($0) })),
    ])
  }

  private static func baseline(_ baseline: BaselineResult, _ result: StudyResult) -> JSONValue {
    .object([
      ("file", .string(baseline.source)), ("regressions", .integer(Int64(baseline.regressions.count))),
      (
        "lines",
        .array(
          baseline.lines.map { line in
            let block = result.blocks[line.block]
            let variant = block.block.variants[line.variant]
            let measure = block.block.measures[line.measure]
            return .object([
              ("study", .string(block.block.name)), ("variant", .string(variant.name)),
              ("metric", .string(measure.metric)), ("better", .string(measure.better.rawValue)),
              ("tolerance", .string(StudyTables.tolerance(measure))),
              ("outcome", .string(line.outcome.rawValue)),
              ("baseline_mean", line.baselineMean.map { .number($0) } ?? .null),
              ("difference", line.test.map { .number($0.difference) } ?? .null),
              ("interval", interval(line.test?.interval)),
              ("adjusted_p", line.adjustedP.map { .number($0) } ?? .null),
              ("replay", line.worstSeed.map { .string(variant.replay(seed: $0)) } ?? .null),
            ])
          })
      ), ("unmeasured", .array(baseline.unmeasured.map { .string($0) })),
    ])
  }
}
