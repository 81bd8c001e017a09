import NetworkModel

/// A comparison, run and judged: plain values in the order of the plan, ready for any report.
package struct StudyResult: Sendable {
  package let plan: StudyPlan
  package let blocks: [BlockResult]
  /// How many p-values Holm's correction was made over.
  package let comparisons: Int
  package var baseline: BaselineResult?

  /// False when a line of `expect:` was missed in some run, or a baseline was.
  package var isAsExpected: Bool {
    blocks.allSatisfy { block in block.expectations.allSatisfy { $0.misses.isEmpty } }
      && baseline?.regressions.isEmpty ?? true
  }

  package var runs: Int { blocks.reduce(0) { $0 + $1.runs.reduce(0) { $0 + $1.count } } }
}

package struct BlockResult: Sendable {
  package let block: StudyBlock
  package let warmUp: WarmUpCut?
  /// By variant, in the order of replications.
  package let runs: [[RunRecord]]
  /// By measure, then variant; nil where no run has a value.
  package let estimates: [[Estimate?]]
  /// By measure, then variant; nil for the reference itself, and where there are no values to compare.
  package let comparisons: [[Comparison?]]
  package let expectations: [ExpectationTally]
  /// The interval that is not as narrow as was asked for, if any is left.
  package let imprecise: (measure: Int, variant: Int)?

  package var replications: Int { runs.first?.count ?? 0 }
}

/// One line of `expect:` over all runs of a variant.
package struct ExpectationTally: Sendable, Equatable {
  package let variant: Int
  package let name: String
  package let runs: Int
  package let misses: [Miss]

  package struct Miss: Sendable, Equatable {
    package let replication: Int
    package let seed: UInt64
    package let message: String
  }
}
