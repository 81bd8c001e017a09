import Foundation
import Testing

@testable import Kernel

@Suite struct ExactMathTests {
  /// The distance in units of the last place of the true value, as the C library has it.
  private static func ulps(_ value: Double, _ truth: Double) -> Double { abs(value - truth) / truth.ulp }

  @Test func logarithmIsWithinTwoUnitsInTheLastPlace() {
    var stream = RandomStream(seed: 3, entity: "log", purpose: "test")
    var worst = 0.0
    for _ in 0..<100_000 {
      // All exponents from subnormal to the largest, and the neighbourhood of 1, where the logarithm is near zero.
      let wide = Double(bitPattern: stream.next() >> 1)
      if wide.isFinite && wide > 0 {
        worst = max(worst, Self.ulps(ExactMath.log(wide), Foundation.log(wide)))
      }
      let near = 1 + (stream.uniform() - 0.5) * ExactMath.exp(-30 * stream.uniform())
      if near != 1 { worst = max(worst, Self.ulps(ExactMath.log(near), Foundation.log(near))) }
    }
    #expect(worst <= 2, "\(worst)")
  }

  @Test func exponentialIsWithinTwoUnitsInTheLastPlace() {
    var stream = RandomStream(seed: 3, entity: "exp", purpose: "test")
    var worst = 0.0
    for _ in 0..<100_000 {
      for x in [1417 * stream.uniform() - 708, 2 * stream.uniform() - 1, 1e-6 * stream.uniform()] {
        worst = max(worst, Self.ulps(ExactMath.exp(x), Foundation.exp(x)))
      }
    }
    #expect(worst <= 2, "\(worst)")
  }

  @Test func trigonometryIsGoodToAFewUnitsOfTheFifteenthDigit() {
    var stream = RandomStream(seed: 3, entity: "sin", purpose: "test")
    var worst = 0.0
    for _ in 0..<50_000 {
      let (z, w) = (20 * stream.uniform() - 10, stream.uniform())
      worst = max(
        worst, abs(ExactMath.sin(z) - Foundation.sin(z)), abs(ExactMath.cos(z) - Foundation.cos(z)),
        abs(ExactMath.arcsin(w) - Foundation.asin(w)))
    }
    #expect(worst < 4e-15)
  }

  @Test func powersAgreeForEverydayNumbers() {
    var stream = RandomStream(seed: 3, entity: "pow", purpose: "test")
    var worst = 0.0
    for _ in 0..<10_000 {
      let (base, exponent) = (10 * stream.uniform(), 6 * stream.uniform() - 3)
      let truth = Foundation.pow(base, exponent)
      worst = max(worst, abs(ExactMath.pow(base, exponent) / truth - 1))
    }
    #expect(worst < 1e-14)
  }

  @Test func handlesTheEdges() {
    #expect(ExactMath.log(0) == -.infinity)
    #expect(ExactMath.log(-1).isNaN)
    #expect(ExactMath.log(.nan).isNaN)
    #expect(ExactMath.log(.infinity) == .infinity)
    #expect(ExactMath.log(1) == 0)
    #expect(abs(ExactMath.log(.leastNonzeroMagnitude) + 744.4400719213812) < 1e-12)
    #expect(ExactMath.exp(0) == 1)
    #expect(ExactMath.exp(709.78).isFinite)
    #expect(ExactMath.exp(709.79) == .infinity)
    #expect(ExactMath.exp(-745.1) == .leastNonzeroMagnitude)
    #expect(ExactMath.exp(-746) == 0)
    #expect(ExactMath.exp(.infinity) == .infinity)
    #expect(ExactMath.exp(-.infinity) == 0)
    #expect(ExactMath.exp(.nan).isNaN)
    #expect(ExactMath.sin(.infinity).isNaN)
    #expect(ExactMath.cos(.nan).isNaN)
    #expect(ExactMath.arcsin(0) == 0)
    #expect(ExactMath.arcsin(2) == Double.pi / 2)
    #expect(ExactMath.pow(0, 2) == 0)
    #expect(ExactMath.pow(0, 0) == 1)
  }

  /// Bits, so that a platform that computes otherwise would notice.
  @Test func givesTheSameBitsEverywhere() {
    let values = [
      ExactMath.log(10), ExactMath.log(0.3), ExactMath.exp(1), ExactMath.exp(-12.5), ExactMath.pow(1.7, 3.3),
      ExactMath.sin(2), ExactMath.arcsin(0.8),
    ]
    #expect(
      values.map(\.bitPattern) == [
        0x4002_6BB1_BBB5_5516, 0xBFF3_4378_FCBD_A721, 0x4005_BF0A_8B14_576A, 0x3ECF_42ED_3F68_E690,
        0x4017_0B0A_6F6E_CCFA, 0x3FED_18F6_EAD1_B446, 0x3FED_AC67_0561_BB50,
      ])
  }
}
