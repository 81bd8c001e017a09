/// xxHash, 64 bits. Source: Collet, "xxHash fast digest algorithm", version 0.1.1, "XXH64 algorithm description".
public enum XXHash64 {
  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )

  public static func hash(_ bytes: ArraySlice<UInt8>, seed: UInt64 = 0) -> UInt64 {
    let (p1, p2, p3, p4, p5) = primes
    var at = bytes.startIndex
    var sum: UInt64
    if bytes.count >= 32 {
      var lanes = (seed &+ p1 &+ p2, seed &+ p2, seed, seed &- p1)
      while bytes.endIndex - at >= 32 {
        lanes.0 = round(lanes.0, word(bytes, at))
        lanes.1 = round(lanes.1, word(bytes, at + 8))
        lanes.2 = round(lanes.2, word(bytes, at + 16))
        lanes.3 = round(lanes.3, word(bytes, at + 24))
        at += 32
      }
      sum = turn(lanes.0, 1) &+ turn(lanes.1, 7) &+ turn(lanes.2, 12) &+ turn(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        sum = (sum ^ round(0, lane)) &* p1 &+ p4
      }
    } else {
      sum = seed &+ p5
    }
    sum = sum &+ UInt64(bytes.count)
    while bytes.endIndex - at >= 8 {
      sum = turn(sum ^ round(0, word(bytes, at)), 27) &* p1 &+ p4
      at += 8
    }
    if bytes.endIndex - at >= 4 {
      sum = turn(sum ^ half(bytes, at) &* p1, 23) &* p2 &+ p3
      at += 4
    }
    while at < bytes.endIndex {
      sum = turn(sum ^ UInt64(bytes[at]) &* p5, 11) &* p1
      at += 1
    }
    sum = (sum ^ sum >> 33) &* p2
    sum = (sum ^ sum >> 29) &* p3
    return sum ^ sum >> 32
  }

  /// The hash of the eight bytes of a word, least byte first.
  public static func hash(word: UInt64, seed: UInt64) -> UInt64 {
    let (p1, p2, p3, p4, p5) = primes
    var sum = seed &+ p5 &+ 8
    sum = turn(sum ^ round(0, word), 27) &* p1 &+ p4
    sum = (sum ^ sum >> 33) &* p2
    sum = (sum ^ sum >> 29) &* p3
    return sum ^ sum >> 32
  }

  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    turn(lane &+ input &* primes.1, 31) &* primes.0
  }

  static func turn(_ value: UInt64, _ count: UInt64) -> UInt64 { value &<< count | value &>> (64 &- count) }

  /// Eight bytes, the least significant first.
  static func word(_ bytes: ArraySlice<UInt8>, _ at: Int) -> UInt64 {
    half(bytes, at) | half(bytes, at + 4) << 32
  }

  static func half(_ bytes: ArraySlice<UInt8>, _ at: Int) -> UInt64 {
    var value: UInt64 = 0
    for offset in 0..<4 { value |= UInt64(bytes[at + offset]) << UInt64(8 * offset) }
    return value
  }
}
