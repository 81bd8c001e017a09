import Kernel
import NetworkModel

/// Judges what a scenario says of the state of its network at a time, by the tables and paths of that time.
package enum StateAssertionJudge {
  /// - Parameter routes: of the router that the claim names.
  package static func judge(
    _ claim: StateAssertionSpec.RouteClaim, _ routes: RouterRoutes?, at time: SimTime
  ) -> ExpectationResult {
    let subject = "the route of \(claim.node) to \(claim.prefix)"
    let wanted = words(claim)
    let route = routes?.routes.first { $0.prefix == claim.prefix }
    guard let route else {
      return verdict(subject, wanted, "there is none", isMet: false, at: time)
    }
    let isMet =
      goesBy(claim.via, route) && claim.source.map { $0 == route.source } ?? true
      && claim.metric.map { $0 == route.metric } ?? true
    return verdict(subject, wanted, "it is \(words(route))", isMet: isMet, at: time)
  }

  package static func judgeAbsence(
    of prefix: IPv4Prefix, on node: String, _ routes: RouterRoutes?, at time: SimTime
  ) -> ExpectationResult {
    let route = routes?.routes.first { $0.prefix == prefix }
    return verdict(
      "the route of \(node) to \(prefix)", "absent", route.map { "it is \(words($0))" } ?? "there is none",
      isMet: route == nil, at: time)
  }

  /// - Parameter via: nil: the packet is not to arrive.
  package static func judge(_ trace: PathTrace, via: [String]?, at time: SimTime) -> ExpectationResult {
    let nodes = passed(trace)
    let way = nodes.joined(separator: " → ")
    let subject = "a packet from \(trace.from) to \(trace.to)"
    let found =
      trace.refusal.map { "it ends at \($0.node): \($0.text) (its way: \(way))" } ?? "it arrives by \(way)"
    guard let via else {
      return verdict(subject, "unreachable", found, isMet: !trace.arrives, at: time)
    }
    let isMet = trace.arrives && via.allSatisfy(nodes.contains)
    let wanted = via.isEmpty ? "delivered" : "delivered by way of \(list(via))"
    return verdict(subject, wanted, found, isMet: isMet, at: time)
  }

  /// The run ended before.
  package static func judgeUnreached(_ spec: StateAssertionSpec, end: SimTime) -> ExpectationResult {
    let time = spec.time ?? end
    return verdict(
      spec.claim.subject, "judged", "the run ended at \(end) already", isMet: false, at: time)
  }

  private static func verdict(
    _ subject: String, _ wanted: String, _ found: String, isMet: Bool, at time: SimTime
  ) -> ExpectationResult {
    ExpectationResult(
      metric: "\(subject) at \(time)", bound: wanted, actual: nil, isMet: isMet,
      message: "At \(time) \(subject) should be \(wanted), and \(found).")
  }

  private static func goesBy(_ via: [String], _ route: SelectedRoute) -> Bool {
    if via.isEmpty { return true }
    return route.nextHops.allSatisfy { hop in via.contains { names($0, hop) } }
      && via.allSatisfy { name in route.nextHops.contains { names(name, $0) } }
  }

  private static func names(_ name: String, _ hop: SelectedNextHop) -> Bool {
    hop.node == name || hop.address?.description == name
  }

  private static func words(_ claim: StateAssertionSpec.RouteClaim) -> String {
    var parts: [String] = []
    if let source = claim.source { parts.append("of \(source)") }
    if !claim.via.isEmpty { parts.append("via \(list(claim.via))") }
    if let metric = claim.metric { parts.append("with metric \(metric)") }
    return parts.isEmpty ? "there" : parts.joined(separator: " ")
  }

  private static func words(_ route: SelectedRoute) -> String {
    let hops = route.nextHops.map { hop in
      hop.node ?? hop.address?.description ?? "\(hop.interfaceName), directly connected"
    }
    let way = hops.isEmpty ? "a discard route" : "via \(list(hops))"
    return "\(way), \(route.source) [\(route.distance)/\(route.metric)]"
  }

  /// Each node once where it stands several times in a row.
  private static func passed(_ trace: PathTrace) -> [String] {
    var nodes = [trace.from]
    for hop in trace.hops where hop.node != nodes.last { nodes.append(hop.node) }
    // A packet that goes round in circles: the beginning tells.
    return nodes.count > 16 ? Array(nodes.prefix(16)) + ["…"] : nodes
  }

  private static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension StateAssertionSpec.Claim {
  var subject: String {
    switch self {
    case .route(let claim): "the route of \(claim.node) to \(claim.prefix)"
    case .noRoute(let node, let prefix): "the route of \(node) to \(prefix)"
    case .reachable(let from, let to, _), .unreachable(let from, let to): "a packet from \(from) to \(to)"
    }
  }
}
