import Metrics
import NetworkModel

/// Routing tables in the layout of FRR's `show ip route`.
package enum RoutesText {
  private static let codes = [
    "connected": "C", "static": "S", "rip": "R", "ospf": "O", "global": "G", "bgp": "B",
  ]

  package static func document(_ snapshot: RoutesSnapshot, only names: [String] = []) -> String {
    var text =
      "Codes: C connected, S static, R RIP, O OSPF, G global, B BGP; > selected, * in the forwarding table\n"
    text += "At \(snapshot.time)\(snapshot.isQuiet ? "" : ", routing has not settled")\n"
    for router in snapshot.routers where names.isEmpty || names.contains(router.name) {
      text += "\n\(router.name)\n"
      for route in router.routes { text += lines(route) }
      if router.routes.isEmpty { text += "  no routes\n" }
    }
    return text
  }

  /// As FRR marks OSPF's paths: IA between areas, E1 and E2 from outside.
  private static func mark(_ route: SelectedRoute) -> String {
    switch route.path {
    case nil, "intra-area": ""
    case "inter-area": " IA"
    case let path?: " \(path)"
    }
  }

  private static func lines(_ route: SelectedRoute) -> String {
    let code = codes[route.source] ?? "?"
    let head = "\(code)\(mark(route))>* \(route.prefix)"
    guard let first = route.nextHops.first else {
      return "\(head) [\(route.distance)/\(route.metric)] unreachable (blackhole)\n"
    }
    if first.address == nil {
      return route.nextHops.map { "\(head) is directly connected, \($0.interfaceName)\n" }.joined()
    }
    let measure = " [\(route.distance)/\(route.metric)]"
    var text = ""
    for (position, hop) in route.nextHops.enumerated() {
      let lead =
        position == 0 ? head + measure : "  *" + String(repeating: " ", count: head.count + measure.count - 3)
      let neighbor = hop.node.map { " (\($0))" } ?? ""
      text += "\(lead) via \(hop.address?.description ?? "?"), \(hop.interfaceName)\(neighbor)\n"
    }
    return text
  }
}
