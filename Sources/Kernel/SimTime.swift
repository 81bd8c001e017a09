/// A point on the simulation's clock, or the distance between two: a count of picoseconds.
///
/// One type serves instants and durations, as in other packet simulators; a run starts at `.zero`. The range is
/// ±106 days. Arithmetic saturates instead of trapping: `.never` plus anything positive stays `.never`, so no
/// scenario can overflow the clock.
@frozen
public struct SimTime: Hashable, Comparable, Sendable, BitwiseCopyable {
  public let picoseconds: Int64

  @inlinable
  public init(picoseconds: Int64) { self.picoseconds = picoseconds }

  // Computed, so that other modules see plain numbers where a stored one is a call.
  @inlinable
  public static var zero: SimTime { SimTime(picoseconds: 0) }

  /// Later than every event: the deadline of something that will not happen.
  @inlinable
  public static var never: SimTime { SimTime(picoseconds: .max) }

  /// The longest duration that a scenario may name: 50 days, so that the sum of two stays below `.never`.
  public static let longest = SimTime.seconds(4_320_000)

  public static func nanoseconds(_ count: Int) -> SimTime { saturating(Int64(count), times: 1_000) }
  public static func microseconds(_ count: Int) -> SimTime { saturating(Int64(count), times: 1_000_000) }
  public static func milliseconds(_ count: Int) -> SimTime { saturating(Int64(count), times: 1_000_000_000) }
  public static func seconds(_ count: Int) -> SimTime { saturating(Int64(count), times: 1_000_000_000_000) }

  /// The nearest picosecond; not-a-number becomes zero and what is out of range saturates.
  @inlinable @inline(__always)
  public static func seconds(_ value: Double) -> SimTime { nearest(value * 1e12) }

  /// For statistics and output only: nothing in the model computes with this.
  public var seconds: Double { Double(picoseconds) / 1e12 }

  @inlinable @inline(__always)
  public static func < (a: SimTime, b: SimTime) -> Bool { a.picoseconds < b.picoseconds }

  // The defaults of Comparable and Equatable are called through witnesses across modules; these are inlined.
  @inlinable @inline(__always)
  public static func == (a: SimTime, b: SimTime) -> Bool { a.picoseconds == b.picoseconds }

  @inlinable @inline(__always)
  public static func <= (a: SimTime, b: SimTime) -> Bool { a.picoseconds <= b.picoseconds }

  @inlinable @inline(__always)
  public static func > (a: SimTime, b: SimTime) -> Bool { a.picoseconds > b.picoseconds }

  @inlinable @inline(__always)
  public static func >= (a: SimTime, b: SimTime) -> Bool { a.picoseconds >= b.picoseconds }

  @inlinable @inline(__always)
  public static func + (a: SimTime, b: SimTime) -> SimTime {
    let (sum, overflow) = a.picoseconds.addingReportingOverflow(b.picoseconds)
    return SimTime(picoseconds: overflow ? (b.picoseconds > 0 ? .max : .min + 1) : sum)
  }

  @inlinable @inline(__always)
  public static func - (a: SimTime, b: SimTime) -> SimTime {
    let difference = a.picoseconds &- b.picoseconds
    if (a.picoseconds ^ b.picoseconds) & (a.picoseconds ^ difference) >= 0 {
      return SimTime(picoseconds: difference)
    }
    return SimTime(picoseconds: b.picoseconds < 0 ? .max : .min + 1)
  }

  @inlinable @inline(__always)
  public static func += (a: inout SimTime, b: SimTime) { a = a + b }

  public static func * (a: SimTime, factor: Int64) -> SimTime { saturating(a.picoseconds, times: factor) }

  /// Rounds toward zero. `divisor` must not be zero: it is always a literal or a checked parameter.
  public static func / (a: SimTime, divisor: Int64) -> SimTime {
    SimTime(picoseconds: a.picoseconds / divisor)
  }

  /// A fraction or multiple of a duration, rounded to the picosecond: jitter, back-off.
  @inlinable
  public func scaled(by factor: Double) -> SimTime { Self.nearest(Double(picoseconds) * factor) }

  /// The nearest count of picoseconds, halves away from zero; without a call of the mathematics library, which processors of
  /// the base instruction set need for rounding, and without a branch that random numbers would take half of the time.
  @inlinable @inline(__always)
  static func nearest(_ value: Double) -> SimTime {
    guard value.magnitude < 9.2e18 else {
      return value.isNaN ? .zero : value > 0 ? .never : SimTime(picoseconds: .min + 1)
    }
    let whole = Int64(value)
    let rest = value - Double(whole)  // Exact, and within ±1: twice as much is a whole number from a half on.
    return SimTime(picoseconds: whole &+ Int64(rest + rest))
  }

  private static func saturating(_ count: Int64, times factor: Int64) -> SimTime {
    let (product, overflow) = count.multipliedReportingOverflow(by: factor)
    let limit: Int64 = (count < 0) != (factor < 0) ? .min + 1 : .max
    return SimTime(picoseconds: overflow ? limit : product)
  }
}

extension SimTime: CustomStringConvertible {
  private static let units: [(size: Int64, name: String)] = [
    (60_000_000_000_000, "min"), (1_000_000_000_000, "s"), (1_000_000_000, "ms"), (1_000_000, "us"),
    (1_000, "ns"), (1, "ps"),
  ]

  /// The shortest exact spelling in the largest unit that needs at most three decimals: `90s`, `1.5ms`, `2min`.
  public var description: String {
    if self == .never { return "never" }
    if picoseconds == 0 { return "0s" }
    for (size, name) in Self.units {
      if name == "min" && (picoseconds % size != 0 || picoseconds.magnitude < 2 * UInt64(size)) { continue }
      let milli = size / 1000
      guard picoseconds.magnitude >= UInt64(size), milli == 0 || picoseconds % milli == 0 else { continue }
      return Self.decimal(picoseconds, per: size) + name
    }
    return "\(picoseconds)ps"
  }

  private static func decimal(_ value: Int64, per unit: Int64) -> String {
    let whole = value / unit
    let rest = (value % unit).magnitude
    let sign = value < 0 && whole == 0 ? "-" : ""
    guard rest != 0 else { return "\(whole)" }
    var digits = String(rest * 1000 / UInt64(unit))
    while digits.count < 3 { digits = "0" + digits }
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }
}
