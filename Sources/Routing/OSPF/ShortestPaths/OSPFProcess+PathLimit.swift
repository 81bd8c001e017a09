import NetworkModel

/// Which of more equal paths than are kept (`ecmp`) stay.
///
/// BIRD sorts all of a network's next hops by address. FRR sorts those of each vertex of the tree, and appends what is as good
/// (`ospf_route_copy_nexthops`): by transit networks, by stub networks in the order in which `ospf_spf_process_stubs` goes down the tree, by
/// summaries and external LSAs in the order of the database.
extension OSPFProcess {
  /// What the order of paths follows from, worked out when first asked for.
  struct PathOrder {
    /// By area and network: who has it at which cost in all, in FRR's order.
    fileprivate var stubs: [Int: [IPv4Prefix: [(vertex: Int, cost: UInt32)]]] = [:]
    fileprivate var summaries: [Int: [IPv4Prefix: [LSA]]] = [:]
  }

  /// FRR's order matters only when fewer paths are kept than it finds at most.
  var keepsFewPathsInOrder: Bool {
    configuration.choices.keepsPathsInOrder && configuration.maximumPaths < 64
  }

  /// Those by the lowest addresses.
  func withinLimit(_ all: [NextHop]) -> [NextHop] {
    let limit = configuration.maximumPaths
    return all.count <= limit ? all : Self.byAddress(all).prefix(limit).sorted()
  }

  /// Those that FRR finds first, of a network by number, in the table just computed.
  func firstPaths(_ number: Int, _ route: OSPFRouteTable.Route, _ known: inout PathOrder) -> [NextHop] {
    let all = hops.list(route.hops)
    if all.count < 2 { return all }
    var found: [NextHop] = []
    for set in contributions(number, route, &known) {
      for hop in Self.byAddress(hops.list(set)) where all.contains(hop) {
        // Only within an area is a next hop taken once: else each border or boundary router's counts.
        if route.pathType != .intraArea || !found.contains(hop) { found.append(hop) }
      }
    }
    if found.isEmpty { found = Self.byAddress(all) }
    return Set(found.prefix(configuration.maximumPaths)).sorted()
  }

  private static func byAddress(_ hops: [NextHop]) -> [NextHop] {
    hops.sorted { ($0.address ?? .any, $0) < ($1.address ?? .any, $1) }
  }

  /// The sets of next hops that were joined, in FRR's order.
  private func contributions(
    _ number: Int, _ route: OSPFRouteTable.Route, _ known: inout PathOrder
  ) -> [Int32] {
    let prefix = routes.numbering.prefix(numbered: number)
    switch route.pathType {
    case .intraArea:
      return areas.indices.flatMap { area in
        if known.stubs[area] == nil { known.stubs[area] = stubs(ofArea: area) }
        return (known.stubs[area]?[prefix] ?? []).filter { $0.cost == route.cost }
          .map { areas[area].tree.hops[$0.vertex] }
      }
    case .interArea:
      let area = Int(route.area)
      if known.summaries[area] == nil { known.summaries[area] = summaries(ofArea: area) }
      return (known.summaries[area]?[prefix] ?? []).compactMap { lsa in
        guard case .summary(_, let metric) = lsa.body,
          let border = wayToBorder(lsa.key.advertisingRouter, inArea: area)
        else { return nil }
        return border.cost &+ metric == route.cost ? border.hops : nil
      }
    case .external1, .external2:
      return (waysOutside[number] ?? []).filter { $0.isEqual(to: route) }.map(\.hops)
    case nil: return []
    }
  }

  private func stubs(ofArea area: Int) -> [IPv4Prefix: [(vertex: Int, cost: UInt32)]] {
    var found: [IPv4Prefix: [(vertex: Int, cost: UInt32)]] = [:]
    let prefixes = areas[area].numbering.prefixList
    for vertex in order(ofArea: area) {
      for stub in databases[area].usable(vertex: vertex)?.stubs ?? [] {
        let prefix = prefixes[Int(stub.prefix)]
        found[prefix, default: []].append((vertex, areas[area].tree.distance[vertex] &+ stub.metric))
      }
    }
    return found
  }

  private func summaries(ofArea area: Int) -> [IPv4Prefix: [LSA]] {
    var found: [IPv4Prefix: [LSA]] = [:]
    for number in databases[area].leaves {
      guard let lsa = usableLeaf(number, inScope: area), lsa.key.type == .summary,
        case .summary(let length, _) = lsa.body
      else { continue }
      found[IPv4Prefix(lsa.key.linkStateID, length: length), default: []].append(lsa)
    }
    return found.mapValues { $0.sorted { $0.key < $1.key } }
  }

  /// Networks as the tree reaches them, then routers from the root downwards, each before its children. O(E log V).
  private func order(ofArea area: Int) -> [Int] {
    let tree = areas[area].tree
    guard let graph = tree.graph, let root = tree.order.first.map(Int.init) else { return [] }
    var place = [Int](repeating: 0, count: graph.vertexCount)
    for (position, vertex) in tree.order.enumerated() { place[Int(vertex)] = position }
    func children(_ vertex: Int) -> [Int] {
      let found = graph.edges(of: vertex).map { graph.edges[$0] }.filter {
        Int($0.target) != root && tree.isReached(Int($0.target))
          && tree.distance[vertex] &+ $0.metric == tree.distance[Int($0.target)]
      }
      return Set(found.map { Int($0.target) }).sorted { place[$0] < place[$1] }
    }
    var routers: [Int] = []
    var isSeen = [Bool](repeating: false, count: graph.vertexCount)
    var stack = [root]
    while let vertex = stack.popLast() {
      if isSeen[vertex] { continue }
      isSeen[vertex] = true
      if graph.isRouter[vertex] { routers.append(vertex) }
      stack.append(contentsOf: children(vertex).reversed())
    }
    return tree.order.map(Int.init).filter { !graph.isRouter[$0] } + routers
  }
}
