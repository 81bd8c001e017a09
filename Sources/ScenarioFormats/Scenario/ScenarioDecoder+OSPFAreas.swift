import NetworkModel
import Yams

extension ScenarioDecoder {
  mutating func decodeAreas(_ node: Node?, into ospf: inout OSPFSpec) {
    for (key, name, value) in reader.entries(of: node, what: "areas") {
      guard let number = UInt32(name) else {
        reader.error("an area is a number of 0…4294967295, found `\(name)`", at: key)
        continue
      }
      var area = OSPFAreaSpec()
      if !reader.isNull(value) { decodeArea(value, into: &area) }
      if number == 0 && area.kind != .normal {
        reader.error("the backbone cannot be a \(area.kind.rawValue) area", at: value)
      }
      if !area.virtualLinks.isEmpty && (number == 0 || area.kind != .normal) {
        reader.error(
          number == 0
            ? "virtual links lead through another area than the backbone"
            : "virtual links cannot lead through a \(area.kind.rawValue) area", at: value)
      }
      ospf.areas[number] = area
    }
  }

  private mutating func decodeArea(_ node: Node, into area: inout OSPFAreaSpec) {
    let fields = reader.fields(of: node, as: .ospfArea)
    if let kind = reader.choice(fields["type"], OSPFAreaKind.self, what: "a type of area") {
      area.kind = kind
    }
    area.defaultCost = reader.integer(fields["default-cost"], in: 0...16_777_214, what: "a cost")
    area.ranges = reader.items(of: fields["ranges"], what: "ranges").compactMap { range($0) }
    for pair in reader.items(of: fields["virtual-links"], what: "virtual links") {
      let ends = reader.items(of: pair, what: "two routers")
      guard ends.count == 2 else {
        reader.error("a virtual link is between two routers, not \(ends.count)", at: pair)
        continue
      }
      guard let first = reference(ends[0], to: [.router], what: "a router"),
        let second = reference(ends[1], to: [.router], what: "a router")
      else { continue }
      if first == second {
        reader.error("a virtual link cannot join `\(first)` to itself", at: pair)
      } else {
        area.virtualLinks.append(Pair(first, second))
      }
    }
  }

  private mutating func range(_ node: Node) -> OSPFRangeSpec? {
    if node.mapping == nil { return reader.prefix(node, what: "a network").map { OSPFRangeSpec($0) } }
    let fields = reader.fields(of: node, as: .ospfRange)
    guard let prefix = reader.prefix(fields["prefix"], what: "a network") else { return nil }
    var range = OSPFRangeSpec(prefix)
    range.cost = reader.integer(fields["cost"], in: 0...16_777_214, what: "a cost")
    range.isAdvertised = reader.boolean(fields["advertise"], what: "`advertise`") ?? true
    return range
  }

  mutating func decodeDefaultRoutes(_ node: Node?, into ospf: inout OSPFSpec) {
    guard let node, !reader.isNull(node) else { return }
    if node.mapping == nil {
      for item in reader.items(of: node, what: "routers") {
        if let name = reference(item, to: [.router], what: "a router") {
          ospf.defaultRoutes.append(OSPFDefaultRouteSpec(node: name))
        }
      }
      return
    }
    for (key, name, value) in reader.entries(of: node, what: "routers") {
      guard resolve(name, to: [.router], what: "a router", at: key) else { continue }
      var route = OSPFDefaultRouteSpec(node: name)
      if !reader.isNull(value) {
        let fields = reader.fields(of: value, as: .ospfDefaultRoute)
        route.metric = reader.integer(fields["metric"], in: 0...16_777_214, what: "a metric")
        route.type = reader.integer(fields["metric-type"], in: 1...2, what: "a metric type")
        route.isUnconditional = reader.boolean(fields["always"], what: "`always`") ?? false
      }
      ospf.defaultRoutes.append(route)
    }
  }
}
