import Kernel
import NetworkModel

/// Draws the keys of one client's requests.
struct KeySource: Sendable {
  private let spec: KeysSpec?
  /// Running sums of the probabilities, for Zipf's law.
  private let sums: [Double]
  private var stream: RandomStream
  private var next = 0

  /// - Parameter sums: from `cumulative(_:)`, so that clients of one line share them.
  init(_ spec: KeysSpec?, sums: [Double], stream: RandomStream) {
    self.spec = spec
    self.sums = sums
    self.stream = stream
  }

  /// The running sums of n^−s for n from 1, where the keys follow Zipf's law; else nothing.
  static func cumulative(_ spec: KeysSpec?) -> [Double] {
    guard case .zipf(let count, let exponent) = spec else { return [] }
    var sum = 0.0
    return (1...max(1, count)).map { rank in
      sum += ExactMath.pow(Double(rank), -exponent)
      return sum
    }
  }

  /// The place of the next key among those of its line; nil without keys.
  mutating func draw() -> Int? {
    switch spec {
    case nil: return nil
    case .uniform(let count): return stream.below(count)
    case .zipf:
      let point = stream.uniform() * (sums.last ?? 0)
      var (low, high) = (0, sums.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] > point { high = middle } else { low = middle + 1 }
      }
      return low
    case .list(let texts):
      let place = next
      next = next + 1 == texts.count ? 0 : next + 1
      return place
    }
  }
}
