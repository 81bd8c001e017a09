import Kernel
import Metrics
import NetworkModel

/// BGP tables in the layouts of FRR's `show bgp ipv4 unicast`, of one prefix, and of `summary`.
package enum BGPText {
  package static func table(_ table: BGPTable, of name: String) -> String {
    var text = "\(name): BGP table, local router ID is \(table.identifier), vrf id 0\n"
    text += "Default local pref 100, local AS \(table.autonomousSystem)\n"
    text += """
      Status codes:  s suppressed, d damped, h history, * valid, > best, = multipath,
                     i internal, r RIB-failure, S Stale, R Removed
      Origin codes:  i - IGP, e - EGP, ? - incomplete

         Network          Next Hop            Metric LocPrf Weight Path

      """
    var paths = 0
    for entry in table.prefixes {
      for (position, path) in entry.paths.enumerated() {
        paths += 1
        let status =
          (path.isStale ? "S" : path.isSuppressed ? "s" : path.isValid ? "*" : " ")
          + (path.isBest ? ">" : path.isMultipath ? "=" : " ")
          + (path.isInternal ? "i" : " ")
        let network = position == 0 ? entry.prefix.description : ""
        let metric = path.multiExitDiscriminator.map(String.init) ?? ""
        // As FRR: the local preference is shown where the path carries one, which is inside an AS or by policy.
        let preference = path.isInternal || path.localPreference != 100 ? String(path.localPreference) : ""
        let way = [path.asPathText, originCode(path)].filter { !$0.isEmpty }.joined(separator: " ")
        text += "\(status)\(column(network))\(pad(path.nextHop.description, 16))\(lead(metric, 10))"
        text += "\(lead(preference, 7))\(lead(String(path.weight), 7)) \(way)\n"
      }
    }
    let routes = table.prefixes.count { !$0.paths.isEmpty }
    return text + "\nDisplayed  \(routes) routes and \(paths) total paths\n"
  }

  package static func detail(_ table: BGPTable, _ prefix: IPv4Prefix, of name: String) -> String {
    guard let entry = table.prefixes.first(where: { $0.prefix == prefix }), !entry.paths.isEmpty else {
      return "\(name): BGP has no path to \(prefix)\n"
    }
    let best = entry.paths.firstIndex(where: \.isBest).map { "best #\($0 + 1)" } ?? "no best path"
    var text = "\(name): BGP routing table entry for \(prefix)\n"
    text += "Paths: (\(entry.paths.count) available, \(best), table default)\n"
    if entry.advertisedTo.isEmpty {
      text += "  Not advertised to any peer\n"
    } else {
      text += "  Advertised to non peer-group peers:\n  \(entry.advertisedTo.joined(separator: " "))\n"
    }
    for path in entry.paths { text += lines(path) }
    for path in entry.rejected {
      text += "  \(path.asPathText.isEmpty ? "Local" : path.asPathText) from \(path.from ?? "?"), "
      text += "not accepted: \(path.reason)\n"
    }
    return text
  }

  private static func lines(_ path: BGPTablePath) -> String {
    var text = "  \(path.asPathText.isEmpty ? "Local" : path.asPathText)\(path.isStale ? ", (stale)" : "")\n"
    let cost = path.interiorCost.map { $0 == 0 ? "" : " (metric \($0))" } ?? " (inaccessible)"
    if let from = path.from {
      let identifier = path.peerIdentifier?.description ?? "?"
      text +=
        "    \(path.nextHop)\(cost) from \(from) \(path.peerAddress?.description ?? "") (\(identifier))\n"
    } else {
      text += "    \(path.nextHop) from this router\n"
    }
    var parts = ["Origin \(path.origin)"]
    if let metric = path.multiExitDiscriminator { parts.append("metric \(metric)") }
    parts.append("localpref \(path.localPreference)")
    if path.weight != 0 { parts.append("weight \(path.weight)") }
    if path.isValid { parts.append("valid") }
    parts.append(
      path.isAggregate
        ? "aggregated, local"
        : path.from == nil ? "sourced, local" : path.isInternal ? "internal" : "external")
    if path.isAtomicAggregate { parts.append("atomic-aggregate") }
    if path.isSuppressed { parts.append("suppressed by an aggregate") }
    if path.isMultipath { parts.append("multipath") }
    if path.isBest { parts.append("best (\(path.reason))") }
    text += "      " + parts.joined(separator: ", ") + "\n"
    if let aggregator = path.aggregator { text += "      Aggregated by \(aggregator)\n" }
    if !path.communities.isEmpty {
      text += "      Community: " + path.communities.joined(separator: " ") + "\n"
    }
    if !path.largeCommunities.isEmpty {
      text += "      Large Community: " + path.largeCommunities.joined(separator: " ") + "\n"
    }
    if let originator = path.originatorID {
      let clusters = path.clusterList.map(\.description).joined(separator: " ")
      text += "      Originator: \(originator), Cluster list: \(clusters)\n"
    }
    if path.from != nil { text += "      Last update: \(RouteExplanation.clock(path.received))\n" }
    return text
  }

  package static func summary(_ sessions: [BGPSessionLine], of name: String) -> String {
    var table = TextTable([
      ("neighbor", .left), ("address", .left), ("AS", .right), ("state", .left), ("since", .right),
      ("received", .right), ("sent", .right), ("prefixes", .right),
    ])
    for session in sessions {
      table.add([
        session.name, session.address.description, String(session.remoteAS), session.state,
        RouteExplanation.clock(session.since), String(session.updatesReceived), String(session.updatesSent),
        String(session.accepted),
      ])
    }
    return "\(name)\n" + table.rendered()
  }

  static func originCode(_ path: BGPTablePath) -> String {
    switch path.origin {
    case "IGP": "i"
    case "EGP": "e"
    default: "?"
    }
  }

  /// A long prefix has a line of its own.
  private static func column(_ network: String) -> String {
    network.count < 17 ? pad(network, 17) : network + "\n" + String(repeating: " ", count: 20)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func lead(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
