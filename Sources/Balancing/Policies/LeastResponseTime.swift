import Kernel
import NetworkModel

/// Least response time: the least product of recent response time and requests in flight, by weight.
///
/// cost = mean response time · (in flight + 1) / weight, with an exponentially weighted mean over the responses seen. A
/// backend that has not answered yet costs nothing, so each is tried at once. The formula is that which the manuals of
/// nginx Plus (`least_time`) and Citrix ADC describe; neither publishes its code.
///
/// Complexity: O(n) a pick. Fails where errors are fast, and forgets slowly: a backend that was slow once gets no new
/// requests that could show that it has recovered, until the others are as slow.
public struct LeastResponseTime: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "least-response-time", summary: "The least response time times requests in flight, by weight.",
    parameters: [.number("gain", "Share of a new response in the mean.", 0.1, in: 0.001...1)],
    sees: [.attempts])

  private var means: [Double]
  private let gain: Double

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    means = Array(repeating: -1, count: backends.count)
    gain = configuration.number("gain", Self.descriptor)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    var least = 0.0
    for place in backends.eligible {
      let position = Int(place)
      let entry = backends.entries[position]
      let known = max(0, means[position])
      // Those not heard of yet are tried by their load alone, before all others.
      let cost =
        means[position] < 0 && entry.inFlight == 0
        ? -1 : known * Double(entry.inFlight + 1) / Double(entry.weight)
      if best < 0 || cost < least || (cost == least && entry.inFlight < backends.entries[best].inFlight) {
        best = position
        least = cost
      }
    }
    guard best >= 0 else { return nil }
    return BalancingDecision(
      backend: best,
      reason: .init(
        "least cost: mean response {0} ms with {1} in flight", max(0, means[best]) * 1000,
        Double(backends.entries[best].inFlight)))
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {
    if report.isCancelled { return }
    let seconds = report.latency.seconds
    let known = means[report.backend]
    means[report.backend] = known < 0 ? seconds : known + gain * (seconds - known)
  }
}
