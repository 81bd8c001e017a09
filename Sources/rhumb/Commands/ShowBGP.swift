import Engine
import NetworkModel
import Reports

/// `rhumb show SCENARIO bgp [PREFIX | summary]`.
enum ShowBGP {
  static let summary =
    "the BGP table as FRR prints it; with a prefix its paths in detail; with `summary` the sessions"

  static func text(
    _ simulation: borrowing Simulation, nodes: [String], words: [String]
  ) throws -> String {
    guard words.count <= 1 else {
      throw UsageFailure("expected one prefix or `summary`, found \(words.count) words")
    }
    var prefix: IPv4Prefix?
    if let word = words.first, word != "summary" {
      guard let written = IPv4Prefix(word) else {
        throw UsageFailure(
          "`\(word)` is no prefix such as `203.0.113.0/24`", hint: "`summary` shows the sessions")
      }
      prefix = written
    }
    var parts: [String] = []
    for name in nodes {
      guard let node = simulation.topology.node(named: name) else { continue }
      if words.first == "summary" {
        if let sessions = simulation.bgpSessions(of: node), let table = simulation.bgpTable(of: node) {
          parts.append(BGPText.summary(sessions, table, of: name, now: simulation.now))
        }
      } else if let table = simulation.bgpTable(of: node) {
        if let prefix {
          parts.append(BGPText.detail(table, prefix, of: name))
        } else {
          parts.append(BGPText.table(table, of: name))
        }
      }
    }
    if parts.isEmpty { throw UsageFailure("none of the routers speaks BGP", hint: "protocol: [global, bgp]") }
    return parts.joined(separator: "\n")
  }
}
