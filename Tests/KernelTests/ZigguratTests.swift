import Foundation
import Testing

@testable import Kernel

@Suite struct ZigguratTests {
  @Test func tablesAreMonotoneLayersOfEqualArea() {
    for (tables, area) in [
      (Ziggurat.exponential, 3.949659822581557e-3), (Ziggurat.normal, 4.928673233974655e-3),
    ] {
      for layer in 1..<257 {
        #expect(tables.x[layer] < tables.x[layer - 1])
        #expect(tables.y[layer] > tables.y[layer - 1])
      }
      for layer in 1..<256 {
        let box = tables.x[layer] * (tables.y[layer + 1] - tables.y[layer])
        // Up to the top: the last layer closes at y = 1 of itself.
        #expect(abs(box / area - 1) < 1e-11, "layer \(layer)")
      }
      #expect(tables.x[256] == 0 && tables.y[256] == 1 && tables.y[0] == 0)
    }
  }

  /// Each layer's corner lies on the density.
  @Test func cornersLieOnTheDensity() {
    for layer in 1..<256 {
      let (exponential, normal) = (Ziggurat.exponential, Ziggurat.normal)
      #expect(abs(Foundation.exp(-exponential.x[layer]) / exponential.y[layer] - 1) < 1e-13)
      #expect(abs(Foundation.exp(-normal.x[layer] * normal.x[layer] / 2) / normal.y[layer] - 1) < 1e-13)
    }
  }

  /// The base strip holds as much as a layer: x₁·f(x₁) and the tail behind it.
  @Test func theBaseStripHasTheTailsArea() {
    let exponential = Ziggurat.exponential.x[1]
    #expect(abs((exponential + 1) * Foundation.exp(-exponential) / 3.949659822581557e-3 - 1) < 1e-13)
    let normal = Ziggurat.normal.x[1]
    let tail = (Double.pi / 2).squareRoot() * erfc(normal / 2.0.squareRoot())
    #expect(abs((normal * Foundation.exp(-normal * normal / 2) + tail) / 4.928673233974655e-3 - 1) < 1e-13)
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

  /// Moments of a million draws, within five standard errors: √(Var Xᵏ / n).
  @Test func exponentialHasItsMoments() {
    let count = 1_000_000
    var stream = RandomStream(seed: 21, entity: "exponential", purpose: "test")
    var sums = [0.0, 0, 0]
    let bounds = [3.0, 7.69711747013104972, 9.5]
    var beyond = [0, 0, 0]
    for _ in 0..<count {
      let x = stream.exponential()
      sums[0] += x
      sums[1] += x * x
      sums[2] += x * x * x
      if x > 3 { for position in 0..<3 where x > bounds[position] { beyond[position] += 1 } }
    }
    // E Xᵏ = k!, Var Xᵏ = (2k)! − k!².
    let theory = [(mean: 1.0, variance: 1.0), (mean: 2.0, variance: 20.0), (mean: 6.0, variance: 684.0)]
    for (sum, moment) in zip(sums, theory) {
      #expect(abs(sum / Double(count) - moment.mean) < 5 * (moment.variance / Double(count)).squareRoot())
    }
    for (bound, above) in zip(bounds, beyond) {
      let expected = Foundation.exp(-bound) * Double(count)
      #expect(abs(Double(above) - expected) < 5 * expected.squareRoot(), "beyond \(bound)")
    }
  }

  @Test func normalHasItsMoments() {
    let count = 1_000_000
    var stream = RandomStream(seed: 21, entity: "normal", purpose: "test")
    var sums = [0.0, 0, 0, 0]
    let bounds = [2.0, 3.0, 3.6541528853610088, 4.2]
    var beyond = [0, 0, 0, 0]
    for _ in 0..<count {
      let x = stream.standardNormal()
      sums[0] += x
      sums[1] += x * x
      sums[2] += x * x * x
      sums[3] += x * x * x * x
      if abs(x) > 2 { for position in 0..<4 where abs(x) > bounds[position] { beyond[position] += 1 } }
    }
    // E X²ᵏ = (2k − 1)!!; odd moments vanish.
    let theory = [
      (mean: 0.0, variance: 1.0), (mean: 1.0, variance: 2.0), (mean: 0.0, variance: 15.0),
      (mean: 3.0, variance: 96.0),
    ]
    for (sum, moment) in zip(sums, theory) {
      #expect(abs(sum / Double(count) - moment.mean) < 5 * (moment.variance / Double(count)).squareRoot())
    }
    for (bound, above) in zip(bounds, beyond) {
      let expected = erfc(bound / 2.0.squareRoot()) * Double(count)
      #expect(abs(Double(above) - expected) < 5 * expected.squareRoot(), "beyond \(bound)")
    }
  }
}
