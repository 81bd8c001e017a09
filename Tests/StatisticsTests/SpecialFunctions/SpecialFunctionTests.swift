import Testing

@testable import Statistics

/// Values from SciPy 1.x (`scipy.special`), which takes them from Cephes and Boost.
@Suite struct SpecialFunctionTests {
  @Test func logGammaFollowsTheTable() {
    let table: [(x: Double, value: Double)] = [
      (0.5, 0.5723649429247), (1, 0), (1.5, -0.12078223763524526), (3, 0.6931471805599453),
      (10, 12.801827480081469), (14.9, 24.924132002217277), (15.1, 25.458999750992664),
      (100.5, 361.43554046777757), (1_000_000, 12815504.569147611),
    ]
    for entry in table {
      let error = abs(logGamma(entry.x) - entry.value)
      #expect(error <= 1e-13 * max(1, abs(entry.value)), "ln Γ(\(entry.x)) is \(logGamma(entry.x))")
    }
    #expect(logGamma(0).isNaN && logGamma(-1).isNaN)
  }

  @Test func regularizedBetaFollowsTheTable() {
    let table: [(x: Double, a: Double, b: Double, value: Double)] = [
      (0.5, 2, 3, 0.6875), (0.1, 0.5, 0.5, 0.20483276469913345), (0.9, 5, 0.5, 0.3166429150200122),
      (0.01, 10, 10, 8.509104732905513e-16), (0.3, 100, 200, 0.10884306564490986),
      (0.999, 1000, 2, 0.7353908495419277),
    ]
    for entry in table {
      let value = regularizedBeta(entry.x, entry.a, entry.b)
      #expect(
        abs(value - entry.value) <= 1e-11 * entry.value, "I(\(entry.x); \(entry.a), \(entry.b)) is \(value)")
    }
  }

  @Test func regularizedBetaIsSymmetric_DLMF8_17_4() {
    for (x, a, b) in [(0.2, 3.0, 7.0), (0.77, 0.5, 12), (0.5, 40, 40)] {
      #expect(abs(regularizedBeta(x, a, b) + regularizedBeta(1 - x, b, a) - 1) < 1e-13)
    }
    #expect(regularizedBeta(0, 2, 2) == 0 && regularizedBeta(1, 2, 2) == 1)
  }
}
