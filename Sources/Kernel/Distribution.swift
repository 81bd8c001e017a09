/// A distribution of non-negative quantities, as scenarios name them: service times, gaps, sizes.
///
/// The parameters are in the unit of the quantity (seconds for times, bytes for sizes). Sampling uses only IEEE-exact
/// operations, so every platform draws the same values.
public indirect enum Distribution: Sendable, Equatable {
  case constant(Double)
  case uniform(low: Double, high: Double)
  case exponential(mean: Double)
  /// Pareto type I: density shape·scaleˢʰᵃᵖᵉ / xˢʰᵃᵖᵉ⁺¹ above `scale`; the mean is infinite for shape ≤ 1.
  case pareto(scale: Double, shape: Double)
  /// exp(N(mu, sigma²)): mu and sigma are those of the logarithm.
  case lognormal(mu: Double, sigma: Double)
  /// Negative draws count as zero.
  case normal(mean: Double, deviation: Double)
  /// `high` with the given probability, else `low`.
  case bernoulli(probability: Double, low: Double, high: Double)
  /// One of the given values, each as often as it is listed.
  case empirical([Double])

  public func sample(_ stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value): value
    case .uniform(let low, let high): low + (high - low) * stream.uniform()
    case .exponential(let mean): mean * stream.exponential()
    case .pareto(let scale, let shape): scale * ExactMath.exp(stream.exponential() / shape)
    case .lognormal(let mu, let sigma): ExactMath.exp(mu + sigma * stream.standardNormal())
    case .normal(let mean, let deviation): max(0, mean + deviation * stream.standardNormal())
    case .bernoulli(let probability, let low, let high): stream.bernoulli(probability) ? high : low
    case .empirical(let values): values.isEmpty ? 0 : values[stream.below(values.count)]
    }
  }

  /// A draw taken as seconds.
  public func sampleTime(_ stream: inout RandomStream) -> SimTime { .seconds(sample(&stream)) }

  /// The expected value; infinite for a Pareto of shape ≤ 1.
  public var mean: Double {
    switch self {
    case .constant(let value): value
    case .uniform(let low, let high): (low + high) / 2
    case .exponential(let mean): mean
    case .pareto(let scale, let shape): shape > 1 ? scale * shape / (shape - 1) : .infinity
    case .lognormal(let mu, let sigma): ExactMath.exp(mu + sigma * sigma / 2)
    case .normal(let mean, _): mean
    case .bernoulli(let probability, let low, let high): low + probability * (high - low)
    case .empirical(let values): values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
  }
}
