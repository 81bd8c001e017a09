import Kernel
import NetworkModel

/// Join the shortest queue: of all eligible backends, as the backends themselves report it; ties at random.
///
/// Optimal for equal backends and exponential service (Winston, 1977; Weber, 1978), at the price of knowing all queues.
/// Complexity: O(n) a pick. Fails when the reports are old: all balancers send to the same short queue until the next
/// report (the herd), and with unequal backends.
public struct JoinShortestQueue: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "join-shortest-queue", summary: "The shortest queue of all, ties at random.",
    parameters: [.choice("ties", "How ties are broken.", ["random", "first"])], sees: [.load])

  private let isRandom: Bool

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    isRandom = configuration.choice("ties", Self.descriptor) == "random"
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var least = Int.max
    var tied = 0
    var best = -1
    for place in backends.eligible {
      let load = backends.entries[Int(place)].load
      if load > least { continue }
      if load < least {
        least = load
        tied = 1
        best = Int(place)
      } else {
        tied += 1
      }
    }
    guard best >= 0 else { return nil }
    if isRandom && tied > 1 {
      var left = stream.below(tied)
      for place in backends.eligible where backends.entries[Int(place)].load == least {
        if left == 0 {
          best = Int(place)
          break
        }
        left -= 1
      }
    }
    return BalancingDecision(
      backend: best,
      reason: tied > 1
        ? .init("shortest queue: {0}, one of {1}", least, tied) : .init("shortest queue: {0}", least))
  }
}
