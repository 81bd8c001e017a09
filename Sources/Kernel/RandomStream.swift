/// A reproducible stream of random numbers that belongs to one entity and one purpose.
///
/// Streams are keyed by name, not by order of creation: adding a host to a scenario, or a policy that draws more often,
/// shifts no other stream's numbers. That is what makes paired comparisons with common random numbers possible.
///
/// Generator: xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded through
/// SplitMix64 as its authors advise.
@frozen
public struct RandomStream: Sendable, BitwiseCopyable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// - Parameters:
  ///   - seed: the scenario's seed.
  ///   - entity: the name of who draws: `r1`, `web-2`, `r1 -- r2`.
  ///   - purpose: what for: `rip-jitter`, `arrivals`, `loss`.
  public init(seed: UInt64, entity: String, purpose: String) {
    var key = SplitMix64(state: seed)
    var hash = key.next()
    for byte in entity.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ 0x1FF) &* 0x0000_0100_0000_01B3
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    var mixer = SplitMix64(state: hash)
    s0 = mixer.next()
    s1 = mixer.next()
    s2 = mixer.next()
    s3 = mixer.next()
  }

  /// A stream from one word that is already random: the draws of one request.
  @inlinable
  public init(word: UInt64) {
    // SplitMix64, as above, written out for inlining.
    s0 = Self.mix(word &+ 0x9E37_79B9_7F4A_7C15)
    s1 = Self.mix(word &+ 0x3C6E_F372_FE94_F82A)
    s2 = Self.mix(word &+ 0xDAA6_6D2C_7DDF_743F)
    s3 = Self.mix(word &+ 0x78DD_E6E5_FD29_F054)
  }

  /// What `next` of such a stream returns first.
  @inlinable
  static func firstBits(word: UInt64) -> UInt64 {
    let first = mix(word &+ 0x9E37_79B9_7F4A_7C15)
    let sum = first &+ mix(word &+ 0x78DD_E6E5_FD29_F054)
    return ((sum &<< 23) | (sum &>> 41)) &+ first
  }

  /// SplitMix64's finalizer: one word made from another, as if drawn.
  @inlinable
  public static func mixed(_ word: UInt64) -> UInt64 { mix(word) }

  @inlinable
  static func mix(_ word: UInt64) -> UInt64 {
    var z = (word ^ (word &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// 64 uniform bits.
  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = ((sum &<< 23) | (sum &>> 41)) &+ s0
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 &<< 45) | (s3 &>> 19)
    return result
  }

  /// Uniform in [0, 1), a multiple of 2⁻⁵³.
  @inlinable
  public mutating func uniform() -> Double { Double(Int64(truncatingIfNeeded: next() &>> 11)) * 0x1p-53 }

  /// Uniform in 0 ..< bound, without bias worth the name (below 2⁻³² for bounds under 2³²). `bound` is positive.
  @inlinable
  public mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
  }

  /// Uniform in [0, 1) times a duration: jitter.
  public mutating func uniform(upTo duration: SimTime) -> SimTime { duration.scaled(by: uniform()) }

  /// True with the given probability.
  @inlinable
  public mutating func bernoulli(_ probability: Double) -> Bool { uniform() < probability }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: seeds other generators.
public struct SplitMix64: Sendable {
  public var state: UInt64

  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
