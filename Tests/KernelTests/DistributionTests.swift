import Foundation
import Testing

@testable import Kernel

@Suite struct DistributionTests {
  private static func moments(_ distribution: Distribution, count: Int = 400_000) -> (
    mean: Double, deviation: Double
  ) {
    var stream = RandomStream(seed: 9, entity: "moments", purpose: "\(distribution)")
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<count {
      let value = distribution.sample(&stream)
      sum += value
      squares += value * value
    }
    let mean = sum / Double(count)
    return (mean, (squares / Double(count) - mean * mean).squareRoot())
  }

  /// Mean and standard deviation within about five standard errors of theory.
  @Test func hasTheMomentsOfTheory() {
    let exponential = Self.moments(.exponential(mean: 2))
    #expect(abs(exponential.mean - 2) < 0.02)
    #expect(abs(exponential.deviation - 2) < 0.03)
    let uniform = Self.moments(.uniform(low: 1, high: 3))
    #expect(abs(uniform.mean - 2) < 0.005)
    #expect(abs(uniform.deviation - 2 / 12.0.squareRoot()) < 0.005)
    let normal = Self.moments(.normal(mean: 10, deviation: 2))
    #expect(abs(normal.mean - 10) < 0.02)
    #expect(abs(normal.deviation - 2) < 0.02)
    let lognormal = Self.moments(.lognormal(mu: 0, sigma: 0.5))
    #expect(abs(lognormal.mean - Foundation.exp(0.125)) < 0.01)
    let pareto = Self.moments(.pareto(scale: 1, shape: 4))
    #expect(abs(pareto.mean - 4.0 / 3) < 0.005)
    let bernoulli = Self.moments(.bernoulli(probability: 0.2, low: 1, high: 11))
    #expect(abs(bernoulli.mean - 3) < 0.04)
    let empirical = Self.moments(.empirical([1, 2, 2, 3]))
    #expect(abs(empirical.mean - 2) < 0.01)
  }

  @Test func meansAreThoseOfTheory() {
    #expect(Distribution.constant(3).mean == 3)
    #expect(Distribution.uniform(low: 1, high: 4).mean == 2.5)
    #expect(Distribution.exponential(mean: 7).mean == 7)
    #expect(Distribution.pareto(scale: 2, shape: 3).mean == 3)
    #expect(Distribution.pareto(scale: 2, shape: 1).mean == .infinity)
    #expect(abs(Distribution.lognormal(mu: 1, sigma: 2).mean - Foundation.exp(3)) < 1e-12)
    #expect(Distribution.bernoulli(probability: 0.25, low: 0, high: 8).mean == 2)
    #expect(Distribution.empirical([1, 2, 6]).mean == 3)
    #expect(Distribution.empirical([]).mean == 0)
  }

  /// P(X > x) at 400,000 draws, within five standard errors.
  @Test(arguments: [
    (Distribution.pareto(scale: 1, shape: 1.5), 10, 0.0316227766), (.pareto(scale: 2, shape: 3), 20, 0.001),
    (.lognormal(mu: 0, sigma: 1), 5, 0.0537603), (.lognormal(mu: 0, sigma: 1), 20, 0.0013689),
    (.uniform(low: 10, high: 20), 19, 0.1), (.normal(mean: 0, deviation: 1), 0, 0.5),
  ])
  func tailsHaveTheirProbability(distribution: Distribution, bound: Double, probability: Double) {
    var stream = RandomStream(seed: 11, entity: "tails", purpose: "\(distribution)")
    let count = 400_000
    var above = 0
    for _ in 0..<count where distribution.sample(&stream) > bound { above += 1 }
    let error = (probability * (1 - probability) * Double(count)).squareRoot()
    #expect(abs(Double(above) - probability * Double(count)) < 5 * error, "\(above)")
  }

  @Test func negativeNormalDrawsAreZero() {
    var stream = RandomStream(seed: 11, entity: "normal", purpose: "test")
    let draws = (0..<1000).map { _ in Distribution.normal(mean: 0, deviation: 1).sample(&stream) }
    #expect(draws.allSatisfy { $0 >= 0 })
    #expect((400...600).contains(draws.count { $0 == 0 }))
  }

  @Test func degenerateDistributionsNeedNoLuck() {
    var stream = RandomStream(seed: 11, entity: "none", purpose: "test")
    #expect(Distribution.constant(2.5).sampleTime(&stream) == .milliseconds(2500))
    #expect(Distribution.empirical([]).sample(&stream) == 0)
    #expect(Distribution.empirical([4]).sample(&stream) == 4)
    #expect(Distribution.uniform(low: 3, high: 3).sample(&stream) == 3)
    #expect(Distribution.exponential(mean: .infinity).sampleTime(&stream) == .never)
  }

  /// Bits of the first draw of each kind: another platform, or a change to a sampler, would show here.
  @Test func firstDrawsAreTheSameEverywhere() {
    let distributions: [Distribution] = [
      .uniform(low: 1, high: 3), .exponential(mean: 2), .pareto(scale: 1, shape: 2.5),
      .lognormal(mu: 0.5, sigma: 1.5), .normal(mean: 10, deviation: 2),
      .bernoulli(probability: 0.5, low: 0, high: 1), .empirical([1, 2, 3, 4, 5]),
    ]
    let draws = distributions.map { distribution in
      var stream = RandomStream(seed: 42, entity: "golden", purpose: "draws")
      return distribution.sample(&stream)
    }
    #expect(
      draws.map(\.bitPattern) == [
        0x4007_45EB_D8D6_EBC4, 0x4010_F991_D148_CF50, 0x4002_B195_2437_DCCA, 0x3FBF_6635_162D_9F06,
        0x401A_2453_A3EC_288C, 0, 0x4014_0000_0000_0000,
      ])
  }
}
