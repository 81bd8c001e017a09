/// Mean and spread of independent values.
package struct SampleSummary: Sendable, Equatable {
  package let count: Int
  package let mean: Double
  /// Sample standard deviation (divisor n − 1); zero for fewer than two values.
  package let deviation: Double
  package let minimum: Double
  package let maximum: Double

  /// Two passes with Neumaier's compensated sums. Nil when there is no value.
  package init?(_ values: [Double]) {
    guard let first = values.first else { return nil }
    count = values.count
    (minimum, maximum) = values.reduce((first, first)) { (min($0.0, $1), max($0.1, $1)) }
    guard minimum < maximum else {
      // The same value every time: no rounding may make a spread of it.
      (mean, deviation) = (first, 0)
      return
    }
    let mean = Self.sum(values) / Double(count)
    self.mean = min(maximum, max(minimum, mean))
    let squares = Self.sum(values.map { ($0 - mean) * ($0 - mean) })
    deviation = (squares / Double(count - 1)).squareRoot()
  }

  static func sum(_ values: [Double]) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for value in values {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }

  package var standardError: Double { deviation / Double(count).squareRoot() }

  /// The t-interval of the mean; nil for fewer than two values.
  ///
  /// - Parameter confidence: 0 < confidence < 1.
  package func meanInterval(confidence: Double) -> Interval? {
    guard count >= 2 else { return nil }
    let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile(0.5 + confidence / 2)
    let half = t * standardError
    return Interval(low: mean - half, high: mean + half, method: .studentT)
  }
}
