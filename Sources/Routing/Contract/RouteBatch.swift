import NetworkModel

/// What one computation, or one message, changes of a protocol's routes, as a whole: a thousand lines that share a few sets of next hops.
///
/// It means the same as an `.install` or `.withdraw` for each line, in their order.
package struct RouteBatch: Sendable {
  /// What a route says beside its prefix and next hops.
  package struct Detail: Sendable, BitwiseCopyable {
    package let metric: Int
    package let path: RoutePath?

    package init(metric: Int, path: RoutePath? = nil) {
      self.metric = metric
      self.path = path
    }
  }

  struct Line: Sendable, BitwiseCopyable {
    let prefix: IPv4Prefix
    /// Place in `hopSets`; −1: the route is withdrawn.
    let hops: Int32
    let detail: Detail
  }

  package let source: RouteSource
  package var hopSets: [NextHopSet] = []
  private(set) var lines: [Line] = []

  package init(source: RouteSource) { self.source = source }

  package mutating func reserve(_ count: Int) { lines.reserveCapacity(count) }

  package var isEmpty: Bool { lines.isEmpty }

  /// - Parameter hops: place of the next hops in `hopSets`.
  package mutating func install(_ prefix: IPv4Prefix, hops: Int, _ detail: Detail) {
    lines.append(Line(prefix: prefix, hops: Int32(truncatingIfNeeded: hops), detail: detail))
  }

  package mutating func withdraw(_ prefix: IPv4Prefix) {
    lines.append(Line(prefix: prefix, hops: -1, detail: Detail(metric: 0)))
  }

  /// Line by line: the route, or nil where it is withdrawn.
  package var changes: some Sequence<(prefix: IPv4Prefix, route: ProtocolRoute?)> {
    lines.lazy.map { line in
      guard line.hops >= 0 else { return (line.prefix, nil) }
      let route = ProtocolRoute(
        prefix: line.prefix, source: source, metric: line.detail.metric, nextHops: hopSets[Int(line.hops)],
        path: line.detail.path)
      return (line.prefix, route)
    }
  }
}
