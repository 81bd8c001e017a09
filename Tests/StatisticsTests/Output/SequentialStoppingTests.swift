import Testing

@testable import Statistics

@Suite struct SequentialStoppingTests {
  @Test func relativeHalfWidthAsLaw9_4() throws {
    // Half-width 2.3646·2.1381/√8 = 1.7875; of the mean 5 that is 35.7%.
    let summary = try #require(SampleSummary([2, 4, 4, 4, 5, 5, 7, 9]))
    // 0.55/1.55 = 35.5% is not enough, 0.56/1.56 = 35.9% is.
    #expect(!SequentialStopping(halfWidth: .relative(0.55), limit: 100).isReached(summary, confidence: 0.95))
    #expect(SequentialStopping(halfWidth: .relative(0.56), limit: 100).isReached(summary, confidence: 0.95))
    #expect(SequentialStopping(halfWidth: .absolute(1.79), limit: 100).isReached(summary, confidence: 0.95))
    #expect(!SequentialStopping(halfWidth: .absolute(1.78), limit: 100).isReached(summary, confidence: 0.95))
  }

  @Test func growsByHalfUpToTheLimit() {
    let stopping = SequentialStopping(halfWidth: .relative(0.05), limit: 40)
    #expect(stopping.next(after: 4) == 9)
    #expect(stopping.next(after: 10) == 15)
    #expect(stopping.next(after: 20) == 30)
    #expect(stopping.next(after: 30) == 40)
  }

  @Test func aValueThatNeverVariesIsPreciseEvenAtZero() throws {
    let summary = try #require(SampleSummary([0, 0, 0]))
    #expect(SequentialStopping(halfWidth: .relative(0.05), limit: 9).isReached(summary, confidence: 0.95))
  }
}
