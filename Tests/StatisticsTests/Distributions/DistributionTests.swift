import Testing

@testable import Statistics

/// Values from SciPy's `stats`.
@Suite struct DistributionTests {
  private func isNear(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-10) -> Bool {
    abs(value - expected) <= tolerance * max(1e-3, abs(expected))
  }

  @Test func quantilesOfStudentsTFollowTheTable() {
    let table: [(df: Double, values: [Double])] = [
      (
        1,
        [0.32491969623290634, 3.0776835371752544, 12.706204736174694, 63.656741162871526, 3183.098757118502]
      ),
      (2, [0.2886751345948128, 1.8856180831641272, 4.302652729749462, 9.924843200918287, 70.70007107496818]),
      (
        2.5,
        [0.2814595127485477, 1.7302509288071766, 3.5746548420036817, 7.163728138948783, 34.867969321116306]
      ),
      (
        5, [0.2671808657041451, 1.4758840488244815, 2.5705818356363146, 4.032142983555228, 9.677566300882814]
      ),
      (9, [0.260955336473911, 1.3830287383966329, 2.262157162798205, 3.249835541592126, 6.010132129081531]),
      (
        29, [0.25568363457125604, 1.311433647301551, 2.045229642132703, 2.756385903670605, 4.253894118432321]
      ),
      (
        99,
        [0.25402901215180673, 1.2901614420344854, 1.9842169515864174, 2.626405457280827, 3.8630891071273092]
      ),
      (
        1000,
        [0.25341451583949876, 1.2823987214609247, 1.9623390808264083, 2.580754698065951, 3.7328516045753966]
      ),
    ]
    for row in table {
      let t = StudentT(degreesOfFreedom: row.df)
      for (p, expected) in zip([0.6, 0.9, 0.975, 0.995, 0.9999], row.values) {
        #expect(isNear(t.quantile(p), expected), "t(\(row.df)) at \(p) is \(t.quantile(p))")
        #expect(t.quantile(p) == -t.quantile(1 - p) || isNear(t.quantile(1 - p), -expected))
        #expect(isNear(t.cumulative(expected), p))
      }
    }
    #expect(StudentT(degreesOfFreedom: 3).quantile(0.5) == 0)
  }

  @Test func tailsOfStudentsTFollowTheTable() {
    let table: [(df: Double, t: Double, p: Double)] = [
      (1, 1, 0.5), (4, 2.5, 0.06676654481198814), (9, 10, 3.578237431924736e-06),
      (30, 0.1, 0.9210096117902712),
      (200_000, 1.96, 0.04999717674271252), (3.7, 40, 5.138624982141497e-06),
    ]
    for row in table {
      let p = StudentT(degreesOfFreedom: row.df).twoSided(row.t)
      #expect(abs(p - row.p) <= 1e-8 * row.p, "\(row.df) \(row.t): \(p)")
      #expect(p == StudentT(degreesOfFreedom: row.df).twoSided(-row.t))
    }
    #expect(StudentT(degreesOfFreedom: 5).twoSided(.infinity) == 0)
  }

  @Test func normalQuantilesFollowTheTable_AS241() {
    let table: [(p: Double, value: Double)] = [
      (1e-10, -6.361340902404056), (0.001, -3.090232306167813), (0.025, -1.9599639845400545),
      (0.2, -0.8416212335729142), (0.5, 0), (0.8, 0.8416212335729143), (0.975, 1.959963984540054),
      (0.9999999, 5.199337582290661),
    ]
    for row in table { #expect(isNear(StandardNormal.quantile(row.p), row.value, 1e-9)) }
    #expect(StandardNormal.quantile(0) == -.infinity && StandardNormal.quantile(1) == .infinity)
  }

  @Test func binomialsFollowTheTable() {
    let table: [(k: Int, n: Int, p: Double, value: Double)] = [
      (0, 10, 0.5, 0.0009765625), (3, 10, 0.5, 0.171875), (4, 10, 0.5, 0.376953125),
      (50, 100, 0.5, 0.5397946186935889), (89, 100, 0.9, 0.4168444877335079),
      (2, 20, 0.1, 0.6769268051894659),
    ]
    for row in table {
      #expect(isNear(Binomial(trials: row.n, probability: row.p).cumulative(row.k), row.value))
    }
    #expect(Binomial(trials: 5, probability: 0.3).cumulative(-1) == 0)
    #expect(Binomial(trials: 5, probability: 0.3).cumulative(5) == 1)
  }
}
