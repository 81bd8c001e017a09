import Kernel
import NetworkModel

/// C3: ranks backends by response time and by the cube of their estimated queue.
///
/// Ψ = R̄ − 1/μ̄ + q̂³/μ̄ with q̂ = 1 + in flight · clients + q̄. R̄ is the mean response time that this client saw, 1/μ̄
/// the mean service time and q̄ the mean queue that the servers told in their responses, all exponentially weighted. The
/// cube punishes long queues more than in proportion, so that a fast server does not attract all.
///
/// Source: Suresh et al., "C3: cutting tail latency in cloud data stores via adaptive replica selection", NSDI 2015,
/// §3.1. Deviation: the rate control of §3.2 is not modelled. Backends not heard of yet come first.
/// Complexity: O(n) a pick. Fails when responses are rare: what the servers told is old.
public struct C3: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "c3", summary: "Ranks by response time and the cube of the queue that servers tell.",
    parameters: [
      .whole(
        "clients", "Balancers that share the backends: weight of the requests in flight.", 1, in: 1...100_000),
      .number("gain", "Share of a new response in the means.", 0.1, in: 0.001...1),
      .number("exponent", "Power of the queue.", 3, in: 1...10),
    ], sees: [.attempts])

  private struct Means: BitwiseCopyable {
    var isKnown = false
    var response = 0.0
    var service = 0.0
    var queue = 0.0
  }

  private var means: [Means]
  private let clients: Double
  private let gain: Double
  private let exponent: Double

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    means = Array(repeating: Means(), count: backends.count)
    clients = configuration.number("clients", Self.descriptor)
    gain = configuration.number("gain", Self.descriptor)
    exponent = configuration.number("exponent", Self.descriptor)
  }

  /// The score of a backend; the least one is chosen.
  public func score(_ backend: Int, inFlight: Int) -> Double {
    let known = means[backend]
    guard known.isKnown else { return Double(inFlight) - 1e9 }
    let queue = 1 + Double(inFlight) * clients + known.queue
    let power = exponent == 3 ? queue * queue * queue : ExactMath.pow(queue, exponent)
    return known.response - known.service + power * known.service
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    var least = 0.0
    for place in backends.eligible {
      let value = score(Int(place), inFlight: backends.entries[Int(place)].inFlight)
      if best < 0 || value < least {
        best = Int(place)
        least = value
      }
    }
    guard best >= 0 else { return nil }
    guard means[best].isKnown else {
      return BalancingDecision(backend: best, reason: .init("not heard of yet"))
    }
    return BalancingDecision(
      backend: best,
      reason: .init("least score {0} with {1} in flight", least, Double(backends.entries[best].inFlight)))
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {
    guard report.succeeded else { return }
    var known = means[report.backend]
    let share = known.isKnown ? gain : 1
    known.isKnown = true
    known.response += share * (report.latency.seconds - known.response)
    known.service += share * (report.serviceTime.seconds - known.service)
    known.queue += share * (Double(report.load) - known.queue)
    means[report.backend] = known
  }
}
