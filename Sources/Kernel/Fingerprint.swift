/// A running hash of a run's event trajectory: two runs with the same fingerprint did the same things in the same order.
///
/// Each event costs a rotate, two exclusive-ors and two multiplications. It is a checksum against accidents, not
/// against an adversary.
@frozen
public struct Fingerprint: Sendable, Equatable {
  @usableFromInline var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  public init() {}

  @inlinable
  public mutating func combine(_ event: Event) {
    combine(UInt64(bitPattern: event.time.picoseconds))
    combine(UInt64(event.kind) &<< 32 | UInt64(event.target))
  }

  @inlinable
  public mutating func combine(_ word: UInt64) {
    state = ((state &<< 25 | state &>> 39) ^ word) &* 0x9FB2_1C65_1E98_DF25
  }

  /// Sixteen hexadecimal digits.
  public var hexadecimal: String {
    var mixed = state
    mixed ^= mixed >> 32
    mixed = mixed &* 0xD6E8_FEB8_6659_FD93
    mixed ^= mixed >> 32
    let digits = String(mixed, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
