import NetworkModel
import Statistics

/// A variant held against the reference in one metric.
package struct Comparison: Sendable, Equatable {
  package let test: MeanTest
  /// Mean of the reference over the same runs.
  package let referenceMean: Double
  /// After Holm's correction over all comparisons of the study; nil for a single run.
  package let adjustedP: Double?
  package let verdict: Verdict
  package let hint: PowerHint?

  /// The difference as a ratio of the reference's mean; nil where that is zero.
  package var relative: Double? { referenceMean == 0 ? nil : test.difference / abs(referenceMean) }
}

package enum Verdict: String, Sendable, CaseIterable {
  case better
  case worse
  /// Different in a metric of which neither direction is better.
  case higher
  case lower
  /// Shown, but so small that it should decide nothing.
  case negligible
  case noDifferenceShown = "no difference shown"
  /// The same value in every pair of runs.
  case identical
  case tooFewRuns = "too few runs"

  /// A difference below this share of the reference's mean is negligible: enough runs show a nanosecond.
  package static let relevance = 0.001

  static func of(
    _ test: MeanTest, referenceMean: Double, adjustedP: Double?, significance: Double,
    _ better: MeasureSpec.Direction
  ) -> Verdict {
    if test.difference == 0 && test.deviation == 0 { return .identical }
    guard let adjustedP else { return .tooFewRuns }
    guard adjustedP <= significance, test.difference != 0 else { return .noDifferenceShown }
    if abs(test.difference) < relevance * abs(referenceMean) { return .negligible }
    switch better {
    case .neither: return test.difference > 0 ? .higher : .lower
    case .lower: return test.difference < 0 ? .better : .worse
    case .higher: return test.difference > 0 ? .better : .worse
    }
  }
}

/// What a comparison that shows no difference could have shown, and what it would take.
package struct PowerHint: Sendable, Equatable {
  package static let power = 0.8

  /// Replications that would show a difference as large as the one seen, with a power of 80%; nil: more than is sensible.
  package let replications: Int?
  /// The smallest difference that the replications made would have shown with that power.
  package let detectable: Double?

  init(_ test: MeanTest, significance: Double) {
    replications = Power.replications(
      toShow: test.difference, deviation: test.deviation, significance: significance, power: Self.power)
    detectable = Power.detectableDifference(
      count: test.count, deviation: test.deviation, significance: significance, power: Self.power)
  }
}
