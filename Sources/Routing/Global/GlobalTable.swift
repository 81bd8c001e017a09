import NetworkModel

/// The table of global routes while it is filled, network by network.
struct GlobalTable {
  private let routers: [Int]
  private let isRouter: [Bool]
  private var rows: [Int32]
  private let edges: [GlobalRouting.Edge]
  /// By node: where its edges begin.
  private var firstEdge: [Int]
  private let columns: Int
  private var entries: [GlobalRoutes.Entry]
  private var hopSets: [[NextHop]] = [[]]
  private var knownSets: [SetKey: UInt32] = [:]

  /// Which of a router's edges: bits of its first 64, places of the others.
  private struct SetKey: Hashable {
    let router: Int
    var bits: UInt64 = 0
    var others: [Int] = []
  }

  /// - Parameter edges: sorted by node and next hop.
  init(nodes isRouter: [Bool], edges: [GlobalRouting.Edge], columns: Int) {
    self.isRouter = isRouter
    self.edges = edges
    self.columns = columns
    routers = isRouter.indices.filter { isRouter[$0] }
    rows = [Int32](repeating: -1, count: isRouter.count)
    for (row, router) in routers.enumerated() { rows[router] = Int32(row) }
    firstEdge = [Int](repeating: 0, count: isRouter.count + 1)
    for edge in edges { firstEdge[edge.from + 1] += 1 }
    for node in isRouter.indices { firstEdge[node + 1] += firstEdge[node] }
    entries = Array(repeating: .none, count: routers.count * columns)
  }

  /// The way of every router to a network that hangs on the given nodes.
  mutating func fill(_ column: Int, attached: [Int], distances: [Int: [UInt32]]) {
    let trees = attached.map { distances[$0] ?? [] }
    for (row, router) in routers.enumerated() {
      var best = ShortestDistances.unreachable
      for tree in trees { best = min(best, tree[router]) }
      // At distance zero the network is the router's own.
      if best == 0 || best == ShortestDistances.unreachable { continue }
      var key = SetKey(router: router)
      for place in firstEdge[router]..<firstEdge[router + 1] {
        let edge = edges[place]
        var leads = false
        for (node, tree) in zip(attached, trees) where tree[router] == best {
          let rest = tree[edge.to]
          guard edge.to == node || isRouter[edge.to], rest != ShortestDistances.unreachable else { continue }
          if Int(rest) + edge.cost == Int(best) { leads = true }
        }
        if !leads { continue }
        let number = place - firstEdge[router]
        if number < 64 { key.bits |= 1 << UInt64(number) } else { key.others.append(number) }
      }
      entries[row * columns + column] = GlobalRoutes.Entry(metric: best, hops: intern(key))
    }
  }

  mutating func copyColumn(_ source: Int, to column: Int) {
    for row in routers.indices { entries[row * columns + column] = entries[row * columns + source] }
  }

  private mutating func intern(_ key: SetKey) -> UInt32 {
    if let known = knownSets[key] { return known }
    var hops: [NextHop] = []
    for number in 0..<64 where key.bits & 1 << UInt64(number) != 0 {
      hops.append(edges[firstEdge[key.router] + number].hop)
    }
    for number in key.others { hops.append(edges[firstEdge[key.router] + number].hop) }
    let index = UInt32(hopSets.count)
    hopSets.append(hops)
    knownSets[key] = index
    return index
  }

  func routes(prefixes: [IPv4Prefix]) -> GlobalRoutes {
    GlobalRoutes(prefixes: prefixes, hopSets: hopSets, entries: entries, rows: rows)
  }
}
