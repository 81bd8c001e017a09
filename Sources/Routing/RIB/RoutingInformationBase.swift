import NetworkModel

/// One router's routes from all sources, and which of them is selected for each prefix.
///
/// Selection: the lowest administrative distance; between equal distances the source that comes first in `RouteSource`.
/// (Metrics of different protocols say nothing about each other; within a protocol its process has already chosen.)
package struct RoutingInformationBase: Sendable {
  /// Candidates by prefix, best first.
  private var candidates: [IPv4Prefix: [ProtocolRoute]] = [:]

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
    var list = candidates[route.prefix] ?? []
    let old = list.first
    list.removeAll { $0.source == route.source }
    let place = list.firstIndex { Self.isBetter(route, than: $0) } ?? list.count
    list.insert(route, at: place)
    candidates[route.prefix] = list
    return change(route.prefix, from: old, to: list.first)
  }

  /// Takes a source's route away. Nil when the selection stays as it is.
  package mutating func withdraw(_ prefix: IPv4Prefix, source: RouteSource) -> SelectionChange? {
    guard var list = candidates[prefix] else { return nil }
    let old = list.first
    list.removeAll { $0.source == source }
    candidates[prefix] = list.isEmpty ? nil : list
    return change(prefix, from: old, to: list.first)
  }

  package func selected(_ prefix: IPv4Prefix) -> ProtocolRoute? { candidates[prefix]?.first }

  /// All selected routes, sorted by prefix. O(n log n).
  package var selectedRoutes: [ProtocolRoute] {
    candidates.values.compactMap(\.first).sorted { $0.prefix < $1.prefix }
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
