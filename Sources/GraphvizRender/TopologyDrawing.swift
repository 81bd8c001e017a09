import Kernel
import Metrics
import NetworkModel

/// Draws a topology: kinds by shape, containers inside their host, links labelled, and what a run found out as colour.
package enum TopologyDrawing {
  /// - Parameters:
  ///   - result: utilization, failures and blocked ports; nil: the network as planned.
  ///   - routes: with `toward`, the tables whose next hops are shown.
  package static func make(
    _ topology: Topology, result: RunResult? = nil, routes: RoutesSnapshot? = nil, toward: IPv4Prefix? = nil
  ) -> Drawing {
    var drawing = Drawing()
    drawing.title = result?.scenario ?? ""
    let homes = Set(topology.nodes.compactMap(\.host))
    for position in homes.sorted() {
      drawing.clusters.append(DrawingCluster(name: topology[position].name, label: topology[position].label))
    }
    let downNodes = nodesDown(topology, result)
    for (position, node) in topology.nodes.enumerated() {
      let index = NodeIndex(position)
      var drawn = DrawingNode(name: node.name, label: node.label, kind: kind(node))
      drawn.details = details(index, topology)
      drawn.cluster = node.host.map { topology[$0].name } ?? (homes.contains(index) ? node.name : nil)
      drawn.position = node.position.map { ($0.longitude, $0.latitude) }
      drawn.isUp = !downNodes.contains(index)
      drawn.isEmphasized = toward.map { owns(index, $0, topology) } ?? false
      drawing.nodes.append(drawn)
    }
    let hops = toward.flatMap { prefix in routes.map { nextHops(prefix, $0, topology) } } ?? []
    let blocked = blockedLinks(result)
    let common = Common(topology)
    let found = Dictionary(
      (result?.links ?? []).map { ($0.link, $0) }, uniquingKeysWith: { first, _ in first })
    for (position, link) in topology.links.enumerated() {
      var edge = DrawingEdge(
        from: name(link.interfaces.first, topology), to: name(link.interfaces.second, topology))
      edge.label = link.isInternal ? "" : label(link, unless: common)
      if let found = found[LinkIndex(position)] {
        edge.utilization = max(found.utilization.first, found.utilization.second)
        if !found.isUp { edge.state = .down }
      }
      if edge.state == .up, blocked.contains(LinkIndex(position)) { edge.state = .blocked }
      edge.isNextHopForward = hops.contains(link.interfaces.first)
      edge.isNextHopBackward = hops.contains(link.interfaces.second)
      drawing.edges.append(edge)
    }
    drawing.subtitle = common.words ?? ""
    drawing.hasLegend = result != nil
    return drawing
  }

  private static func kind(_ node: Topology.Node) -> DrawingNode.Kind {
    switch node.kind {
    case .router: .router
    case .host: .host
    case .bridge: .bridge
    case .container: .container
    }
  }

  private static func name(_ interface: InterfaceIndex, _ topology: Topology) -> String {
    topology[topology[interface].node].name
  }

  private static func details(_ index: NodeIndex, _ topology: Topology) -> [String] {
    let node = topology[index]
    var lines: [String] = []
    if let number = node.autonomousSystem { lines.append("AS \(number)") }
    for interface in node.interfaces {
      let own = topology[interface]
      guard let address = own.address else { continue }
      switch own.kind {
      case .loopback: lines.append(address.address.description)
      case .stub: lines.append(address.prefix.description)
      case .ethernet, .tunnel: if node.kind == .container { lines.append(address.address.description) }
      }
    }
    if node.kind == .bridge, node.host != nil, let first = node.interfaces.first,
      let segment = topology[first].segment, let prefix = topology.segments[segment].prefix
    {
      lines.append(prefix.description)
    }
    return lines
  }

  // MARK: Links

  /// What more than half of the links have in common is told once, under the title.
  struct Common {
    var bandwidth: String?
    var delay: String?

    init(_ topology: Topology) {
      let specs = topology.links.filter { !$0.isInternal }.map(\.spec)
      bandwidth = Self.most(specs.map(\.bandwidth.description))
      delay = Self.most(specs.map(\.delay.description))
    }

    private static func most(_ values: [String]) -> String? {
      var counts: [String: Int] = [:]
      for value in values { counts[value, default: 0] += 1 }
      let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
      guard let best, values.count > 2, best.value * 2 > values.count else { return nil }
      return best.key
    }

    /// `links of 10Gbps and 1ms unless labelled`.
    var words: String? {
      let parts = [bandwidth, delay].compactMap { $0 }
      return parts.isEmpty ? nil : "links of \(parts.joined(separator: " and ")) unless labelled"
    }
  }

  private static func label(_ link: Topology.Link, unless common: Common) -> String {
    let bandwidth = link.spec.bandwidth.description
    let delay = link.spec.delay.description
    let differing =
      (bandwidth == common.bandwidth ? [] : [bandwidth]) + (delay == common.delay ? [] : [delay])
    var parts = differing.isEmpty ? [] : [differing.joined(separator: " ")]
    switch (link.spec.costs.first, link.spec.costs.second) {
    case (let first?, let second?):
      parts.append(first == second ? "cost \(first)" : "cost \(first) → \(second) ←")
    case (let first?, nil): parts.append("cost \(first) →")
    case (nil, let second?): parts.append("cost \(second) ←")
    case (nil, nil): break
    }
    if link.spec.loss > 0 { parts.append("loss \(Decimal.fixed(link.spec.loss * 100, 2))%") }
    return parts.joined(separator: "\n")
  }

  private static func blockedLinks(_ result: RunResult?) -> Set<LinkIndex> {
    Set(
      (result?.bridges ?? []).flatMap { bridge in
        bridge.ports.filter { $0.role == "alternate" || $0.role == "backup" }.map(\.link)
      })
  }

  /// Nodes all of whose links are down: crashed, or cut off.
  private static func nodesDown(_ topology: Topology, _ result: RunResult?) -> Set<NodeIndex> {
    guard let result else { return [] }
    let down = Set(result.links.filter { !$0.isUp }.map(\.link))
    return Set(
      topology.nodes.indices.map { NodeIndex($0) }.filter { node in
        let links = topology[node].interfaces.compactMap { topology[$0].link }
        return !links.isEmpty && links.allSatisfy(down.contains)
      })
  }

  // MARK: Next hops

  private static func owns(_ node: NodeIndex, _ prefix: IPv4Prefix, _ topology: Topology) -> Bool {
    topology[node].kind.forwards
      && topology[node].interfaces.contains { topology[$0].address?.prefix == prefix }
  }

  /// The interfaces by which routers send toward a prefix (the longest match of its first address).
  private static func nextHops(
    _ prefix: IPv4Prefix, _ routes: RoutesSnapshot, _ topology: Topology
  ) -> Set<InterfaceIndex> {
    var hops: Set<InterfaceIndex> = []
    for router in routes.routers where !owns(router.node, prefix, topology) {
      let matching = router.routes.filter { $0.prefix.contains(prefix) }
      guard let best = matching.max(by: { $0.prefix.length < $1.prefix.length }) else { continue }
      hops.formUnion(best.nextHops.map(\.interface))
    }
    return hops
  }
}
