import Kernel
import Metrics
import NetworkModel

/// BGP tables in the layouts of FRR's `show bgp ipv4 unicast`, of one prefix, and of `summary`.
package enum BGPText {
  package static func table(_ table: BGPTable, of name: String) -> String {
    var text = "\(name)# show bgp ipv4 unicast\n"
    text += "BGP table version is \(table.version), local router ID is \(table.identifier), vrf id 0\n"
    text += "Default local pref \(table.defaultLocalPreference), local AS \(table.autonomousSystem)\n"
    text += """
      Status codes:  s suppressed, d damped, h history, * valid, > best, = multipath,
                     i internal, r RIB-failure, S Stale, R Removed
      Nexthop codes: @NNN nexthop's vrf id, < announce-nh-self
      Origin codes:  i - IGP, e - EGP, ? - incomplete
      RPKI validation codes: V valid, I invalid, N Not found

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
        let preference = path.hasLocalPreference ? String(path.localPreference) : ""
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
    var text = "\(name)# show bgp ipv4 unicast \(prefix)\n"
    text += "BGP routing table entry for \(prefix), version \(entry.version)\n"
    text += "Paths: (\(entry.paths.count) available, \(best), table default)\n"
    if entry.advertisedTo.isEmpty {
      text += "  Not advertised to any peer\n"
    } else {
      text += "  Advertised to non peer-group peers:\n  \(entry.advertisedTo.joined(separator: " "))\n"
    }
    let router = table.identifier
    for path in entry.paths { text += lines(path, on: router) }
    for path in entry.rejected {
      text += "  \(path.asPathText.isEmpty ? "Local" : path.asPathText) from \(path.from ?? "?"), "
      text += "not accepted: \(path.reason)\n"
    }
    return text
  }

  private static func lines(_ path: BGPTablePath, on router: IPv4Address) -> String {
    var text = "  \(path.asPathText.isEmpty ? "Local" : path.asPathText)"
    if let aggregator = path.aggregator { text += ", (aggregated by \(aggregator))" }
    if path.isFromClient { text += ", (Received from a RR-client)" }
    if path.isStale { text += ", (stale)" }
    let cost = path.interiorCost.map { $0 == 0 ? "" : " (metric \($0))" } ?? " (inaccessible)"
    text += "\n    \(path.nextHop)\(cost) from "
    if let from = path.from {
      let identifier = path.originatorID ?? path.peerIdentifier
      text += "\(from)(\(path.peerAddress?.description ?? "?")) (\(identifier?.description ?? "?"))\n"
    } else {
      text += "0.0.0.0 (\(router))\n"
    }
    text += "      " + facts(path).joined(separator: ", ") + "\n"
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
    return text + "      Last update: \(RouteExplanation.clock(path.received))\n"
  }

  private static func facts(_ path: BGPTablePath) -> [String] {
    var parts = ["Origin \(path.origin)"]
    if let metric = path.multiExitDiscriminator { parts.append("metric \(metric)") }
    if path.hasLocalPreference { parts.append("localpref \(path.localPreference)") }
    if path.weight != 0 { parts.append("weight \(path.weight)") }
    parts.append(path.isValid ? "valid" : "invalid")
    if path.from == nil {
      parts.append(path.isAggregate ? "aggregated, local" : "sourced, local")
    } else {
      parts.append(path.isConfederate ? "confed-external" : path.isInternal ? "internal" : "external")
    }
    if path.isAtomicAggregate { parts.append("atomic-aggregate") }
    if path.isSuppressed { parts.append("suppressed by an aggregate") }
    if path.isMultipath { parts.append("multipath") }
    if path.isBestOfAS { parts.append("bestpath-from-AS \(path.asPath.first.map(number) ?? "Local")") }
    if path.isBest { parts.append("best (\(reason(path.reason)))") }
    return parts
  }

  private static func number(_ segment: BGPTablePath.Segment) -> String {
    switch segment {
    case .number(let number): String(number)
    case .set(let numbers), .confederation(let numbers), .confederationSet(let numbers):
      numbers.first.map(String.init) ?? "Local"
    }
  }

  /// FRR's words for the step that decided.
  private static func reason(_ step: String) -> String {
    let words = [
      "weight": "Weight", "local preference": "Local Pref", "AS path length": "AS Path", "origin": "Origin",
      "MED": "MED", "external over internal": "Peer Type",
      "other member AS over internal": "Confed Peer Type",
      "IGP cost": "IGP Metric", "already in use": "Older Path", "router ID": "Router ID",
      "cluster list length": "Cluster length", "staleness": "Path Staleness",
      "neighbor address": "Neighbor IP", "only path": "First path received",
    ]
    return words[step] ?? step
  }

  /// - Parameter now: sessions are as old as it is later than they.
  package static func summary(
    _ sessions: [BGPSessionLine], _ table: BGPTable, of name: String, now: SimTime
  ) -> String {
    let prefixes = table.prefixes.count { !$0.paths.isEmpty }
    var text = """
      \(name)# show bgp summary

      IPv4 Unicast Summary (VRF default):
      BGP router identifier \(table.identifier), local AS number \(table.autonomousSystem) vrf-id 0
      BGP table version \(table.version)
      RIB entries \(prefixes)
      Peers \(sessions.count)

      Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc

      """
    for session in sessions {
      let isUp = session.state == "Established"
      text += session.address.description
      text += String(repeating: " ", count: max(1, 16 - session.address.description.count)) + "4"
      text += lead(String(session.remoteAS), 11) + lead(String(session.messagesReceived), 10)
      text += lead(String(session.messagesSent), 10) + "        0    0    0"
      text += lead(isUp || session.since > .zero ? age(now - session.since) : "never", 9)
      text += lead(isUp ? String(session.accepted) : session.state, 13)
      text += lead(String(session.told), 9) + " \(session.name)\n"
    }
    return text + "\nTotal number of neighbors \(sessions.count)\n"
  }

  /// `00:01:30`, and days as FRR writes them.
  private static func age(_ time: SimTime) -> String {
    let seconds = time.picoseconds / 1_000_000_000_000
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
    let (days, hours) = (seconds / 86400, seconds / 3600 % 24)
    if days > 0 { return "\(two(days))d\(two(hours))h\(two(seconds / 60 % 60))m" }
    return "\(two(hours)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
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
