import NetworkModel

/// One router's routes from all sources, and which of them is selected for each prefix.
///
/// Selection: the lowest administrative distance; between equal distances the source that comes first in `RouteSource`.
/// (Metrics of different protocols say nothing about each other; within a protocol its process has already chosen.)
package struct RoutingInformationBase: Sendable {
  /// The best candidate of each prefix.
  private var best: [IPv4Prefix: ProtocolRoute] = [:]
  /// The others, best first, of the few prefixes that several sources know.
  private var others: [IPv4Prefix: [ProtocolRoute]] = [:]

  package init() {}

  /// What a change of candidates did to the selection.
  package struct SelectionChange: Sendable, Equatable {
    package let prefix: IPv4Prefix
    package let old: ProtocolRoute?
    package let new: ProtocolRoute?

    package init(prefix: IPv4Prefix, old: ProtocolRoute?, new: ProtocolRoute?) {
      self.prefix = prefix
      self.old = old
      self.new = new
    }
  }

  /// Puts a source's route in place of its earlier one for the prefix. Nil when the selection stays as it is.
  package mutating func offer(_ route: ProtocolRoute) -> SelectionChange? {
    let old = best[route.prefix]
    if old == nil || old?.source == route.source && others[route.prefix] == nil {
      best[route.prefix] = route
      return change(route.prefix, from: old, to: route)
    }
    var list = candidates(route.prefix)
    list.removeAll { $0.source == route.source }
    list.insert(route, at: list.firstIndex { Self.isBetter(route, than: $0) } ?? list.count)
    return replace(route.prefix, by: list)
  }

  /// Takes a source's route away. Nil when the selection stays as it is.
  package mutating func withdraw(_ prefix: IPv4Prefix, source: RouteSource) -> SelectionChange? {
    var list = candidates(prefix)
    list.removeAll { $0.source == source }
    return replace(prefix, by: list)
  }

  package func selected(_ prefix: IPv4Prefix) -> ProtocolRoute? { best[prefix] }

  /// All selected routes, sorted by prefix. O(n log n).
  package var selectedRoutes: [ProtocolRoute] { best.values.sorted { $0.prefix < $1.prefix } }

  /// Best first.
  private func candidates(_ prefix: IPv4Prefix) -> [ProtocolRoute] {
    best[prefix].map { [$0] + (others[prefix] ?? []) } ?? []
  }

  private mutating func replace(_ prefix: IPv4Prefix, by list: [ProtocolRoute]) -> SelectionChange? {
    let old = best[prefix]
    best[prefix] = list.first
    others[prefix] = list.count > 1 ? Array(list.dropFirst()) : nil
    return change(prefix, from: old, to: list.first)
  }

  private func change(
    _ prefix: IPv4Prefix, from old: ProtocolRoute?, to new: ProtocolRoute?
  ) -> SelectionChange? {
    old == new ? nil : SelectionChange(prefix: prefix, old: old, new: new)
  }

  private static func isBetter(_ a: ProtocolRoute, than b: ProtocolRoute) -> Bool {
    (a.distance, a.source) < (b.distance, b.source)
  }
}
