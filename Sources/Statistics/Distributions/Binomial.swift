/// The number of successes in `trials` independent trials.
package struct Binomial: Sendable {
  package let trials: Int
  package let probability: Double

  package init(trials: Int, probability: Double) {
    self.trials = trials
    self.probability = probability
  }

  /// P(X ≤ k) = I₁₋ₚ(n − k, k + 1) (DLMF 8.17.5).
  package func cumulative(_ k: Int) -> Double {
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return regularizedBeta(1 - probability, Double(trials - k), Double(k + 1), complement: probability)
  }
}
