import Engine
import Metrics
import NetworkModel
import Reports

/// `rhumb show SCENARIO ospf neighbors | database [TYPE [LINK-STATE-ID]] [self-originate] | route | border-routers | interface | spf`.
enum ShowOSPF {
  static let summary = """
    `neighbors` (the default), `database`, `route`, `border-routers`, `interface` or `spf`, as FRR prints them; after `database` \
    a type of LSA (`router`, `network`, `summary`, `asbr-summary`, `external`, `nssa-external`), a link-state ID, `self-originate`
    """
  private static let parts = ["neighbors", "database", "route", "border-routers", "interface", "spf"]

  static func text(
    _ simulation: borrowing Simulation, nodes: [String], words: [String]
  ) throws -> String {
    // FRR's word for the first is in the singular.
    let part = words.first.map { $0 == "neighbor" ? "neighbors" : $0 } ?? "neighbors"
    guard parts.contains(part), words.count <= 1 || part == "database" else {
      throw UsageFailure(
        "expected one of \(parts.joined(separator: ", ")), found `\(words.joined(separator: " "))`")
    }
    let selection = try part == "database" ? DatabaseSelection(words.dropFirst()) : DatabaseSelection([])
    var texts: [String] = []
    for name in nodes {
      guard let node = simulation.topology.node(named: name), let table = simulation.ospfTable(of: node)
      else {
        continue
      }
      let text =
        switch part {
        case "database": selection.text(table)
        case "route": OSPFText.routes(table)
        case "border-routers": OSPFText.borderRouters(table)
        case "interface": OSPFText.interfaces(table)
        case "spf": OSPFText.shortestPaths(table)
        default: OSPFText.neighbors(table)
        }
      // One router's tables are what FRR prints; of several each has its name above.
      texts.append(nodes.count > 1 && part != "spf" ? "\(name)\n\(text)" : text)
    }
    if texts.isEmpty {
      throw UsageFailure("none of the routers speaks OSPF", hint: "routing: {protocol: ospf}")
    }
    return texts.joined(separator: "\n")
  }
}

/// The words after `database`.
private struct DatabaseSelection {
  private var lsas: OSPFText.Selection?
  private var onlyOwn = false

  init(_ words: ArraySlice<String>) throws {
    for word in words {
      if word == "self-originate" {
        onlyOwn = true
      } else if let type = OSPFText.types.first(where: { $0.word == word })?.type, lsas == nil {
        lsas = OSPFText.Selection(type: type)
      } else if let address = IPv4Address(word), lsas != nil {
        lsas?.linkStateID = address
      } else {
        throw UsageFailure(
          "`\(word)` is no type of LSA",
          hint:
            "database [\(OSPFText.types.map(\.word).joined(separator: "|"))] [LINK-STATE-ID] [self-originate]"
        )
      }
    }
    lsas?.onlyOwn = onlyOwn
  }

  func text(_ table: OSPFTable) -> String {
    if let lsas { return OSPFText.database(table, lsas) }
    if !onlyOwn { return OSPFText.database(table) }
    var own = table
    own.externals.removeAll { $0.origin == .received }
    for area in own.areas.indices { own.areas[area].lsas.removeAll { $0.origin == .received } }
    return OSPFText.database(own)
  }
}
