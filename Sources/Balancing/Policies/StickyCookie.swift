import Kernel
import NetworkModel

/// Sticky sessions by a cookie: the first request of a session is balanced, all later ones go where it went.
///
/// The cookie names the backend, so nothing is hashed and nothing moves when other backends come or go. A session is
/// told by the request's key (or the client, where requests have none). When its backend is out, the session is balanced
/// anew and stays where it comes then. New sessions go round by weight, as in nginx and HAProxy.
///
/// Source: HAProxy 2.6, `cookie … insert` (configuration manual §4.2) with `option redispatch`. Complexity: O(1) for known
/// sessions. Fails to spread load that sits in a few long sessions, and after a restart: all sessions stay on the
/// backends that survived.
public struct StickyCookie: BalancingPolicy {
  public static let descriptor = PolicyDescriptor(
    name: "sticky-cookie", summary: "Where the session's first request went; new sessions by weight.",
    flavors: ["haproxy", "nginx"])

  /// By key; -1: no cookie yet.
  private var cookies: [Int32]
  private var rotation: SmoothRotation

  public init(_ backends: [BackendIdentity], _ configuration: PolicyConfiguration) {
    cookies = Array(repeating: -1, count: configuration.keys.count)
    rotation = SmoothRotation(weights: backends.map(\.weight), maximumFailures: 1)
  }

  public mutating func choose(
    _ backends: borrowing BackendTable, for request: BalancingRequest, stream: inout RandomStream
  ) -> BalancingDecision? {
    let key = Int(request.key)
    let known = cookies.indices.contains(key) ? Int(cookies[key]) : -1
    if known >= 0 && backends.isOpen(known, to: request) {
      return BalancingDecision(backend: known, reason: .init("its cookie says so"))
    }
    var total = 0
    var best = -1
    for position in 0..<backends.count where backends.isOpen(position, to: request) {
      rotation.advance(position, total: &total, best: &best)
    }
    guard best >= 0 else { return nil }
    _ = rotation.take(best, total: total)
    if cookies.indices.contains(key) { cookies[key] = Int32(truncatingIfNeeded: best) }
    return BalancingDecision(
      backend: best,
      reason: known < 0
        ? .init("a new session; its turn by weight")
        : .init("its backend {b} is out; its turn by weight", other: known))
  }
}
