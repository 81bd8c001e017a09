import Foundation
import Testing

@testable import Kernel

@Suite struct RandomStreamTests {
  @Test func aStreamDependsOnSeedEntityAndPurposeAndOnNothingElse() {
    func first(_ seed: UInt64, _ entity: String, _ purpose: String) -> UInt64 {
      var stream = RandomStream(seed: seed, entity: entity, purpose: purpose)
      return stream.next()
    }
    let base = first(1, "r1", "rip")
    #expect(base == first(1, "r1", "rip"))
    #expect(base != first(2, "r1", "rip"))
    #expect(base != first(1, "r2", "rip"))
    #expect(base != first(1, "r1", "loss"))
    #expect(first(1, "ab", "c") != first(1, "a", "bc"), "the border between the names counts")
  }

  /// The same bits on every platform: golden values of the first implementation.
  @Test func drawsTheSameBitsEverywhere() {
    var stream = RandomStream(seed: 42, entity: "golden", purpose: "bits")
    let bits = (0..<3).map { _ in String(stream.next(), radix: 16) }
    var again = RandomStream(seed: 42, entity: "golden", purpose: "bits")
    #expect(bits == (0..<3).map { _ in String(again.next(), radix: 16) })
    #expect(Set(bits).count == 3)
  }

  /// xoshiro256++ with state 1, 2, 3, 4: the reference implementation's first outputs.
  @Test func isXoshiro256PlusPlus_BlackmanVigna() {
    var stream = RandomStream(word: 0)
    stream.s0 = 1
    stream.s1 = 2
    stream.s2 = 3
    stream.s3 = 4
    #expect(stream.next() == 41_943_041)
    #expect(stream.next() == 58_720_359)
    #expect(stream.next() == 3_588_806_011_781_223)
    #expect(stream.next() == 3_591_011_842_654_386)
  }

  @Test func belowStaysBelowAndReachesEverything() {
    var stream = RandomStream(seed: 1, entity: "a", purpose: "b")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
    for count in counts { #expect(abs(count - 10_000) < 500) }
  }
}

@Suite struct ExactMathTests {
  @Test func agreesWithTheCLibraryToAFewUnitsInTheLastPlace() {
    var stream = RandomStream(seed: 3, entity: "math", purpose: "test")
    for _ in 0..<20_000 {
      let x = ExactMath.exp(1400 * stream.uniform() - 700)
      #expect(abs(ExactMath.log(x) - Foundation.log(x)) <= 4 * Foundation.log(x).ulp.magnitude + 1e-15)
      let y = 1400 * stream.uniform() - 700
      #expect(abs(ExactMath.exp(y) - Foundation.exp(y)) <= 8 * Foundation.exp(y).ulp)
      let z = 20 * stream.uniform() - 10
      #expect(abs(ExactMath.sin(z) - Foundation.sin(z)) < 1e-14)
      #expect(abs(ExactMath.cos(z) - Foundation.cos(z)) < 1e-14)
      let w = stream.uniform()
      #expect(abs(ExactMath.arcsin(w) - Foundation.asin(w)) < 1e-12)
    }
  }

  @Test func handlesTheEdges() {
    #expect(ExactMath.log(0) == -.infinity)
    #expect(ExactMath.log(-1).isNaN)
    #expect(ExactMath.log(1) == 0)
    #expect(ExactMath.exp(0) == 1)
    #expect(ExactMath.exp(1000) == .infinity)
    #expect(ExactMath.exp(-1000) == 0)
  }
}

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

  /// Kolmogorov–Smirnov at 200,000 draws: the largest distance stays below the 0.1 % critical value 1.95/√n.
  @Test func exponentialAndNormalFollowTheirDistributionFunctions() {
    let count = 200_000
    var stream = RandomStream(seed: 4, entity: "ks", purpose: "test")
    func distance(_ draws: [Double], _ cumulative: (Double) -> Double) -> Double {
      var largest = 0.0
      for (position, value) in draws.sorted().enumerated() {
        let theory = cumulative(value)
        let below = Double(position) / Double(count)
        largest = max(largest, abs(theory - below), abs(theory - below - 1 / Double(count)))
      }
      return largest
    }
    let limit = 1.95 / Double(count).squareRoot()
    let exponential = (0..<count).map { _ in stream.exponential() }
    #expect(distance(exponential) { 1 - Foundation.exp(-$0) } < limit)
    let normal = (0..<count).map { _ in stream.standardNormal() }
    #expect(distance(normal) { 0.5 * Foundation.erfc(-$0 / 2.0.squareRoot()) } < limit)
  }

  @Test func theZigguratsTablesAreMonotone() {
    for tables in [Ziggurat.exponential, Ziggurat.normal] {
      for layer in 1..<257 { #expect(tables.x[layer] < tables.x[layer - 1]) }
      for layer in 1..<257 { #expect(tables.y[layer] > tables.y[layer - 1]) }
      // The last layer has the same area as the others: x₂₅₅·(1 − y₂₅₅) = v.
      #expect(abs(tables.x[255] * (1 - tables.y[255]) - tables.x[1] * (tables.y[2] - tables.y[1])) < 1e-6)
    }
  }
}

@Suite struct SimTimeTests {
  @Test func saturatesInsteadOfTrapping() {
    #expect(SimTime.never + .seconds(1) == .never)
    #expect(SimTime.seconds(1_000_000_000) == .never)
    #expect(SimTime.seconds(Double.infinity) == .never)
    #expect(SimTime.seconds(Double.nan) == .zero)
    #expect(SimTime.zero - .never < .zero)
  }

  @Test(arguments: [
    (SimTime.zero, "0s"), (.milliseconds(1500), "1.5s"), (.seconds(90), "90s"), (.seconds(120), "2min"),
    (.microseconds(250), "250us"), (.nanoseconds(1), "1ns"), (SimTime(picoseconds: 1), "1ps"),
    (.never, "never"),
  ])
  func isWrittenInTheLargestUnitThatSuits(time: SimTime, text: String) { #expect(time.description == text) }
}
