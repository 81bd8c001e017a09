/// Whether two means differ: the difference, its interval, and how likely so large a one is by chance.
package struct MeanTest: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// On the differences of pairs that ran on the same random numbers.
    case paired
    /// On two independent samples with variances of their own (Welch).
    case welch
  }

  package let kind: Kind
  /// Pairs, or the size of the smaller sample.
  package let count: Int
  /// Mean of the second minus mean of the first.
  package let difference: Double
  /// Of the difference; nil where there are fewer than two values.
  package let interval: Interval?
  /// Two-sided; nil where there are fewer than two values. Where nothing varies: 1 for no difference, 0 for one.
  package let pValue: Double?
  /// Hedges' g; nil where nothing varies.
  package let effectSize: Double?
  /// Standard deviation of a pair's difference; for Welch's test that of one which would give the same standard error.
  package let deviation: Double

  /// The paired t-test. Common random numbers make the two members of a pair alike, so that much less variance is left in
  /// their difference (Law, Simulation Modeling and Analysis, §11.2).
  ///
  /// - Precondition: both have the same count.
  package static func paired(_ first: [Double], _ second: [Double], confidence: Double) -> MeanTest? {
    precondition(first.count == second.count, "a pair has two members")
    guard let difference = SampleSummary(zip(first, second).map { $1 - $0 }),
      let a = SampleSummary(first), let b = SampleSummary(second)
    else { return nil }
    return MeanTest(
      kind: .paired, count: difference.count, difference: difference.mean,
      interval: difference.meanInterval(confidence: confidence),
      pValue: pValue(
        difference.mean, difference.standardError, Double(difference.count - 1), difference.count),
      effectSize: effectSize(a, b), deviation: difference.deviation)
  }

  /// Welch's t-test with the degrees of freedom of Satterthwaite (Welch, Biometrika 34, 1947).
  package static func welch(_ first: [Double], _ second: [Double], confidence: Double) -> MeanTest? {
    guard let a = SampleSummary(first), let b = SampleSummary(second) else { return nil }
    let count = min(a.count, b.count)
    let (u, v) = (a.standardError * a.standardError, b.standardError * b.standardError)
    let error = (u + v).squareRoot()
    let difference = b.mean - a.mean
    var interval: Interval?
    var degrees = Double(max(1, count - 1))
    if count >= 2 {
      if error > 0 {
        degrees = (u + v) * (u + v) / (u * u / Double(a.count - 1) + v * v / Double(b.count - 1))
      }
      let half = StudentT(degreesOfFreedom: degrees).quantile(0.5 + confidence / 2) * error
      interval = Interval(low: difference - half, high: difference + half, method: .studentT)
    }
    return MeanTest(
      kind: .welch, count: count, difference: difference, interval: interval,
      pValue: pValue(difference, error, degrees, count), effectSize: effectSize(a, b),
      deviation: error * Double(count).squareRoot())
  }

  private static func pValue(_ difference: Double, _ error: Double, _ degrees: Double, _ count: Int)
    -> Double?
  {
    guard count >= 2 else { return nil }
    guard error > 0 else { return difference == 0 ? 1 : 0 }
    return StudentT(degreesOfFreedom: degrees).twoSided(difference / error)
  }

  /// The difference in units of the average standard deviation, with Hedges' correction for small samples: Lakens,
  /// "Calculating and reporting effect sizes", Frontiers in Psychology 4 (2013), equations 4 and 10.
  private static func effectSize(_ a: SampleSummary, _ b: SampleSummary) -> Double? {
    let spread = (a.deviation + b.deviation) / 2
    let freedom = Double(a.count + b.count - 2)
    guard spread > 0, freedom > 0 else { return nil }
    return (b.mean - a.mean) / spread * (1 - 3 / (4 * freedom - 1))
  }
}
