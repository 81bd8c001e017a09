import Kernel
import NetworkModel

/// Peak EWMA: of two random backends the one with the less peak-sensitive latency times requests in flight.
///
/// A response slower than the estimate replaces it at once; a faster one moves it by the share 1 − e^(−Δ/τ), Δ since
/// the last update; between responses the estimate decays by e^(−Δ/τ). cost = estimate · (in flight + 1). So one bad
/// response is noticed at once, and forgiven slowly. From an estimate of 10 ms with τ = 1 s, 100 ms later it is 9.048 ms.
///
/// Source: Finagle, `PeakEwma`, and Linkerd's proxy, which starts at 30 ms with τ = 10 s and compares two.
/// Complexity: O(choices). Fails where errors are fast: they lower the estimate.
public struct PeakEWMA: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "peak-ewma",
    summary: "The less latency, peaks first, times requests in flight, of two random ones.",
    parameters: [
      .duration("tau", "Time constant of the decay.", .seconds(10)),
      .duration("default-rtt", "Estimate before the first response.", .milliseconds(30)),
      .whole("choices", "Random backends that are compared; 0: all.", 2, in: 0...1000),
    ], sees: [.attempts])

  private struct Estimate: BitwiseCopyable {
    var seconds: Double
    var updated: SimTime
  }

  private var estimates: [Estimate]
  private let tau: Double
  private let choices: Int

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    let start = configuration.duration("default-rtt", Self.descriptor).seconds
    estimates = Array(repeating: Estimate(seconds: start, updated: .zero), count: backends.count)
    tau = max(1e-9, configuration.duration("tau", Self.descriptor).seconds)
    choices = configuration.whole("choices", Self.descriptor)
  }

  /// The estimate at a time, in seconds.
  public func estimate(_ backend: Int, at now: SimTime) -> Double {
    estimates[backend].seconds * ExactMath.exp(-(now - estimates[backend].updated).seconds / tau)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    let count = backends.eligible.count
    guard count > 0 else { return nil }
    var best = -1
    var rejected = -1
    var least = 0.0
    var second = 0.0
    let samples = choices == 0 || choices >= count ? count : choices
    var previous = -1
    for number in 0..<samples {
      var place = number
      if samples < count {
        // Two are always different; more are drawn with replacement.
        place = number == 1 ? stream.below(count - 1) : stream.below(count)
        if number == 1 && place >= previous { place += 1 }
        previous = place
      }
      let candidate = Int(backends.eligible[place])
      let cost = estimate(candidate, at: request.now) * Double(backends.entries[candidate].inFlight + 1)
      if best < 0 || cost < least {
        (rejected, second) = (best, least)
        (best, least) = (candidate, cost)
      } else {
        (rejected, second) = (candidate, cost)
      }
    }
    guard rejected >= 0 else { return BalancingDecision(backend: best, reason: .init("the only one")) }
    return BalancingDecision(
      backend: best,
      reason: .init("cost {0} ms, against {1} ms at {b}", least * 1000, second * 1000, other: rejected))
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {
    if report.isCancelled { return }
    let old = estimates[report.backend].seconds
    let rtt = report.latency.seconds
    let share = ExactMath.exp(-(report.now - estimates[report.backend].updated).seconds / tau)
    estimates[report.backend].seconds = rtt > old ? rtt : old * share + rtt * (1 - share)
    estimates[report.backend].updated = report.now
  }
}
