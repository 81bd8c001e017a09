import Kernel
import NetworkModel

/// Join the idle queue: a backend that told that it is idle, in the order of telling; else any at random.
///
/// Backends look for work, not balancers for backends: one that becomes idle tells one balancer, drawn at random, which
/// puts it into its queue of idle ones. Nothing is asked on the way of a request.
///
/// Source: Lu et al., "Join-Idle-Queue: a novel load balancing algorithm for dynamically scalable web services", 2011,
/// §2 (JIQ-Random). Complexity: O(1). Fails near saturation, where hardly any backend is ever idle and this is random.
public struct JoinIdleQueue: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "join-idle-queue", summary: "A backend that said that it is idle, else any.", sees: [.idleness])

  /// A ring of backends; each stands in it once at most.
  private var idle: [Int32]
  private var first = 0
  private var waiting = 0
  private var isQueued: [Bool]

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    idle = Array(repeating: 0, count: max(1, backends.count))
    isQueued = Array(repeating: false, count: backends.count)
  }

  public mutating func becameIdle(_ backend: Int) {
    guard !isQueued[backend] else { return }
    isQueued[backend] = true
    idle[(first + waiting) % idle.count] = Int32(truncatingIfNeeded: backend)
    waiting += 1
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    while waiting > 0 {
      let backend = Int(idle[first])
      first = (first + 1) % idle.count
      waiting -= 1
      isQueued[backend] = false
      if backends.entries[backend].isEligible {
        return BalancingDecision(
          backend: backend, reason: .init("it said that it is idle; {0} more are", waiting))
      }
    }
    let chosen = backends.random(&stream)
    guard chosen >= 0 else { return nil }
    return BalancingDecision(backend: chosen, reason: .init("no idle one is known; drawn at random"))
  }
}
