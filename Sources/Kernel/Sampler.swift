/// A distribution that is drawn from millions of times: the common ones are plain numbers, which costs no reference
/// counting. Draws the same values as the distribution itself.
public struct Sampler: Sendable {
  @usableFromInline
  enum Kind: UInt8, Sendable { case constant, exponential, general }

  @usableFromInline let kind: Kind
  @usableFromInline let value: Double
  public let distribution: Distribution

  public init(_ distribution: Distribution) {
    self.distribution = distribution
    switch distribution {
    case .constant(let value): (kind, self.value) = (.constant, value)
    case .exponential(let mean): (kind, value) = (.exponential, mean)
    default: (kind, value) = (.general, 0)
    }
  }

  @inlinable
  public func sample(_ stream: inout RandomStream) -> Double {
    switch kind {
    case .constant: value
    case .exponential: value * stream.exponential()
    case .general: general(&stream)
    }
  }

  @usableFromInline
  func general(_ stream: inout RandomStream) -> Double { distribution.sample(&stream) }

  /// The first draw from a stream that is made of one word.
  @inlinable
  public func firstSample(word: UInt64) -> Double {
    if kind == .exponential { return value * RandomStream.firstExponential(word: word) }
    var stream = RandomStream(word: word)
    return sample(&stream)
  }

  /// The mean, if it is an exponential distribution. To be asked of a sampler in its place, it costs no copy, where `firstSample`
  /// counts a reference to the distribution.
  @inlinable @inline(__always)
  public var exponentialMean: Double? { kind == .exponential ? value : nil }

  /// What all draws give; nil when they differ.
  @inlinable
  public var constant: Double? { kind == .constant ? value : nil }

  @inlinable
  public func sampleTime(_ stream: inout RandomStream) -> SimTime { .seconds(sample(&stream)) }
}
