import Kernel
import NetworkModel

/// Power of d choices: the shortest queue of d different random backends, as the backends themselves report it.
///
/// Two choices are exponentially better than one: the longest queue falls from Θ(log n / log log n) to Θ(log log n);
/// with Poisson arrivals of rate λ a backend, the share of queues of at least i is λ^((dⁱ − 1)/(d − 1)).
///
/// Source: Mitzenmacher, "The power of two choices in randomized load balancing", 2001, §2; Vvedenskaya, Dobrushin and
/// Karpelevich, 1996. Ties go to the first drawn. Complexity: O(d²), without allocation.
/// Fails with unequal backends: the length of a queue is not its time.
public struct PowerOfChoices: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "power-of-d", summary: "The shortest queue of d random backends.",
    parameters: [.whole("d", "Backends that are compared.", 2, in: 1...64)], sees: [.load])

  private let choices: Int
  private var drawn: [Int32]

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    choices = configuration.whole("d", Self.descriptor)
    drawn = Array(repeating: -1, count: choices)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    let count = backends.eligible.count
    guard count > 0 else { return nil }
    if choices == 2 && count > 1 {
      // The usual case: the second of the others.
      let one = stream.below(count)
      var two = stream.below(count - 1)
      if two >= one { two += 1 }
      let (a, b) = (Int(backends.eligible[one]), Int(backends.eligible[two]))
      let isSecond = backends.entries[b].load < backends.entries[a].load
      return decision(isSecond ? b : a, over: isSecond ? a : b, backends)
    }
    var best = -1
    var rejected = -1
    for number in 0..<min(choices, count) {
      // Floyd's way to draw without putting back: a place already drawn stands for the newest one.
      let limit = count - min(choices, count) + number
      var place = stream.below(limit + 1)
      for earlier in 0..<number where drawn[earlier] == Int32(truncatingIfNeeded: place) {
        place = limit
        break
      }
      drawn[number] = Int32(truncatingIfNeeded: place)
      let candidate = Int(backends.eligible[place])
      if best < 0 || backends.entries[candidate].load < backends.entries[best].load {
        rejected = best
        best = candidate
      } else {
        rejected = candidate
      }
    }
    return decision(best, over: rejected, backends)
  }

  @inline(__always)
  private func decision(
    _ best: Int, over rejected: Int, _ backends: borrowing BackendTable
  ) -> BalancingDecision {
    let load = backends.entries[best].load
    guard rejected >= 0 else { return BalancingDecision(backend: best, reason: .init("the only one")) }
    return BalancingDecision(
      backend: best,
      reason: .init(
        "queue of {0}, against {1} at {b}", load, backends.entries[rejected].load, other: rejected))
  }
}
