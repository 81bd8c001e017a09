import Testing

@testable import Statistics

@Suite struct QuantileEstimateTests {
  /// Tables of sign-test intervals of the median: n = 10 gives the 2nd and 9th value at 95% (really 97.9%).
  @Test func intervalOfTheMedianOfTen_HahnMeeker5_2() throws {
    let estimate = try #require(QuantileEstimate((1...10).map(Double.init), share: 0.5, confidence: 0.95))
    #expect(estimate.value == 5.5)
    #expect(estimate.interval == Interval(low: 2, high: 9, method: .orderStatistics))
  }

  @Test func fiveValuesAreTooFewForOrderStatistics() throws {
    // (½)⁵ is above 2.5%: no pair of order statistics holds the median with 95%.
    #expect(QuantileEstimate.orderStatistics([1, 2, 3, 4, 5], 0.5, 0.95) == nil)
    #expect(QuantileEstimate.orderStatistics([1, 2, 3, 4, 5, 6], 0.5, 0.95)?.low == 1)
    let estimate = try #require(QuantileEstimate([5, 3, 1, 2, 4], share: 0.5, confidence: 0.95))
    #expect(estimate.interval?.method == .bootstrap)
    #expect(estimate.value == 3)
    let again = QuantileEstimate([1, 2, 3, 4, 5], share: 0.5, confidence: 0.95)
    #expect(estimate == again, "the bootstrap draws from a stream of its own")
  }

  /// Definition 7: the position is share × (n − 1) from 0.
  @Test func interpolatesBetweenOrderStatistics_HyndmanFan() {
    #expect(QuantileEstimate.quantile(ofSorted: [10, 20, 30, 40], 0.5) == 25)
    #expect(QuantileEstimate.quantile(ofSorted: [10, 20, 30, 40], 0.9) == 37)
    #expect(QuantileEstimate.quantile(ofSorted: [10], 0.9) == 10)
    #expect(QuantileEstimate.quantile(ofSorted: [10, 20], 1) == 20)
  }
}
