/// Hash functions that take one byte after the other, as the balancers that use them do.

/// FNV-1a, 64 bits. Source: draft-eastlake-fnv, §2 and §5.
public enum FNV1a {
  public static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}

/// CRC-32 as in zlib, Ethernet, nginx and HAProxy: polynomial 0xEDB88320, reflected, inverted before and after.
public enum CRC32 {
  public static let start: UInt32 = .max

  private static let table: [UInt32] = (0..<256).map { byte in
    var value = UInt32(byte)
    for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    return value
  }

  /// Goes on with a sum that has not been inverted at its end.
  public static func update(_ sum: UInt32, _ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum = sum
    for byte in bytes { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    return sum
  }

  public static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 { ~update(start, bytes) }
}

/// SDBM, 32 bits: HAProxy's default. Source: HAProxy, src/hash.c.
public enum SDBM {
  public static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var hash: UInt32 = 0
    for byte in bytes { hash = UInt32(byte) &+ hash &<< 6 &+ hash &<< 16 &- hash }
    return hash
  }
}

/// Bernstein's hash · 33 + byte, 32 bits. Source: HAProxy, src/hash.c.
public enum DJB2 {
  public static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var hash: UInt32 = 5381
    for byte in bytes { hash = (hash &<< 5) &+ hash &+ UInt32(byte) }
    return hash
  }
}

/// Willy Tarreau's hash of HAProxy, 32 bits. Source: HAProxy, src/hash.c.
public enum WT6 {
  public static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var (h0, h1): (UInt32, UInt32) = (0xA53C_965A, 0x5CA6_953A)
    var (step0, step1): (UInt32, UInt32) = (6, 18)
    for byte in bytes {
      h0 = ~(h0 ^ UInt32(byte))
      h1 = ~(h1 &+ UInt32(byte))
      let turned = h1 &<< step0 | h1 &>> ((32 &- step0) & 31)
      h1 = h0 &<< step1 | h0 &>> ((32 &- step1) & 31)
      h0 = turned
      let both = (h0 >> 16 ^ h1) & 0xFFFF
      step0 = both & 0x1F
      step1 = both >> 11
    }
    return h0 ^ h1
  }
}

/// Bob Jenkins' full avalanche of 32 bits and a large factor, by which HAProxy spreads its consistent hash.
///
/// Source: HAProxy, `full_hash` in include/haproxy/tools.h.
public enum HAProxyAvalanche {
  public static func hash(_ value: UInt32) -> UInt32 {
    var a = value
    a = (a &+ 0x7ED5_5D16) &+ (a &<< 12)
    a = (a ^ 0xC761_C23C) ^ (a >> 19)
    a = (a &+ 0x1656_67B1) &+ (a &<< 5)
    a = (a &+ 0xD3A2_646C) ^ (a &<< 9)
    a = (a &+ 0xFD70_46C5) &+ (a &<< 3)
    a = (a ^ 0xB55A_4F09) ^ (a >> 16)
    return a &* 3_221_225_473
  }
}
