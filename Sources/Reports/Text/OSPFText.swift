import Kernel
import Metrics
import NetworkModel

/// OSPF's tables in the layouts of FRR 8.4's `show ip ospf neighbor`, `database`, `route`, `border-routers` and `interface`, and
/// the shortest-path trees.
package enum OSPFText {
  package static func neighbors(_ table: OSPFTable) -> String {
    var text =
      "\nNeighbor ID     Pri State           Up Time         Dead Time Address         Interface                        RXmtL RqstL DBsmL\n"
    for row in table.neighbors {
      text += pad(row.identifier.description, 16) + lead(String(row.priority), 3) + " " + pad(row.state, 16)
      text += pad(clock(row.upTime), 16) + lead("\(fraction(row.deadTime))s", 9) + " "
      text += pad(row.address.description, 16) + pad(row.interface, 33)
      text += lead(String(row.lists.retransmit), 5) + lead(String(row.lists.request), 6)
      text += lead(String(row.lists.summary), 6) + (row.name.map { "  \($0)" } ?? "") + "\n"
      if let trouble = row.trouble { text += "  no adjacency: \(trouble)\n" }
    }
    for row in table.refusals {
      text += "Refused: \(row.identifier) at \(row.address) on \(row.interface): another \(row.reason) "
      text += "(last heard at \(row.last))\n"
    }
    return text
  }

  static let headings: [(type: Int, name: String, column: String)] = [
    (1, "Router Link States", "Link count"), (2, "Net Link States", ""), (3, "Summary Link States", "Route"),
    (4, "ASBR-Summary Link States", ""), (7, "NSSA-external Link States", "Route"),
  ]

  package static func database(_ table: OSPFTable) -> String {
    var text = "\n       OSPF Router with ID (\(table.identifier))\n"
    for area in table.areas {
      for (type, name, column) in headings {
        let rows = area.lsas.filter { $0.type == type }
        if rows.isEmpty { continue }
        text += section("\(name) (Area \(describe(area.number, area.kind)))", column, rows)
      }
    }
    if !table.externals.isEmpty { text += section("AS External Link States", "Route", table.externals) }
    return text
  }

  private static func section(_ title: String, _ column: String, _ rows: [OSPFLSARow]) -> String {
    var text = "\n                \(title)\n\n"
    text += "Link ID         ADV Router      Age  Seq#       CkSum"
    text += column.isEmpty ? "\n" : "  \(column)\n"
    for row in rows {
      text += pad(row.linkStateID.description, 15) + pad(row.advertisingRouter.description, 15)
      text += " " + lead(String(row.age), 4) + " 0x" + hexadecimal(UInt64(row.sequence), digits: 8)
      text += " 0x" + hexadecimal(UInt64(row.checksum), digits: 4)
      text += row.detail.isEmpty ? "\n" : " \(row.detail)\n"
    }
    return text
  }

  /// The tree of each area: what is reached, at what cost, by which next hops, in the order of the computation.
  package static func shortestPaths(_ table: OSPFTable) -> String {
    var text = "\(table.router), router ID \(table.identifier), \(table.computations) computations so far\n"
    for area in table.areas {
      text += "\nArea \(IPv4Address(bits: area.number))\n"
      text += "  Cost  Vertex                            Next hops\n"
      for row in area.vertices {
        let label = row.isNetwork ? "network \(row.identifier)" : "router \(row.identifier)"
        text += lead(String(row.cost), 6) + "  " + pad(label + (row.name.map { " (\($0))" } ?? ""), 32) + "  "
        text +=
          row.nextHops.isEmpty ? "this router\n" : row.nextHops.map(describe).joined(separator: ", ") + "\n"
      }
      if area.vertices.isEmpty { text += "  nothing computed yet\n" }
    }
    return text
  }

  /// `0.0.0.2 [Stub]`.
  static func describe(_ area: UInt32, _ kind: String?) -> String {
    let word = kind.map { $0.contains("nssa") ? " [NSSA]" : " [Stub]" } ?? ""
    return "\(IPv4Address(bits: area))\(word)"
  }

  private static func describe(_ hop: SelectedNextHop) -> String {
    guard let address = hop.address else { return "\(hop.interfaceName), directly" }
    return "\(address), \(hop.interfaceName)" + (hop.node.map { " (\($0))" } ?? "")
  }

  /// `1m05s`, `2h03m`, as FRR abbreviates.
  private static func clock(_ time: SimTime) -> String {
    let seconds = Int(time.picoseconds / 1_000_000_000_000)
    if seconds >= 3600 { return "\(seconds / 3600)h\(two(seconds / 60 % 60))m\(two(seconds % 60))s" }
    if seconds >= 60 { return "\(seconds / 60)m\(two(seconds % 60))s" }
    return fraction(time) + "s"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  static func fraction(_ time: SimTime) -> String {
    let milliseconds = Int(time.picoseconds / 1_000_000_000)
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  static func lead(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
