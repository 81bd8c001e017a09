import Kernel
import NetworkModel

/// nginx's `random two least_conn`: of two different random backends, by weight, the one with fewer requests in flight for
/// its weight.
///
/// Draws that hit a backend that is out, was tried, or is the first one again are made anew, up to twenty for a request; then
/// the weighted round robin decides. Ties go to the second one drawn, so idle backends do not get shares by their weights: at
/// 2, 1, 1 each gets a third.
///
/// Source: nginx 1.22, `ngx_http_upstream_get_random2_peer` in src/http/modules/ngx_http_upstream_random_module.c.
/// Complexity: O(log n) a draw. Fails with unequal backends that weights do not tell of, though never far: it needs two
/// samples to be wrong about.
public struct RandomTwoNginx: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "random-two", summary: "The less loaded of two backends drawn by weight.", flavors: ["nginx"])

  /// Weights of all backends, whether they are in or out: nginx draws among all.
  private let sums: [Int]
  private var rotation: SmoothRotation

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    var sum = 0
    sums = backends.map { backend in
      sum += backend.weight
      return sum
    }
    rotation = SmoothRotation(weights: backends.map(\.weight), maximumFailures: 1)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    var first = -1
    if sums.count > 1 {
      for _ in 0..<20 {
        let drawn = draw(&stream)
        guard drawn != first, backends.isOpen(drawn, to: request) else { continue }
        if first >= 0 { return better(of: first, drawn, backends) }
        first = drawn
      }
    }
    return turn(backends, request)
  }

  private func draw(_ stream: inout RandomStream) -> Int {
    let point = stream.below(max(1, sums.last ?? 1))
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > point { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func better(
    of first: Int, _ second: Int, _ backends: borrowing BackendTable
  ) -> BalancingDecision {
    let (a, b) = (backends.entries[first], backends.entries[second])
    let isFirst = b.inFlight * a.weight > a.inFlight * b.weight
    return BalancingDecision(
      backend: isFirst ? first : second,
      reason: .init(
        "{0} in flight, against {1} at {b}", isFirst ? a.inFlight : b.inFlight,
        isFirst ? b.inFlight : a.inFlight, other: isFirst ? second : first))
  }

  private mutating func turn(
    _ backends: borrowing BackendTable, _ request: BalancingRequest
  ) -> BalancingDecision? {
    var (best, total) = (-1, 0)
    for place in 0..<backends.count where backends.isOpen(place, to: request) {
      rotation.advance(place, total: &total, best: &best)
    }
    guard best >= 0 else { return nil }
    _ = rotation.take(best, total: total)
    return BalancingDecision(
      backend: best, reason: .init("twenty draws have not found two; its turn by weight"))
  }
}
