import Histogram
import Kernel

/// Latencies with three significant digits over the whole range, in constant memory (HdrHistogram).
///
/// Percentiles are those of the histogram's buckets, at nanosecond resolution; mean and maximum are exact.
package struct LatencyHistogram: Sendable {
  private var histogram: Histogram<UInt64>
  private var sum: UInt128 = 0
  private var count: UInt64 = 0
  private var longest = SimTime.zero

  package init() {
    histogram = Histogram<UInt64>(
      lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000_000,
      numberOfSignificantValueDigits: .three)
    histogram.autoResize = true
  }

  package mutating func record(_ latency: SimTime) {
    let picoseconds = UInt64(max(0, latency.picoseconds))
    histogram.record(picoseconds / 1000)
    sum += UInt128(picoseconds)
    count += 1
    if latency > longest { longest = latency }
  }

  /// Nil when nothing was recorded.
  package var summary: LatencySummary? {
    guard count > 0 else { return nil }
    return LatencySummary(
      mean: SimTime(picoseconds: Int64(clamping: sum / UInt128(count))), p50: percentile(50),
      p90: percentile(90), p99: percentile(99), p999: percentile(99.9), max: longest)
  }

  private func percentile(_ percent: Double) -> SimTime {
    let nanoseconds = histogram.valueAtPercentile(percent)
    return min(longest, .nanoseconds(Int(clamping: nanoseconds)))
  }
}
