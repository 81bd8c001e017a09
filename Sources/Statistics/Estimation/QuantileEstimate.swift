import Kernel

/// A quantile of independent values with its interval.
package struct QuantileEstimate: Sendable, Equatable {
  package let share: Double
  package let value: Double
  /// Nil for fewer than two values.
  package let interval: Interval?

  /// Nil when there is no value. O(n log n); with a bootstrap 2,000 times that.
  ///
  /// - Parameters:
  ///   - share: 0.5 is the median.
  ///   - seed: of the bootstrap's draws, where one is needed.
  package init?(_ values: [Double], share: Double, confidence: Double, seed: UInt64 = 1) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    self.share = share
    value = Self.quantile(ofSorted: sorted, share)
    interval =
      Self.orderStatistics(sorted, share, confidence)
      ?? (sorted.count >= 2 ? Self.bootstrap(sorted, share, confidence, seed) : nil)
  }

  /// Linear interpolation between order statistics: definition 7 of Hyndman and Fan, "Sample quantiles in statistical
  /// packages", The American Statistician 50 (1996).
  package static func quantile(ofSorted sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let low = min(sorted.count - 1, max(0, Int(position)))
    let high = min(sorted.count - 1, low + 1)
    return sorted[low] + (sorted[high] - sorted[low]) * (position - Double(low))
  }

  /// The narrowest pair of order statistics around the quantile that hold it with at least the confidence, exactly:
  /// P(X₍ₗ₎ ≤ q < X₍ᵤ₎) = P(l ≤ B < u) for a binomial B (Hahn and Meeker, Statistical Intervals, 1991, §5.2). Nil when
  /// there are too few values for any.
  static func orderStatistics(_ sorted: [Double], _ share: Double, _ confidence: Double) -> Interval? {
    let n = sorted.count
    let binomial = Binomial(trials: n, probability: share)
    let tail = (1 - confidence) / 2
    // The largest l with P(B < l) ≤ tail, the smallest u with P(B ≥ u) ≤ tail.
    guard let lower = last(in: 1...n, where: { binomial.cumulative($0 - 1) <= tail }),
      let upper = first(in: 1...n, where: { 1 - binomial.cumulative($0 - 1) <= tail })
    else { return nil }
    return Interval(low: sorted[lower - 1], high: sorted[upper - 1], method: .orderStatistics)
  }

  /// The last for which an order that begins true holds; by bisection.
  private static func last(in range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int? {
    var (low, high) = (range.lowerBound - 1, range.upperBound)
    while low < high {
      let middle = (low + high + 1) / 2
      if holds(middle) { low = middle } else { high = middle - 1 }
    }
    return low < range.lowerBound ? nil : low
  }

  private static func first(in range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int? {
    var (low, high) = (range.lowerBound, range.upperBound + 1)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low > range.upperBound ? nil : low
  }

  /// The percentile bootstrap (Efron, "Bootstrap methods: another look at the jackknife", 1979) with 2,000 resamples from
  /// a stream of its own, so that it gives the same interval every time.
  static func bootstrap(_ sorted: [Double], _ share: Double, _ confidence: Double, _ seed: UInt64) -> Interval
  {
    var stream = RandomStream(seed: seed, entity: "bootstrap", purpose: "quantile")
    var found: [Double] = []
    found.reserveCapacity(2000)
    var counts = [Int](repeating: 0, count: sorted.count)
    for _ in 0..<2000 {
      for position in counts.indices { counts[position] = 0 }
      for _ in sorted.indices { counts[stream.below(sorted.count)] += 1 }
      var resample: [Double] = []
      resample.reserveCapacity(sorted.count)
      for (position, count) in counts.enumerated() {
        for _ in 0..<count { resample.append(sorted[position]) }
      }
      found.append(quantile(ofSorted: resample, share))
    }
    found.sort()
    let tail = (1 - confidence) / 2
    return Interval(
      low: quantile(ofSorted: found, tail), high: quantile(ofSorted: found, 1 - tail), method: .bootstrap)
  }
}
