import Kernel
import NetworkModel

/// IPVS's twos: the less busy for its weight of two backends drawn by weight, with or without being the same.
///
/// Both draws are whole numbers from zero to the sum of the weights, the sum included, and each goes to the first backend at
/// which the running sum is no less. So the first backend of the list has one chance more than its weight: two idle backends of
/// weight 1 get two thirds and one third. On ties the first draw wins.
///
/// Source: Linux, net/netfilter/ipvs/ip_vs_twos.c. Complexity: O(n) a pick. Fails with few units of weight, where the
/// first backend's extra chance shows.
public struct RandomTwoIPVS: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "random-two", summary: "IPVS's twos.", flavors: ["ipvs"])

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {}

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    guard !backends.eligible.isEmpty else { return nil }
    let first = Self.backend(at: stream.below(backends.eligibleWeight + 1), backends)
    let second = Self.backend(at: stream.below(backends.eligibleWeight + 1), backends)
    let (a, b) = (backends.entries[first], backends.entries[second])
    let isSecond = b.weight * a.inFlight > a.weight * b.inFlight
    return BalancingDecision(
      backend: isSecond ? second : first,
      reason: first == second
        ? .init("drawn twice, with {0} in flight", a.inFlight)
        : .init(
          "{0} in flight, against {1} at {b}", isSecond ? b.inFlight : a.inFlight,
          isSecond ? a.inFlight : b.inFlight, other: isSecond ? first : second))
  }

  private static func backend(at point: Int, _ backends: borrowing BackendTable) -> Int {
    var rest = point
    for place in backends.eligible {
      rest -= backends.entries[Int(place)].weight
      if rest <= 0 { return Int(place) }
    }
    return Int(backends.eligible[backends.eligible.count - 1])
  }
}
