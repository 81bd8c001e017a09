/// When a study has run often enough: the half-width of every interval is small enough.
///
/// Law, Simulation Modeling and Analysis, §9.4.1: replications are added until the half-width is at most γ/(1 + γ) of the
/// mean, which makes the relative error at most γ. Since the data decide when to stop, the intervals hold the true mean a
/// little less often than they say; the first ten replications keep that small.
package struct SequentialStopping: Sendable, Equatable {
  package enum HalfWidth: Sendable, Equatable {
    /// Of the mean, as a ratio.
    case relative(Double)
    /// In the metric's base unit.
    case absolute(Double)
  }

  package let halfWidth: HalfWidth
  /// Replications at most.
  package let limit: Int

  package init(halfWidth: HalfWidth, limit: Int) {
    self.halfWidth = halfWidth
    self.limit = limit
  }

  package func isReached(_ summary: SampleSummary, confidence: Double) -> Bool {
    guard summary.count >= 2, let interval = summary.meanInterval(confidence: confidence) else {
      return false
    }
    switch halfWidth {
    case .absolute(let width): return interval.halfWidth <= width
    case .relative(let share): return interval.halfWidth <= share / (1 + share) * abs(summary.mean)
    }
  }

  /// How many replications to have after `count` were not enough: half as many again, so that a long study looks seldom.
  package func next(after count: Int) -> Int { min(limit, count + max(5, count / 2)) }
}
