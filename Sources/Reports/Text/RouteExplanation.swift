import Kernel
import Metrics
import NetworkModel

/// Why a router has the route that it has: the candidates, the step at which each one fell, and the messages that brought
/// the winner from its origin.
package enum RouteExplanation {
  package static func text(_ router: RouterRoutes, _ wanted: IPv4Prefix, at time: SimTime) -> String {
    let table = router.bgp
    // The most specific route that covers the destination, as a packet would take it.
    let prefix =
      (router.routes.map(\.prefix) + (table?.prefixes.map(\.prefix) ?? [])).filter { $0.contains(wanted) }
      .max { $0.length < $1.length }
    guard let prefix else {
      return "\(router.name) has no route to \(wanted) at \(time)\n" + rejections(table, wanted)
    }
    var text = "\(router.name) → \(prefix) at \(time)\n\n"
    if let route = router.routes.first(where: { $0.prefix == prefix }) {
      let hops = route.nextHops.map { hop in
        hop.address.map { "via \($0), \(hop.interfaceName)" + (hop.node.map { " (\($0))" } ?? "") }
          ?? "directly connected, \(hop.interfaceName)"
      }
      text += "In use: \(route.source) [\(route.distance)/\(route.metric)] "
      text += (hops.isEmpty ? "discard" : hops.joined(separator: "; ")) + "\n"
    } else {
      text += "In use: nothing for this prefix\n"
    }
    guard let entry = table?.prefixes.first(where: { $0.prefix == prefix }) else { return text }
    text += "\nCandidates of BGP\n"
    for path in entry.paths { text += "  " + candidate(path) + "\n" }
    for path in entry.rejected {
      text += "  – \(way(path)) from \(path.from ?? "?"): not accepted, \(path.reason)\n"
    }
    if let best = entry.paths.first(where: \.isBest), !best.chain.isEmpty {
      text += "\nHow the winner came here\n"
      for hop in best.chain {
        text += "  \(clock(hop.sent))  \(hop.from) → \(hop.to): \(hop.cause)\n"
      }
      text += "  \(clock(best.received))  received\n"
    }
    return text
  }

  /// Seconds with six places: the times of one chain stand under each other.
  static func clock(_ time: SimTime) -> String {
    let microseconds = time.picoseconds / 1_000_000
    let fraction = String(microseconds % 1_000_000)
    let zeros = String(repeating: "0", count: 6 - fraction.count)
    return "\(microseconds / 1_000_000).\(zeros)\(fraction)s"
  }

  private static func candidate(_ path: BGPTablePath) -> String {
    let mark = path.isBest ? "✓" : path.isMultipath ? "=" : "✗"
    let from = path.from.map { "from \($0)" } ?? "own"
    var parts = ["local preference \(path.localPreference)", "origin \(path.origin)"]
    if path.weight != 0 { parts.insert("weight \(path.weight)", at: 0) }
    if let metric = path.multiExitDiscriminator { parts.append("MED \(metric)") }
    parts.append(path.isInternal ? "internal" : path.from == nil ? "local" : "external")
    if path.isStale { parts.append("stale: from before the neighbour's restart") }
    if path.from != nil {
      let cost = path.interiorCost.map { "cost \($0)" } ?? "unreachable"
      parts.append("next hop \(path.nextHop) at \(cost)")
    }
    let verdict: String
    if path.isBest {
      verdict = path.reason == "only path" ? "the only path" : "wins by \(path.reason)"
    } else if path.isMultipath {
      verdict = "used beside the best; behind it by \(path.reason)"
    } else {
      verdict = "loses by \(path.reason)"
    }
    return "\(mark) \(way(path)) \(from): \(verdict)\n      " + parts.joined(separator: ", ")
  }

  private static func way(_ path: BGPTablePath) -> String {
    path.asPathText.isEmpty ? "[own AS]" : "[\(path.asPathText)]"
  }

  private static func rejections(_ table: BGPTable?, _ wanted: IPv4Prefix) -> String {
    let rejected = (table?.prefixes ?? []).filter { $0.prefix.contains(wanted) }.flatMap(\.rejected)
    return rejected.map { "  – \(way($0)) from \($0.from ?? "?"): not accepted, \($0.reason)\n" }.joined()
  }
}
