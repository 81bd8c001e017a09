/// MSER-5: where the warm-up of a run ends.
///
/// White, Cobb and Spratt, "A comparison of five steady-state truncation heuristics for simulation", Winter Simulation
/// Conference 2000: means of batches of five observations; the cut d that makes the marginal standard error of what is left,
/// Σ(Yᵢ − Ȳ)² / (n − d)², least. A cut in the second half of the run says that the run is too short to tell.
package struct MSER: Sendable, Equatable {
  /// Observations to leave out; a multiple of the batch size.
  package let cut: Int
  /// The least was found only at the middle of the run: the warm-up may be longer than that.
  package let isTooShort: Bool

  /// Nil for fewer than ten batches. O(n).
  package init?(_ observations: [Double], batch: Int = 5) {
    let count = observations.count / batch
    guard count >= 10 else { return nil }
    var means: [Double] = []
    means.reserveCapacity(count)
    for number in 0..<count {
      var sum = 0.0
      for offset in 0..<batch { sum += observations[number * batch + offset] }
      means.append(sum / Double(batch))
    }
    // From the end, mean and squares of what would be left grow by one batch a step (Welford).
    var (left, mean, squares) = (0.0, 0.0, 0.0)
    var best: (cut: Int, value: Double)?
    for number in means.indices.reversed() {
      left += 1
      let step = means[number] - mean
      mean += step / left
      squares += step * (means[number] - mean)
      guard number <= count / 2 else { continue }
      let value = squares / (left * left)
      if best.map({ value <= $0.value }) ?? true { best = (number, value) }
    }
    guard let best else { return nil }
    cut = best.cut * batch
    isTooShort = best.cut == count / 2
  }
}
