import NetworkModel

/// One router's routes from all sources, and which of them is selected for each prefix.
///
/// Selection: the lowest administrative distance; between equal distances the source that comes first in `RouteSource`.
/// (Metrics of different protocols say nothing about each other; within a protocol its process has already chosen.)
package struct RoutingInformationBase: Sendable {
  /// The selected route of each prefix.
  private var best = RouteTable()
  /// The others, best first, of the few prefixes that several sources know.
  private var others: [IPv4Prefix: [ProtocolRoute]] = [:]
  /// Sets of next hops, each kept once.
  private var hopSets: [NextHopSet] = []
  private var numberOfHops: [NextHopSet: UInt32] = [:]
  private var attributes = RouteAttributesTable()

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

  /// A prefix whose selection is another one, with the number of its next hops; nil: no route.
  package struct HopsChange: Sendable, BitwiseCopyable {
    package let prefix: IPv4Prefix
    package let hops: UInt32?
  }

  /// Puts a source's route in place of its earlier one for the prefix. Nil when the selection stays as it is.
  package mutating func offer(_ route: ProtocolRoute) -> SelectionChange? {
    let place = best.find(route.prefix)
    if let place, best[place].hasOthers || best[place].source != route.source {
      var list = candidates(place)
      list.removeAll { $0.source == route.source }
      list.insert(route, at: list.firstIndex { Self.isBetter(route, than: $0) } ?? list.count)
      return replace(route.prefix, by: list)
    }
    let old = place.map { self.route($0) }
    if old == route { return nil }
    set(route, hasOthers: false)
    return SelectionChange(prefix: route.prefix, old: old, new: route)
  }

  /// Takes a source's route away. Nil when the selection stays as it is.
  package mutating func withdraw(_ prefix: IPv4Prefix, source: RouteSource) -> SelectionChange? {
    guard let place = best.find(prefix) else { return nil }
    var list = candidates(place)
    list.removeAll { $0.source == source }
    return replace(prefix, by: list)
  }

  /// Takes in what a protocol's computation changed, and appends what that changes of the selection.
  package mutating func apply(_ batch: RouteBatch, changes: inout [HopsChange]) {
    let numbers = batch.hopSets.map { number(of: $0) }
    // Into a table of few routes most lines come as new ones.
    best.reserve(batch.lines.count > 2 * best.places.count ? batch.lines.count : 1)
    let distance = Int32(batch.source.administrativeDistance)
    for line in batch.lines {
      let (slot, place) = best.locate(line.prefix)
      if place >= 0, best[place].hasOthers || best[place].source != batch.source {
        applySlowly(line, of: batch, &changes)
      } else if line.hops >= 0 {
        let attributes = self.attributes.number(
          of: RouteAttributes(metric: line.detail.metric, distance: distance, path: line.detail.path))
        let new = RouteTable.Entry(
          prefix: line.prefix, source: batch.source, hasOthers: false, hops: numbers[Int(line.hops)],
          attributes: attributes)
        if place < 0 {
          best.append(new, at: slot)
        } else {
          if best[place] == new { continue }
          best[place] = new
        }
        changes.append(HopsChange(prefix: line.prefix, hops: new.hops))
      } else if place >= 0 {
        best.remove(place)
        changes.append(HopsChange(prefix: line.prefix, hops: nil))
      }
    }
  }

  private mutating func applySlowly(
    _ line: RouteBatch.Line, of batch: RouteBatch, _ changes: inout [HopsChange]
  ) {
    let change: SelectionChange?
    if line.hops >= 0 {
      change = offer(
        ProtocolRoute(
          prefix: line.prefix, source: batch.source, metric: line.detail.metric,
          nextHops: batch.hopSets[Int(line.hops)], path: line.detail.path))
    } else {
      change = withdraw(line.prefix, source: batch.source)
    }
    guard let change else { return }
    changes.append(HopsChange(prefix: line.prefix, hops: change.new.map { number(of: $0.nextHops) }))
  }

  package func selected(_ prefix: IPv4Prefix) -> ProtocolRoute? { best.find(prefix).map { route($0) } }

  /// All selected routes, sorted by prefix. O(n log n).
  package var selectedRoutes: [ProtocolRoute] {
    best.places.map { route($0) }.sorted { $0.prefix < $1.prefix }
  }

  package func nextHops(numbered number: UInt32) -> NextHopSet { hopSets[Int(number)] }

  /// The number of a set of next hops in this RIB.
  package mutating func number(of hops: NextHopSet) -> UInt32 {
    if let known = numberOfHops[hops] { return known }
    let number = UInt32(truncatingIfNeeded: hopSets.count)
    hopSets.append(hops)
    numberOfHops[hops] = number
    return number
  }

  private func route(_ place: Int) -> ProtocolRoute {
    let entry = best[place]
    let attributes = self.attributes[entry.attributes]
    return ProtocolRoute(
      prefix: entry.prefix, source: entry.source, distance: Int(attributes.distance),
      metric: attributes.metric, nextHops: hopSets[Int(entry.hops)], path: attributes.path)
  }

  private mutating func set(_ route: ProtocolRoute, hasOthers: Bool) {
    let attributes = self.attributes.number(
      of: RouteAttributes(
        metric: route.metric, distance: Int32(clamping: route.distance), path: route.path))
    let entry = RouteTable.Entry(
      prefix: route.prefix, source: route.source, hasOthers: hasOthers, hops: number(of: route.nextHops),
      attributes: attributes)
    if let place = best.find(route.prefix) { best[place] = entry } else { best.append(entry) }
  }

  /// Best first.
  private func candidates(_ place: Int) -> [ProtocolRoute] {
    [route(place)] + (best[place].hasOthers ? others[best[place].prefix] ?? [] : [])
  }

  private mutating func replace(_ prefix: IPv4Prefix, by list: [ProtocolRoute]) -> SelectionChange? {
    let old = selected(prefix)
    others[prefix] = list.count > 1 ? Array(list.dropFirst()) : nil
    if let first = list.first {
      set(first, hasOthers: list.count > 1)
    } else if let place = best.find(prefix) {
      best.remove(place)
    }
    return old == list.first ? nil : SelectionChange(prefix: prefix, old: old, new: list.first)
  }

  private static func isBetter(_ a: ProtocolRoute, than b: ProtocolRoute) -> Bool {
    (a.distance, a.source) < (b.distance, b.source)
  }
}
