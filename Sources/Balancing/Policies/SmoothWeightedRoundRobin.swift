import Kernel
import NetworkModel

/// nginx's smooth weighted round robin: turns in proportion to the weights, spread evenly instead of in bursts.
///
/// Each pick adds to every eligible backend's current weight its effective weight, takes the greatest (the first one on
/// ties), and subtracts the total of the effective weights from the winner. Weights 5, 1, 1 give a a b a c a a. A
/// failed attempt lowers the effective weight by weight / max_fails (1 by default: to zero), and each pick restores 1.
///
/// Source: nginx, `ngx_http_upstream_get_peer` in src/http/ngx_http_upstream_round_robin.c (the algorithm of commit
/// 52327e0627f4, 2012). Complexity: O(n) a pick.
/// Fails when the weights do not say how fast the backends are: it does not look at their load.
package struct SmoothWeightedRoundRobin: BalancingPolicy {
  package static let descriptor = PolicyDescriptor(
    name: "weighted-round-robin",
    summary: "Turns in proportion to the weights, spread smoothly as nginx does.",
    flavors: ["nginx"],
    parameters: [
      .init(
        name: "max-fails", summary: "Failures after which a backend's effective weight is down to zero.",
        defaultValue: 1, range: 1...1000)
    ])

  private struct Peer: BitwiseCopyable {
    let weight: Int
    var effective: Int
    var current = 0
  }

  private var peers: [Peer]
  private let maximumFailures: Int

  package init(weights: [Int], configuration: PolicyConfiguration) {
    peers = weights.map { Peer(weight: $0, effective: $0) }
    let given = configuration.parameters.first { $0.name == "max-fails" }?.value ?? 1
    maximumFailures = Int(min(1000, max(1, given)))
  }

  package mutating func choose(
    _ backends: borrowing BackendTable, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    var total = 0
    for position in peers.indices where backends.entries[position].isEligible {
      peers[position].current += peers[position].effective
      total += peers[position].effective
      if peers[position].effective < peers[position].weight { peers[position].effective += 1 }
      if best < 0 || peers[position].current > peers[best].current { best = position }
    }
    guard best >= 0 else { return nil }
    let reached = peers[best].current
    peers[best].current -= total
    return BalancingDecision(backend: best, reason: .greatestCurrentWeight(reached))
  }

  package mutating func attemptEnded(backend: Int, succeeded: Bool) {
    guard !succeeded else { return }
    let drop = peers[backend].weight / maximumFailures
    peers[backend].effective = max(0, peers[backend].effective - drop)
  }
}
