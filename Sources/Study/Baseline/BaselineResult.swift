import NetworkModel
import Statistics

/// A comparison held against a baseline, metric by metric.
package struct BaselineResult: Sendable {
  package let source: String
  package let lines: [Line]
  /// Entries of the baseline that this comparison has not measured: `abilene: rip: routing.messages`.
  package let unmeasured: [String]

  package var regressions: [Line] { lines.filter { $0.outcome == .regression } }

  package struct Line: Sendable {
    package let block: Int
    package let variant: Int
    package let measure: Int
    package let outcome: Outcome
    /// Nil where one of the two sides has no value.
    package let test: MeanTest?
    package let baselineMean: Double?
    package let adjustedP: Double?
    /// The seed of the run that is furthest on the worse side of the baseline.
    package let worstSeed: UInt64?
  }

  package enum Outcome: String, Sendable, CaseIterable {
    case regression
    case improvement
    /// Different, in a metric of which neither direction is better, by more than the tolerance.
    case changed
    case unchanged
    /// Not in the baseline.
    case new
  }
}

extension StudyResult {
  /// Holds this comparison against a baseline.
  ///
  /// A metric with a tolerance has regressed when its mean is worse than the baseline's by more than that. Without one it has
  /// when the difference is more than chance explains: a paired test where the seeds are the same, Welch's else, with
  /// Holm's correction over all such metrics. A metric that had values and has none any more has regressed.
  ///
  /// - Parameter source: the baseline's file, for reports.
  package func compared(with baseline: Baseline, source: String) -> BaselineResult {
    let byName = Dictionary(
      baseline.entries.map { (Self.name($0.block, $0.variant, $0.metric), $0) },
      uniquingKeysWith: { first, _ in first })
    var found: [(block: Int, variant: Int, measure: Int, entry: Baseline.Entry?)] = []
    var measured: Set<String> = []
    for (block, result) in blocks.enumerated() {
      for (measure, spec) in result.block.measures.enumerated() {
        for (variant, named) in result.block.variants.enumerated() {
          let name = Self.name(result.block.name, named.name, spec.metric)
          measured.insert(name)
          found.append((block, variant, measure, byName[name]))
        }
      }
    }
    let tests = found.map { place in
      place.entry.flatMap { self.test($0, blocks[place.block].runs[place.variant], place.measure) }
    }
    let statistical = found.indices.filter {
      blocks[found[$0].block].block.measures[found[$0].measure].tolerance == .statistical
        && tests[$0]?.pValue != nil
    }
    let adjusted = HolmCorrection.adjusted(statistical.compactMap { tests[$0]?.pValue })
    let adjustedByPlace = Dictionary(zip(statistical, adjusted), uniquingKeysWith: { first, _ in first })
    let lines = found.indices.map { line(found[$0], tests[$0], adjustedByPlace[$0]) }
    let names = baseline.entries.map { Self.name($0.block, $0.variant, $0.metric) }
    return BaselineResult(source: source, lines: lines, unmeasured: names.filter { !measured.contains($0) })
  }

  private static func name(_ block: String, _ variant: String, _ metric: String) -> String {
    "\(block): \(variant): \(metric)"
  }

  /// On pairs of the same seed where one side has all seeds of the other; on two samples else.
  private func test(_ entry: Baseline.Entry, _ runs: [RunRecord], _ measure: Int) -> MeanTest? {
    let present = runs.filter { $0.values[measure] != nil }
    let before = Dictionary(zip(entry.seeds, entry.values), uniquingKeysWith: { first, _ in first })
    let pairs = present.compactMap { run in
      before[run.seed].flatMap { before in run.values[measure].map { (before: before, now: $0) } }
    }
    if pairs.count == min(before.count, present.count) {
      return MeanTest.paired(pairs.map(\.before), pairs.map(\.now), confidence: plan.confidence)
    }
    let values = present.compactMap { $0.values[measure] }
    return MeanTest.welch(entry.values, values, confidence: plan.confidence)
  }

  private func line(
    _ place: (block: Int, variant: Int, measure: Int, entry: Baseline.Entry?), _ test: MeanTest?,
    _ adjustedP: Double?
  ) -> BaselineResult.Line {
    let runs = blocks[place.block].runs[place.variant]
    let measure = blocks[place.block].block.measures[place.measure]
    let mean = place.entry.flatMap { SampleSummary($0.values)?.mean }
    let outcome: BaselineResult.Outcome
    if let test {
      outcome = Self.outcome(test, mean ?? 0, adjustedP, measure, plan.significance)
    } else if mean != nil {
      outcome = .regression
    } else {
      outcome = place.entry == nil ? .new : .unchanged
    }
    let signed: (RunRecord) -> Double = { run in
      (run.values[place.measure] ?? 0) * (measure.better == .higher ? -1 : 1)
    }
    let worst = runs.filter { $0.values[place.measure] != nil }.max { signed($0) < signed($1) }
    return BaselineResult.Line(
      block: place.block, variant: place.variant, measure: place.measure, outcome: outcome, test: test,
      baselineMean: mean, adjustedP: adjustedP, worstSeed: worst?.seed)
  }

  private static func outcome(
    _ test: MeanTest, _ mean: Double, _ adjustedP: Double?, _ measure: Measure, _ significance: Double
  ) -> BaselineResult.Outcome {
    let isBeyond: Bool
    switch measure.tolerance {
    case .absolute(let limit): isBeyond = abs(test.difference) > limit
    case .relative(let limit): isBeyond = abs(test.difference) > limit * abs(mean)
    // One run a side has no spread to judge by: any difference counts.
    case .statistical: isBeyond = test.difference != 0 && (adjustedP ?? 0) <= significance
    }
    guard isBeyond else { return .unchanged }
    switch measure.better {
    case .neither: return .changed
    case .lower: return test.difference > 0 ? .regression : .improvement
    case .higher: return test.difference < 0 ? .regression : .improvement
    }
  }
}
