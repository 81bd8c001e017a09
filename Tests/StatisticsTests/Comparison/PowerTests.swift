import Testing

@testable import Statistics

@Suite struct PowerTests {
  /// The counts that the noncentral t distribution gives (SciPy's `nct`) for effects of 0.2, 0.5, 1.2 and 3 deviations at
  /// 5% and 80%.
  @Test func replicationsAsTheNoncentralTSays() {
    for (effect, expected) in [(0.2, 199), (0.5, 34), (1.2, 8), (3.0, 4)] {
      #expect(Power.replications(toShow: effect, deviation: 1, significance: 0.05, power: 0.8) == expected)
    }
  }

  @Test func withThatManyTheDifferenceIsDetectable() throws {
    let detectable = try #require(
      Power.detectableDifference(count: 34, deviation: 1, significance: 0.05, power: 0.8))
    #expect(detectable <= 0.5 && detectable > 0.49)
    #expect(Power.detectableDifference(count: 1, deviation: 1, significance: 0.05, power: 0.8) == nil)
  }

  @Test func nothingToShowOrNothingThatVaries() {
    #expect(Power.replications(toShow: 0, deviation: 1, significance: 0.05, power: 0.8) == nil)
    #expect(Power.replications(toShow: 1, deviation: 0, significance: 0.05, power: 0.8) == nil)
    #expect(Power.replications(toShow: 1e-9, deviation: 1, significance: 0.05, power: 0.8) == nil)
  }
}
