/// MurmurHash3 of Austin Appleby: x86, 32 bits, and the first half of x64, 128 bits.
///
/// Source: the public-domain MurmurHash3.cpp of SMHasher.
public enum MurmurHash3 {
  public static func hash32(_ bytes: ArraySlice<UInt8>, seed: UInt32 = 0) -> UInt32 {
    let (c1, c2): (UInt32, UInt32) = (0xCC9E_2D51, 0x1B87_3593)
    func turn(_ value: UInt32, _ count: UInt32) -> UInt32 { value &<< count | value &>> (32 &- count) }
    var hash = seed
    var at = bytes.startIndex
    while bytes.endIndex - at >= 4 {
      let block = UInt32(truncatingIfNeeded: XXHash64.half(bytes, at))
      hash = turn(hash ^ turn(block &* c1, 15) &* c2, 13) &* 5 &+ 0xE654_6B64
      at += 4
    }
    var tail: UInt32 = 0
    for (offset, byte) in bytes[at...].enumerated() { tail |= UInt32(byte) << UInt32(8 * offset) }
    if at < bytes.endIndex { hash ^= turn(tail &* c1, 15) &* c2 }
    hash ^= UInt32(truncatingIfNeeded: bytes.count)
    hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
    hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
    return hash ^ hash >> 16
  }

  /// The first 64 of the 128 bits.
  public static func hash(_ bytes: ArraySlice<UInt8>, seed: UInt64 = 0) -> UInt64 {
    let (c1, c2): (UInt64, UInt64) = (0x87C3_7B91_1142_53D5, 0x4CF5_AD43_2745_937F)
    let turn = XXHash64.turn
    var (h1, h2) = (seed, seed)
    var at = bytes.startIndex
    while bytes.endIndex - at >= 16 {
      h1 ^= turn(XXHash64.word(bytes, at) &* c1, 31) &* c2
      h1 = (turn(h1, 27) &+ h2) &* 5 &+ 0x52DC_E729
      h2 ^= turn(XXHash64.word(bytes, at + 8) &* c2, 33) &* c1
      h2 = (turn(h2, 31) &+ h1) &* 5 &+ 0x3849_5AB5
      at += 16
    }
    var (low, high): (UInt64, UInt64) = (0, 0)
    for (offset, byte) in bytes[at...].enumerated() {
      if offset < 8 {
        low |= UInt64(byte) << UInt64(8 * offset)
      } else {
        high |= UInt64(byte) << UInt64(8 * offset - 64)
      }
    }
    if bytes.endIndex - at > 8 { h2 ^= turn(high &* c2, 33) &* c1 }
    if at < bytes.endIndex { h1 ^= turn(low &* c1, 31) &* c2 }
    h1 ^= UInt64(bytes.count)
    h2 ^= UInt64(bytes.count)
    h1 = h1 &+ h2
    h2 = h2 &+ h1
    h1 = mix(h1)
    h2 = mix(h2)
    return h1 &+ h2
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var k = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
    k = (k ^ k >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return k ^ k >> 33
  }
}

/// MurmurHash2, 64 bits, as Envoy's ring hash offers it, with the seed of the C++ standard library.
///
/// Source: the public-domain MurmurHash64A of SMHasher.
public enum MurmurHash2 {
  public static func hash(_ bytes: ArraySlice<UInt8>, seed: UInt64 = 0xC70F_6907) -> UInt64 {
    let factor: UInt64 = 0xC6A4_A793_5BD1_E995
    func mix(_ value: UInt64) -> UInt64 {
      let product = value &* factor
      return (product ^ product >> 47) &* factor
    }
    var hash = seed ^ UInt64(bytes.count) &* factor
    var at = bytes.startIndex
    while bytes.endIndex - at >= 8 {
      hash = (hash ^ mix(XXHash64.word(bytes, at))) &* factor
      at += 8
    }
    if at < bytes.endIndex {
      var tail: UInt64 = 0
      for (offset, byte) in bytes[at...].enumerated() { tail |= UInt64(byte) << UInt64(8 * offset) }
      hash = (hash ^ tail) &* factor
    }
    // The standard library's variant mixes with shifts of 47 at its end, as the original does.
    hash = (hash ^ hash >> 47) &* factor
    return hash ^ hash >> 47
  }
}
