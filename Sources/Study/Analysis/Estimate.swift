import Statistics

/// What a variant's runs say of one metric.
package struct Estimate: Sendable, Equatable {
  package let summary: SampleSummary
  /// Of the mean; nil for a single run.
  package let interval: Interval?
  /// Of the runs' values: half of the runs were below it.
  package let median: QuantileEstimate
  /// 90th percentile of the runs' values.
  package let upper: QuantileEstimate
  /// Runs without a value.
  package let missing: Int

  /// Nil when no run has a value.
  package init?(_ values: [Double?], confidence: Double) {
    let present = values.compactMap { $0 }
    guard let summary = SampleSummary(present),
      let median = QuantileEstimate(present, share: 0.5, confidence: confidence),
      let upper = QuantileEstimate(present, share: 0.9, confidence: confidence)
    else { return nil }
    self.summary = summary
    interval = summary.meanInterval(confidence: confidence)
    self.median = median
    self.upper = upper
    missing = values.count - present.count
  }
}
