/// SipHash-c-d, 64 bits. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, §2.
public enum SipHash {
  /// - Parameter rounds: a word, and at the end: c and d.
  public static func hash(
    _ bytes: ArraySlice<UInt8>, key: (UInt64, UInt64) = (0, 0), rounds: (Int, Int) = (2, 4)
  ) -> UInt64 {
    var v = (
      key.0 ^ 0x736F_6D65_7073_6575, key.1 ^ 0x646F_7261_6E64_6F6D, key.0 ^ 0x6C79_6765_6E65_7261,
      key.1 ^ 0x7465_6462_7974_6573
    )
    var at = bytes.startIndex
    while bytes.endIndex - at >= 8 {
      absorb(XXHash64.word(bytes, at), &v, rounds.0)
      at += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for (offset, byte) in bytes[at...].enumerated() { last |= UInt64(byte) << UInt64(8 * offset) }
    absorb(last, &v, rounds.0)
    v.2 ^= 0xFF
    for _ in 0..<rounds.1 { round(&v) }
    return v.0 ^ v.1 ^ v.2 ^ v.3
  }

  private static func absorb(_ word: UInt64, _ v: inout (UInt64, UInt64, UInt64, UInt64), _ rounds: Int) {
    v.3 ^= word
    for _ in 0..<rounds { round(&v) }
    v.0 ^= word
  }

  private static func round(_ v: inout (UInt64, UInt64, UInt64, UInt64)) {
    let turn = XXHash64.turn
    v.0 = v.0 &+ v.1
    v.1 = turn(v.1, 13) ^ v.0
    v.0 = turn(v.0, 32)
    v.2 = v.2 &+ v.3
    v.3 = turn(v.3, 16) ^ v.2
    v.0 = v.0 &+ v.3
    v.3 = turn(v.3, 21) ^ v.0
    v.2 = v.2 &+ v.1
    v.1 = turn(v.1, 17) ^ v.2
    v.2 = turn(v.2, 32)
  }
}
