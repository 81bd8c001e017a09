import Kernel
import Testing

@testable import Statistics

@Suite struct MSERTests {
  /// Twenty batches by hand: the first two stand at 100, the rest alternate between 1 and 3. Any cut before the third batch
  /// keeps a squared distance of thousands; from there on the squares fall no faster than the count.
  @Test func cutsAStepOff() throws {
    var observations = [Double](repeating: 100, count: 10)
    for batch in 0..<18 { observations += [Double](repeating: batch % 2 == 0 ? 1 : 3, count: 5) }
    let cut = try #require(MSER(observations))
    #expect(cut.cut == 10 && !cut.isTooShort)
  }

  /// The definition, computed plainly for every cut.
  @Test func agreesWithItsDefinition() throws {
    for seed in 1...20 {
      var stream = RandomStream(seed: UInt64(seed), entity: "mser", purpose: "test")
      var observations: [Double] = []
      for number in 0..<503 {
        observations.append(stream.uniform() + (number < 90 ? Double(90 - number) / 30 : 0))
      }
      let means = (0..<100).map { batch in observations[batch * 5..<batch * 5 + 5].reduce(0, +) / 5 }
      let values = (0...50).map { cut -> Double in
        let rest = means[cut...]
        let mean = rest.reduce(0, +) / Double(rest.count)
        return rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count * rest.count)
      }
      let best = try #require(values.indices.min { values[$0] < values[$1] })
      #expect(MSER(observations)?.cut == best * 5)
    }
  }

  @Test func aTrendWithoutEndIsTooShort() {
    #expect(MSER((0..<200).map { Double(200 - $0) * Double(200 - $0) })?.isTooShort == true)
    #expect(MSER([1, 2, 3]) == nil)
  }
}
