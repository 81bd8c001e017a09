/// MT19937 as Python's `random` module has it, so that lists shuffled there are shuffled alike here.
///
/// Source: Matsumoto and Nishimura, "Mersenne Twister", 1998, and their mt19937ar.c; CPython, Modules/_randommodule.c (seeding
/// from a whole number, `random()` from two words) and, for `shuffle`, Lib/random.py of Python 2.7.
public struct MersenneTwister: Sendable {
  private var words: [UInt32]
  private var next = 624

  /// As `random.seed(seed)` for a number of up to 32 bits.
  public init(seed: UInt32) {
    words = [UInt32](repeating: 0, count: 624)
    words[0] = 19_650_218
    for place in 1..<624 {
      let last = words[place - 1]
      words[place] = 1_812_433_253 &* (last ^ last >> 30) &+ UInt32(place)
    }
    // init_by_array with one word.
    var place = 1
    for _ in 0..<624 {
      let last = words[place - 1]
      words[place] = (words[place] ^ (last ^ last >> 30) &* 1_664_525) &+ seed
      place += 1
      if place == 624 { (words[0], place) = (words[623], 1) }
    }
    for _ in 0..<623 {
      let last = words[place - 1]
      words[place] = (words[place] ^ (last ^ last >> 30) &* 1_566_083_941) &- UInt32(place)
      place += 1
      if place == 624 { (words[0], place) = (words[623], 1) }
    }
    words[0] = 0x8000_0000
  }

  public mutating func word() -> UInt32 {
    if next == 624 { refill() }
    var y = words[next]
    next += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C_5680
    y ^= (y << 15) & 0xEFC6_0000
    return y ^ y >> 18
  }

  private mutating func refill() {
    for place in 0..<624 {
      let y = (words[place] & 0x8000_0000) | (words[(place + 1) % 624] & 0x7FFF_FFFF)
      words[place] = words[(place + 397) % 624] ^ y >> 1 ^ (y & 1 == 1 ? 0x9908_B0DF : 0)
    }
    next = 0
  }

  /// Uniform in [0, 1) with 53 bits.
  public mutating func uniform() -> Double {
    let (a, b) = (word() >> 5, word() >> 6)
    return (Double(a) * 67_108_864 + Double(b)) / 9_007_199_254_740_992
  }

  /// Python 2.7's `random.shuffle`.
  public mutating func shuffle<Element>(_ list: inout [Element]) {
    for place in stride(from: list.count - 1, to: 0, by: -1) {
      list.swapAt(place, Int(uniform() * Double(place + 1)))
    }
  }
}
