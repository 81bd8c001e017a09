import Kernel
import NetworkModel

/// HAProxy's `balance first`: the first server that has a free connection slot.
///
/// For fleets that can be switched off from the back. When all are full HAProxy keeps the request in its own queue.
/// Deviation: here it then goes to the server with the fewest in flight, and waits there.
///
/// Source: HAProxy 2.6, src/lb_fas.c. Complexity: O(n) a pick. Fails without a sensible limit on connections: everything
/// goes to the first server.
public struct FirstAvailable: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "first", summary: "The first backend that has a free slot, as HAProxy's first.",
    flavors: ["haproxy"],
    parameters: [
      .whole(
        "max-connections", "Requests in flight that fill a backend; 0: as many as it serves at once.", 0,
        in: 0...1_000_000)
    ])

  private let limits: [Int]

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    let given = configuration.whole("max-connections", Self.descriptor)
    limits = backends.map { given > 0 ? given : max(1, $0.slots) }
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var least = -1
    for place in backends.eligible where Int(place) != request.previous || backends.eligible.count == 1 {
      let position = Int(place)
      let load = backends.entries[position].inFlight
      if load < limits[position] {
        return BalancingDecision(
          backend: position,
          reason: .init("the first with room: {0} in flight of {1}", load, limits[position]))
      }
      if least < 0 || load < backends.entries[least].inFlight { least = position }
    }
    guard least >= 0 else { return nil }
    return BalancingDecision(
      backend: least, reason: .init("all are full; fewest in flight: {0}", backends.entries[least].inFlight))
  }
}
