import Metrics
import NetworkModel

/// A linear axis from the data's own range to pixels, with ticks at round numbers.
struct ChartAxis {
  let low: Double
  let high: Double
  /// Round values inside the range, evenly spaced.
  let ticks: [Double]
  /// In pixels: where `low` and `high` lie.
  let start: Double
  let end: Double

  /// - Parameters:
  ///   - values: what must fit; a single value gets room on both sides.
  ///   - count: about so many ticks.
  init(_ values: [Double], from start: Double, to end: Double, count: Int = 6) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if low == high {
      let room = low == 0 ? 1 : abs(low) * 0.1
      (low, high) = (low - room, high + room)
    } else {
      // Zero belongs to the picture when it is near.
      if low > 0 && low < (high - low) { low = 0 }
      let room = (high - low) * 0.04
      (low, high) = (low == 0 ? 0 : low - room, high + room)
    }
    let step = Self.roundStep((high - low) / Double(max(2, count)))
    var ticks: [Double] = []
    var number = (low / step).rounded(.up)
    while number * step <= high && ticks.count < 50 {
      ticks.append(number == 0 ? 0 : number * step)
      number += 1
    }
    (self.low, self.high, self.ticks) = (low, high, ticks)
    (self.start, self.end) = (start, end)
  }

  func position(_ value: Double) -> Double { start + (value - low) / (high - low) * (end - start) }

  /// The least of 1, 2 and 5 times a power of ten that is no smaller. Powers by multiplication: exact enough for labels.
  static func roundStep(_ least: Double) -> Double {
    var power = 1.0
    while power > least { power /= 10 }
    while power * 10 <= least { power *= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least } ?? power * 10
  }
}

/// Pixels in SVG: one decimal is enough, and the same text everywhere.
func pixels(_ value: Double) -> String { Decimal.fixed(value, 1) }
