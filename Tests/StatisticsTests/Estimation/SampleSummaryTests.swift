import Testing

@testable import Statistics

@Suite struct SampleSummaryTests {
  /// By hand: mean 5, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32 over 7.
  @Test func meanDeviationAndIntervalByHand() throws {
    let summary = try #require(SampleSummary([2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(summary.mean == 5 && summary.minimum == 2 && summary.maximum == 9)
    #expect(abs(summary.deviation - (32.0 / 7).squareRoot()) < 1e-15)
    // t(7) at 97.5% is 2.364624.
    let interval = try #require(summary.meanInterval(confidence: 0.95))
    let half = 2.3646242515927844 * (32.0 / 7).squareRoot() / 8.0.squareRoot()
    #expect(abs(interval.low - (5 - half)) < 1e-12 && abs(interval.high - (5 + half)) < 1e-12)
  }

  @Test func equalValuesHaveNoSpreadAtAll() {
    // A plain sum of 0.1 ten times is not 1.
    let summary = SampleSummary(Array(repeating: 0.1, count: 10))
    #expect(summary?.mean == 0.1 && summary?.deviation == 0)
  }

  @Test func largeOffsetsDoNotDrownTheSpread() throws {
    let summary = try #require(SampleSummary([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]))
    #expect(abs(summary.deviation - 30.0.squareRoot()) < 1e-9)
  }

  @Test func nothingAndOneValue() {
    #expect(SampleSummary([]) == nil)
    #expect(SampleSummary([3])?.meanInterval(confidence: 0.95) == nil)
  }
}
