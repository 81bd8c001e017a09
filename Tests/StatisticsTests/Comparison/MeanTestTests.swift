import Testing

@testable import Statistics

/// Held against SciPy's `ttest_rel` and `ttest_ind(equal_var=False)`.
@Suite struct MeanTestTests {
  private let first = [12.1, 11.4, 13.0, 12.7, 11.9, 12.3]
  private let second = [11.2, 11.5, 12.1, 11.9, 11.0, 11.8]

  @Test func pairedAsSciPy() throws {
    let test = try #require(MeanTest.paired(first, second, confidence: 0.95))
    #expect(abs(test.difference + 0.65) < 1e-12)
    #expect(abs((test.pValue ?? 0) - 0.01039627984650157) < 1e-12)
    #expect(abs((test.interval?.low ?? 0) + 1.0684604052991622) < 1e-10)
    #expect(abs((test.interval?.high ?? 0) + 0.2315395947008378) < 1e-10)
    #expect(abs((test.effectSize ?? 0) + 1.2026803715690557) < 1e-12)
  }

  @Test func welchAsSciPy() throws {
    let other = [10.2, 14.5, 9.1, 11.0]
    let test = try #require(MeanTest.welch(first, other, confidence: 0.95))
    #expect(abs((test.pValue ?? 0) - 0.44473074214183317) < 1e-11)
    #expect(abs((test.interval?.low ?? 0) + 4.665687116642402) < 1e-9)
    #expect(abs((test.interval?.high ?? 0) - 2.5990204499757317) < 1e-9)
  }

  @Test func whereNothingVariesTheAnswerIsCertain() {
    let same = MeanTest.paired([4, 4, 4], [4, 4, 4], confidence: 0.95)
    #expect(same?.pValue == 1 && same?.difference == 0 && same?.effectSize == nil)
    let other = MeanTest.paired([4, 4, 4], [5, 5, 5], confidence: 0.95)
    #expect(other?.pValue == 0 && other?.interval == Interval(low: 1, high: 1, method: .studentT))
    #expect(MeanTest.welch([4, 4], [4, 4], confidence: 0.95)?.pValue == 1)
  }

  @Test func oneRunAndNone() {
    #expect(MeanTest.paired([1], [2], confidence: 0.95)?.pValue == nil)
    #expect(MeanTest.paired([1], [2], confidence: 0.95)?.difference == 1)
    #expect(MeanTest.paired([], [], confidence: 0.95) == nil)
  }
}
