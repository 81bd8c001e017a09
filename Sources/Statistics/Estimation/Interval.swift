/// A confidence interval.
package struct Interval: Sendable, Equatable {
  package enum Method: String, Sendable, CaseIterable {
    /// Student's t around a mean.
    case studentT = "t"
    /// Two order statistics, exact for any continuous distribution.
    case orderStatistics = "order-statistics"
    /// Percentiles of resampled values.
    case bootstrap
  }

  package let low: Double
  package let high: Double
  package let method: Method

  package init(low: Double, high: Double, method: Method) {
    self.low = low
    self.high = high
    self.method = method
  }

  package var halfWidth: Double { (high - low) / 2 }

  package func contains(_ value: Double) -> Bool { value >= low && value <= high }
}
