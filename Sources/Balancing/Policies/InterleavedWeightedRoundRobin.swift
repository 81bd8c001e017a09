import Kernel
import NetworkModel

/// IPVS's weighted round robin: passes over the list, each with a lower bar.
///
/// The bar starts at the greatest weight; a pass takes every backend whose weight reaches it; at the end of the list the
/// bar falls by the greatest common divisor of all weights, and below zero starts again at the top. Weights 5, 1, 1 give
/// a a a a a b c: bursts for the heavy one.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_wrr.c. Complexity: O(n · w / gcd) at worst, O(1) for equal weights.
/// Fails with very unequal weights, which make bursts, and as every policy that does not look at the load.
public struct InterleavedWeightedRoundRobin: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "weighted-round-robin", summary: "IPVS's passes with a falling bar.", flavors: ["ipvs"])

  /// The last pick; -1: the head of the list.
  private var last = -1
  private var bar = 0
  private var top = 0
  private var step = 1

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    measure(BackendTable(weights: backends.map(\.weight)))
    bar = top
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    guard !backends.eligible.isEmpty else { return nil }
    while true {
      var candidate = last + 1
      while candidate < backends.count {
        let entry = backends.entries[candidate]
        if entry.isEligible && entry.weight >= bar {
          last = candidate
          return BalancingDecision(
            backend: candidate, reason: .init("weight {0} reaches the bar at {1}", entry.weight, bar))
        }
        candidate += 1
      }
      last = -1
      bar -= step
      if bar <= 0 { bar = top }
    }
  }

  /// `ip_vs_wrr_dest_changed`: a backend that is out has weight 0 and does not count.
  public mutating func eligibilityChanged(_ backend: Int, _ backends: borrowing BackendTable) {
    measure(backends)
    last = -1
    if bar > top || bar == 0 {
      bar = top
    } else if step > 1 {
      bar = bar / step * step + 1
    }
  }

  private mutating func measure(_ backends: borrowing BackendTable) {
    var divisor = 0
    var greatest = 0
    for place in backends.eligible {
      let weight = backends.entries[Int(place)].weight
      divisor = Self.greatestCommonDivisor(weight, divisor)
      greatest = max(greatest, weight)
    }
    step = max(1, divisor)
    top = greatest - (step - 1)
  }

  static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
