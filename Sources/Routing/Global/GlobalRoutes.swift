import NetworkModel

/// The routes of all routers to all networks, as a table: a million of them take eight megabytes.
package struct GlobalRoutes: Sendable {
  /// What one router knows of one network.
  package struct Entry: Sendable, BitwiseCopyable, Equatable {
    package var metric: UInt32
    /// The set of next hops; 0: no route.
    package var hops: UInt32

    package static let none = Entry(metric: 0, hops: 0)
  }

  /// Sorted.
  package let prefixes: [IPv4Prefix]
  /// Sets of next hops, sorted each; the first is empty.
  package let hopSets: [[NextHop]]
  /// Rows of routers, columns of prefixes.
  private let entries: [Entry]
  /// By node; -1 for those that are no routers.
  private let rows: [Int32]

  package var entryCount: Int { entries.count }

  package init() { self.init(prefixes: [], hopSets: [[]], entries: [], rows: []) }

  init(prefixes: [IPv4Prefix], hopSets: [[NextHop]], entries: [Entry], rows: [Int32]) {
    self.prefixes = prefixes
    self.hopSets = hopSets
    self.entries = entries
    self.rows = rows
  }

  /// The entries of a router by the place of their prefix; empty for other nodes.
  package func entries(of node: NodeIndex) -> ArraySlice<Entry> {
    guard node.position < rows.count, rows[node.position] >= 0 else { return [] }
    let start = Int(rows[node.position]) * prefixes.count
    return entries[start..<start + prefixes.count]
  }

  package func route(of node: NodeIndex, to prefix: IPv4Prefix) -> ProtocolRoute? {
    var (low, high) = (0, prefixes.count)
    while low < high {
      let middle = (low + high) / 2
      if prefixes[middle] < prefix { low = middle + 1 } else { high = middle }
    }
    let row = entries(of: node)
    guard low < row.count, prefixes[low] == prefix else { return nil }
    return route(row[row.startIndex + low], to: prefix)
  }

  package func route(_ entry: Entry, to prefix: IPv4Prefix) -> ProtocolRoute? {
    if entry.hops == 0 { return nil }
    return ProtocolRoute(
      prefix: prefix, source: .global, metric: Int(entry.metric), nextHops: hopSets[Int(entry.hops)])
  }

  /// All routes of a router, sorted by prefix.
  package func routes(of node: NodeIndex) -> [ProtocolRoute] {
    zip(prefixes, entries(of: node)).compactMap { route($1, to: $0) }
  }
}
