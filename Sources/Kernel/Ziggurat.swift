/// Exponential and normal variates by the ziggurat method: one multiplication and one comparison, nearly always.
///
/// Marsaglia and Tsang, "The ziggurat method for generating random variables", Journal of Statistical Software 5(8),
/// 2000, with 256 layers and 53-bit uniforms. The tables come from `ExactMath`, so every platform draws the same bits.
@usableFromInline
enum Ziggurat {
  /// x[i] is the right edge of layer i; y[i] the density there. Layer 0 is the base strip with the tail.
  @usableFromInline
  struct Tables: Sendable {
    /// 257 of each; they live as long as the program, and cost no reference counting.
    @usableFromInline nonisolated(unsafe) let x: UnsafePointer<Double>
    nonisolated(unsafe) let y: UnsafePointer<Double>

    /// - Parameters:
    ///   - edge: start of the tail. - area: of each layer. - density, inverse: of the unnormalised distribution.
    init(edge: Double, area: Double, density: (Double) -> Double, inverse: (Double) -> Double) {
      let x = UnsafeMutablePointer<Double>.allocate(capacity: 257)
      let y = UnsafeMutablePointer<Double>.allocate(capacity: 257)
      x[0] = area / density(edge)
      x[1] = edge
      y[0] = 0
      y[1] = density(edge)
      for layer in 2..<256 {
        y[layer] = y[layer - 1] + area / x[layer - 1]
        x[layer] = inverse(y[layer])
      }
      x[256] = 0
      y[256] = 1
      self.x = UnsafePointer(x)
      self.y = UnsafePointer(y)
    }
  }

  @usableFromInline static let exponential = Tables(
    edge: 7.69711747013104972, area: 3.949659822581572e-3,
    density: { ExactMath.exp(-$0) }, inverse: { -ExactMath.log($0) })

  static let normal = Tables(
    edge: 3.6541528853610088, area: 4.928673233974655e-3,
    density: { ExactMath.exp(-0.5 * $0 * $0) }, inverse: { (-2 * ExactMath.log($0)).squareRoot() })
}

extension RandomStream {
  /// Exponential with mean 1.
  @inlinable
  public mutating func exponential() -> Double {
    let bits = next()
    let draw = Self.exponentialAtOnce(bits)
    return draw >= 0 ? draw : exponentialInFull(bits)
  }

  /// The first exponential draw of `RandomStream(word:)`, for which hardly ever all of the stream is needed.
  @inlinable
  public static func firstExponential(word: UInt64) -> Double {
    let draw = exponentialAtOnce(firstBits(word: word))
    if draw >= 0 { return draw }
    var stream = RandomStream(word: word)
    return stream.exponentialInFull(stream.next())
  }

  /// The draw that these bits give, in 98.9 of 100 cases; else a negative number.
  @inlinable @inline(__always)
  static func exponentialAtOnce(_ bits: UInt64) -> Double {
    let edges = Ziggurat.exponential.x
    let layer = Int(truncatingIfNeeded: bits & 0xFF)
    let x = Double(Int64(truncatingIfNeeded: bits &>> 11)) * 0x1p-53 * edges[layer]
    return x < edges[layer &+ 1] ? x : -1
  }

  /// - Parameter first: what the stream has just drawn.
  @usableFromInline @inline(never)
  mutating func exponentialInFull(_ first: UInt64) -> Double {
    let tables = Ziggurat.exponential
    var offset = 0.0
    var bits = first
    while true {
      let layer = Int(bits & 0xFF)
      let x = Double(bits >> 11) * 0x1p-53 * tables.x[layer]
      if x < tables.x[layer + 1] { return offset + x }
      if layer == 0 {
        offset += tables.x[1]  // Memoryless: the tail is the same distribution again.
      } else {
        let height = tables.y[layer] + uniform() * (tables.y[layer + 1] - tables.y[layer])
        if height < ExactMath.exp(-x) { return offset + x }
      }
      bits = next()
    }
  }

  /// Normal with mean 0 and standard deviation 1.
  public mutating func standardNormal() -> Double {
    let tables = Ziggurat.normal
    while true {
      let bits = next()
      let layer = Int(bits & 0xFF)
      let sign = bits & 0x100 == 0 ? 1.0 : -1.0
      let x = Double(bits >> 11) * 0x1p-53 * tables.x[layer]
      if x < tables.x[layer + 1] { return sign * x }
      if layer == 0 { return sign * normalTail(beyond: tables.x[1]) }
      let height = tables.y[layer] + uniform() * (tables.y[layer + 1] - tables.y[layer])
      if height < ExactMath.exp(-0.5 * x * x) { return sign * x }
    }
  }

  /// Marsaglia's method for the tail of the normal distribution.
  private mutating func normalTail(beyond edge: Double) -> Double {
    while true {
      let x = exponential() / edge
      let y = exponential()
      if 2 * y > x * x { return edge + x }
    }
  }
}
