import NetworkModel
import Statistics

/// Judges the runs of a plan. The order in which they ended does not matter.
package enum StudyAnalysis {
  /// - Parameters:
  ///   - records: in any order.
  ///   - warmUps: one for each block.
  package static func analyze(_ plan: StudyPlan, _ records: [RunRecord], warmUps: [WarmUpCut?]) -> StudyResult
  {
    let sorted = records.sorted { $0.key < $1.key }
    var runs = plan.blocks.map { Array(repeating: [RunRecord](), count: $0.variants.count) }
    for record in sorted { runs[record.key.block][record.key.variant].append(record) }
    var tests: [Place: MeanTest] = [:]
    var places: [Place] = []
    for (number, block) in plan.blocks.enumerated() {
      for measure in block.measures.indices {
        for variant in block.variants.indices where variant != block.reference {
          let place = Place(block: number, measure: measure, variant: variant)
          guard let test = test(block, runs[number], measure, variant, plan.confidence) else { continue }
          tests[place] = test
          places.append(place)
        }
      }
    }
    let adjusted = adjust(tests, places)
    let blocks = plan.blocks.enumerated().map { number, block in
      blockResult(number, block, runs[number], warmUps[number], plan, tests, adjusted)
    }
    return StudyResult(plan: plan, blocks: blocks, comparisons: adjusted.count)
  }

  private struct Place: Hashable {
    let block: Int
    let measure: Int
    let variant: Int
  }

  private static func adjust(_ tests: [Place: MeanTest], _ places: [Place]) -> [Place: Double] {
    let judged = places.compactMap { place in tests[place]?.pValue.map { (place, $0) } }
    let adjusted = HolmCorrection.adjusted(judged.map(\.1))
    return Dictionary(zip(judged.map(\.0), adjusted), uniquingKeysWith: { first, _ in first })
  }

  /// On pairs of the same replication where both have a value; on two samples where the seeds differ.
  private static func test(
    _ block: StudyBlock, _ runs: [[RunRecord]], _ measure: Int, _ variant: Int, _ confidence: Double
  ) -> MeanTest? {
    let first = runs[block.reference].map { $0.values[measure] }
    let second = runs[variant].map { $0.values[measure] }
    if block.seeds[variant] != block.seeds[block.reference] {
      return MeanTest.welch(first.compactMap { $0 }, second.compactMap { $0 }, confidence: confidence)
    }
    let pairs = zip(first, second).compactMap { a, b in a.flatMap { a in b.map { (a, $0) } } }
    return MeanTest.paired(pairs.map(\.0), pairs.map(\.1), confidence: confidence)
  }

  private static func blockResult(
    _ number: Int, _ block: StudyBlock, _ runs: [[RunRecord]], _ warmUp: WarmUpCut?, _ plan: StudyPlan,
    _ tests: [Place: MeanTest], _ adjusted: [Place: Double]
  ) -> BlockResult {
    var estimates: [[Estimate?]] = []
    var comparisons: [[Comparison?]] = []
    for (measureNumber, measure) in block.measures.enumerated() {
      estimates.append(
        runs.map { Estimate($0.map { $0.values[measureNumber] }, confidence: plan.confidence) })
      comparisons.append(
        block.variants.indices.map { variant in
          let place = Place(block: number, measure: measureNumber, variant: variant)
          return tests[place].map {
            compare(
              $0, adjusted[place], measure, plan, reference: runs[block.reference], measureNumber,
              runs[variant])
          }
        })
    }
    return BlockResult(
      block: block, warmUp: warmUp, runs: runs, estimates: estimates, comparisons: comparisons,
      expectations: tally(block, runs),
      imprecise: block.stopping.flatMap { firstImprecise($0, estimates, plan.confidence) })
  }

  private static func compare(
    _ test: MeanTest, _ adjustedP: Double?, _ measure: Measure, _ plan: StudyPlan, reference: [RunRecord],
    _ number: Int, _ runs: [RunRecord]
  ) -> Comparison {
    let isPaired = test.kind == .paired
    let values = reference.enumerated().compactMap { position, run in
      isPaired && (position >= runs.count || runs[position].values[number] == nil) ? nil : run.values[number]
    }
    let referenceMean = SampleSummary(values)?.mean ?? 0
    let verdict = Verdict.of(
      test, referenceMean: referenceMean, adjustedP: adjustedP, significance: plan.significance,
      measure.better)
    return Comparison(
      test: test, referenceMean: referenceMean, adjustedP: adjustedP, verdict: verdict,
      hint: verdict == .noDifferenceShown ? PowerHint(test, significance: plan.significance) : nil)
  }

  /// The first interval in which more replications are wanted.
  package static func firstImprecise(
    _ stopping: SequentialStopping, _ estimates: [[Estimate?]], _ confidence: Double
  ) -> (measure: Int, variant: Int)? {
    for (measure, row) in estimates.enumerated() {
      for (variant, estimate) in row.enumerated() {
        guard let estimate else { continue }
        if !stopping.isReached(estimate.summary, confidence: confidence) { return (measure, variant) }
      }
    }
    return nil
  }

  private static func tally(_ block: StudyBlock, _ runs: [[RunRecord]]) -> [ExpectationTally] {
    runs.enumerated().flatMap { variant, runs in
      (runs.first?.expectations ?? []).enumerated().map { line, expectation in
        let misses = runs.compactMap { run -> ExpectationTally.Miss? in
          guard run.expectations.indices.contains(line), !run.expectations[line].isMet else { return nil }
          return ExpectationTally.Miss(
            replication: run.key.replication, seed: run.seed, message: run.expectations[line].message)
        }
        return ExpectationTally(variant: variant, name: expectation.name, runs: runs.count, misses: misses)
      }
    }
  }
}
