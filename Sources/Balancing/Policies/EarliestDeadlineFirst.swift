import Kernel
import NetworkModel

/// Envoy's weighted round robin: an earliest-deadline-first schedule.
///
/// Backend i is due every 1/wᵢ; the earliest deadline is next, and among equals the one that was put into the schedule
/// first. Weights 5, 1, 1 give a a a a b c a. When the set of eligible backends changes the schedule is built anew.
///
/// Source: Envoy, `EdfScheduler` in source/extensions/load_balancing_policies/common and `EdfLoadBalancerBase::refresh`.
/// Deviation: deadlines are exact fractions, so that a cycle repeats; with `arithmetic: float` they are sums of binary
/// fractions as in Envoy, where the rounding of 1/5 shifts the second cycle. Envoy starts each schedule at a random
/// place; here it starts at the beginning.
/// Complexity: O(log n) a pick. Fails as every policy that does not look at the load.
public struct EarliestDeadlineFirst: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "weighted-round-robin", summary: "Envoy's schedule of earliest deadlines.", flavors: ["envoy"],
    parameters: [
      .choice(
        "arithmetic", "envoy: exact fractions, or the floating point of the original.", ["exact", "float"])
    ])

  private var schedule: DeadlineSchedule
  private var version: UInt32 = .max
  private let isExact: Bool

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    schedule = DeadlineSchedule(capacity: backends.count)
    isExact = configuration.choice("arithmetic", Self.descriptor) == "exact"
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    if version != backends.version {
      version = backends.version
      schedule.removeAll()
      for place in backends.eligible {
        schedule.add(Int(place), weight: Double(backends.entries[Int(place)].weight))
      }
    }
    guard let chosen = schedule.next() else { return nil }
    let weight = Double(backends.entries[chosen].weight)
    if isExact { schedule.addExactly(chosen, weight: weight) } else { schedule.add(chosen, weight: weight) }
    return BalancingDecision(
      backend: chosen, reason: .init("earliest deadline ({0})", schedule.now))
  }
}
