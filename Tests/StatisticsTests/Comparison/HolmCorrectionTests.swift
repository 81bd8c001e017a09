import Testing

@testable import Statistics

@Suite struct HolmCorrectionTests {
  /// By hand: 0.01·4, 0.02·3, then 0.03·2 and 0.04·1, which may not fall below 0.06.
  @Test func stepsDownByHand() {
    let adjusted = HolmCorrection.adjusted([0.04, 0.01, 0.03, 0.02])
    for (value, expected) in zip(adjusted, [0.06, 0.04, 0.06, 0.06]) {
      #expect(abs(value - expected) < 1e-15)
    }
  }

  @Test func isNeverAboveOneAndLeavesASingleOneAlone() {
    #expect(HolmCorrection.adjusted([0.9, 0.8]) == [1, 1])
    #expect(HolmCorrection.adjusted([0.03]) == [0.03])
    #expect(HolmCorrection.adjusted([]).isEmpty)
  }
}
