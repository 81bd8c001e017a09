import Kernel
import NetworkModel

/// Envoy's least request: the less loaded of a few random backends; with unequal weights a schedule that bends with load.
///
/// Equal weights: `choices` draws with replacement, the first of the least loaded wins. Unequal weights: the
/// earliest-deadline-first schedule in which a backend is due after 1/w′, with w′ = weight / (in flight + 1)^bias taken
/// when it was last picked. Weight 2 with 4 in flight counts 0.4; with bias 0 this is weighted round robin.
///
/// Source: Envoy, `LeastRequestLoadBalancer` in source/extensions/load_balancing_policies/least_request. Deviation: the
/// schedule starts at its beginning and not at a random place.
/// Complexity: O(choices), or O(log n) with weights. Fails where failing fast looks like being idle, though less than a
/// full scan does: at most `choices`/n of the requests find the black hole.
public struct LeastRequest: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "least-request", summary: "The less loaded of a few random backends, as Envoy does.",
    flavors: ["envoy"],
    parameters: [
      .whole("choices", "envoy: random backends that are compared.", 2, in: 1...1000),
      .number("active-request-bias", "envoy: exponent of the load where weights differ.", 1, in: 0...10),
    ])

  private let choices: Int
  private let bias: Double
  private let isWeighted: Bool
  private var schedule: DeadlineSchedule
  private var version: UInt32 = .max

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    choices = configuration.whole("choices", Self.descriptor)
    bias = configuration.number("active-request-bias", Self.descriptor)
    isWeighted = backends.contains { $0.weight != backends[0].weight }
    schedule = DeadlineSchedule(capacity: isWeighted ? backends.count : 0)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    if isWeighted { return scheduled(backends) }
    let first = backends.random(&stream)
    guard first >= 0 else { return nil }
    var best = first
    var rejected = -1
    for _ in 1..<max(1, choices) {
      let sample = backends.random(&stream)
      if backends.entries[sample].inFlight < backends.entries[best].inFlight {
        rejected = best
        best = sample
      } else if sample != best {
        rejected = sample
      }
    }
    let load = backends.entries[best].inFlight
    guard rejected >= 0 else {
      return BalancingDecision(backend: best, reason: .init("drawn at random, with {0} in flight", load))
    }
    return BalancingDecision(
      backend: best,
      reason: .init(
        "{0} in flight, against {1} at {b}", load, backends.entries[rejected].inFlight, other: rejected))
  }

  /// The weight that counts for a backend's next deadline.
  public static func weight(_ weight: Int, inFlight: Int, bias: Double) -> Double {
    if bias == 0 { return Double(weight) }
    if bias == 1 { return Double(weight) / Double(inFlight + 1) }
    return Double(weight) / ExactMath.pow(Double(inFlight + 1), bias)
  }

  private func weight(_ place: Int, _ backends: borrowing BackendTable) -> Double {
    Self.weight(backends.entries[place].weight, inFlight: backends.entries[place].inFlight, bias: bias)
  }

  private mutating func scheduled(_ backends: borrowing BackendTable) -> BalancingDecision? {
    if version != backends.version {
      version = backends.version
      schedule.removeAll()
      for place in backends.eligible { schedule.add(Int(place), weight: weight(Int(place), backends)) }
    }
    guard let chosen = schedule.next() else { return nil }
    let counted = weight(chosen, backends)
    schedule.add(chosen, weight: counted)
    return BalancingDecision(
      backend: chosen,
      reason: .init(
        "earliest deadline; its next is in 1/{0} with {1} in flight", counted,
        Double(backends.entries[chosen].inFlight)))
  }
}
