import Engine
import NetworkModel
import Reports

/// `rhumb show SCENARIO ospf neighbors|database|spf`.
enum ShowOSPF {
  static let summary = "`neighbors` (the default), `database` or `spf`, as FRR prints them"
  private static let parts = ["neighbors", "database", "spf"]

  static func text(
    _ simulation: borrowing Simulation, nodes: [String], words: [String]
  ) throws -> String {
    let part = words.first ?? "neighbors"
    guard words.count <= 1, parts.contains(part) else {
      throw UsageFailure(
        "expected one of \(parts.joined(separator: ", ")), found `\(words.joined(separator: " "))`")
    }
    var texts: [String] = []
    for name in nodes {
      guard let node = simulation.topology.node(named: name), let table = simulation.ospfTable(of: node)
      else {
        continue
      }
      switch part {
      case "database": texts.append(OSPFText.database(table))
      case "spf": texts.append(OSPFText.shortestPaths(table))
      default: texts.append(OSPFText.neighbors(table))
      }
    }
    if texts.isEmpty {
      throw UsageFailure("none of the routers speaks OSPF", hint: "routing: {protocol: ospf}")
    }
    return texts.joined(separator: "\n")
  }
}
