import Kernel
import NetworkModel

/// HAProxy's `balance leastconn`: the least key, where key = (in flight + 1) · 4096 / weight, and zero when idle.
///
/// Servers stand in a tree by key; those with equal keys in the order in which they came there, so that they take turns.
/// A server moves to the end of its key's line whenever its key changes. All idle servers have the key zero: weights do
/// not count among them. Weights are scaled by 16; above 256 they count as 256.
///
/// Source: HAProxy 2.6, src/lb_fwlc.c (`fwlc_srv_reposition`, `fwlc_get_next_server`). Deviation: a scan in place of the
/// tree, O(n) a pick. Fails as all least-loaded policies: a fast failure looks like a fast server.
public struct RotatingLeastConnections: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "least-connections", summary: "HAProxy's leastconn.", flavors: ["haproxy"], sees: [.attempts])

  private struct Place: BitwiseCopyable {
    let weight: Int
    var key = 0
    var order: UInt64
  }

  private var places: [Place]
  private var order: UInt64 = 0

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    places = []
    for backend in backends {
      order += 1
      places.append(Place(weight: min(256, backend.weight) * FastWeightedRoundRobin.scale, order: order))
    }
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var best = -1
    for place in backends.eligible where Int(place) != request.previous {
      let position = Int(place)
      if best < 0 || places[position].key < places[best].key
        || (places[position].key == places[best].key && places[position].order < places[best].order)
      {
        best = position
      }
    }
    if best < 0 && request.previous >= 0 && backends.entries[request.previous].isEligible {
      best = request.previous
    }
    guard best >= 0 else { return nil }
    let load = backends.entries[best].inFlight
    reposition(best, inFlight: load + 1)
    return BalancingDecision(
      backend: best,
      reason: .init("least key with {0} in flight at weight {1}", load, backends.entries[best].weight))
  }

  public mutating func attemptEnded(_ report: AttemptReport, _ backends: borrowing BackendTable) {
    reposition(report.backend, inFlight: backends.entries[report.backend].inFlight)
  }

  private mutating func reposition(_ position: Int, inFlight: Int) {
    let key = inFlight == 0 ? 0 : (inFlight + 1) * FastWeightedRoundRobin.greatest / places[position].weight
    guard key != places[position].key else { return }
    places[position].key = key
    order += 1
    places[position].order = order
  }

  /// A server that comes back goes to the end of its key's line.
  public mutating func eligibilityChanged(_ backend: Int, _ backends: borrowing BackendTable) {
    guard backends.entries[backend].isEligible else { return }
    order += 1
    places[backend].order = order
  }
}
