import Metrics
import NetworkModel

extension OSPFText {
  private static let margin = String(repeating: " ", count: 27)

  /// Networks, border and boundary routers, and what lies outside, as `show ip ospf route` prints them.
  package static func routes(_ table: OSPFTable) -> String {
    var text = "============ OSPF network routing table ============\n"
    for route in table.routes where route.area != nil { text += describe(route) }
    text += "\n" + borderRouters(table)
    text += "============ OSPF external routing table ===========\n"
    for route in table.routes where route.area == nil { text += describe(route) }
    return text + "\n"
  }

  package static func borderRouters(_ table: OSPFTable) -> String {
    var text = "============ OSPF router routing table =============\n"
    var last: IPv4Address?
    for row in table.routers {
      text +=
        row.identifier == last ? String(repeating: " ", count: 24) : "R    " + pad("\(row.identifier)", 19)
      last = row.identifier
      text += "\(row.isIntraArea ? "  " : "IA") [\(row.cost)] area: \(IPv4Address(bits: row.area))"
      text += (row.isBorder ? ", ABR" : "") + (row.isBoundary ? ", ASBR" : "") + "\n"
      for hop in row.nextHops { text += describe(hop) }
    }
    return text + "\n"
  }

  private static func describe(_ route: OSPFRouteRow) -> String {
    let code =
      switch route.kind {
      case .intraArea: "N   "
      case .interArea: "N IA"
      case .discard: "D IA"
      case .external1: "N E1"
      case .external2: "N E2"
      }
    var text = "\(code) " + pad("\(route.prefix)", 22)
    switch route.kind {
    case .discard: return text + "Discard entry\n"
    case .external1: text += "[\(route.cost)] tag: 0\n"
    case .external2: text += "[\(route.cost)/\(route.externalMetric)] tag: 0\n"
    case .intraArea, .interArea:
      text += "[\(route.cost)] area: \(IPv4Address(bits: route.area ?? 0))\n"
    }
    for hop in route.nextHops { text += describe(hop) }
    return text
  }

  private static func describe(_ hop: SelectedNextHop) -> String {
    guard let address = hop.address else { return "\(margin)directly attached to \(hop.interfaceName)\n" }
    return "\(margin)via \(address), \(hop.interfaceName)\n"
  }
}
