import Kernel
import NetworkModel

/// Routes made of longer ones (RFC 4271 §9.2.2.2), as FRR's `aggregate-address`: they are there as long as one of those is.
extension BGPProcess {
  /// Something about these prefixes has changed: the aggregates above them follow, the longest first, since one may lie in
  /// another.
  mutating func aggregate(over prefixes: [IPv4Prefix], at now: SimTime, _ actions: inout [RoutingAction]) {
    for aggregate in configuration.aggregates
    where prefixes.contains(where: { aggregate.prefix.isShorter(than: $0) }) {
      let attributes = attributes(of: aggregate)
      let old = aggregated[aggregate.prefix]
      if old == attributes { continue }
      aggregated[aggregate.prefix] = attributes
      if aggregate.isSummaryOnly, (old == nil) != (attributes == nil) {
        for prefix in selected.keys.sorted() where aggregate.prefix.isShorter(than: prefix) {
          tellNeighbors(prefix)
        }
      }
      decide([aggregate.prefix], because: .aggregated, at: now, &actions)
    }
  }

  /// A summary stands for the route, so that nobody is told of it. Aggregates themselves are told.
  package func isSuppressed(_ prefix: IPv4Prefix, _ path: BGPPath) -> Bool {
    path.source != .aggregate
      && configuration.aggregates.contains { aggregate in
        aggregate.isSummaryOnly && aggregate.prefix.isShorter(than: prefix)
          && aggregated[aggregate.prefix] != nil
      }
  }

  /// Nil when there is no route to make it of.
  private func attributes(of aggregate: BGPAggregateSpec) -> PathAttributes? {
    let parts = contributors(to: aggregate.prefix)
    guard let worst = parts.map(\.origin).max() else { return nil }
    if aggregate.matchesMED, Set(parts.map { $0.multiExitDiscriminator ?? 0 }).count > 1 { return nil }
    var attributes = Self.ownAttributes(worst, metric: 0)
    if aggregate.matchesMED { attributes.multiExitDiscriminator = parts.first?.multiExitDiscriminator ?? 0 }
    attributes.aggregator = .init(number: configuration.outerAS, address: configuration.identifier)
    if aggregate.hasASSet {
      let isFRR = configuration.settings.aggregatesAllPaths
      attributes.asPath = ASPath.aggregate(of: parts.map(\.asPath), separatesConfederations: !isFRR)
      attributes.communities = Set(parts.flatMap(\.communities)).sorted()
      attributes.largeCommunities = Set(parts.flatMap(\.largeCommunities)).sorted()
      attributes.atomicAggregate = !isFRR && parts.contains(where: \.atomicAggregate)
      attributes.learnedFrom = parts.compactMap(\.learnedFrom).max { $0.rawValue < $1.rawValue }
    } else {
      // §5.1.6: ASes are missing from the path.
      attributes.atomicAggregate = true
    }
    return attributes
  }

  /// Of longer prefixes, sorted: the chosen paths, or in the profile frr all that are usable. Paths that are aggregates
  /// themselves do not count: what they are made of does.
  private func contributors(to prefix: IPv4Prefix) -> [PathAttributes] {
    if !configuration.settings.aggregatesAllPaths {
      return selected.keys.filter { prefix.isShorter(than: $0) }.sorted().compactMap { key in
        selected[key].flatMap { $0.source == .aggregate ? nil : $0.path.attributes }
      }
    }
    var keys = originatedPrefixes
    for neighbor in neighbors where neighbor.isHeard { keys.formUnion(neighbor.received.prefixes) }
    return keys.filter { prefix.isShorter(than: $0) }.sorted().flatMap { key in
      candidates(for: key).filter { $0.source != .aggregate && $0.interiorCost != nil }.map(\.attributes)
    }
  }
}

extension IPv4Prefix {
  /// It holds the other one, and more.
  func isShorter(than other: IPv4Prefix) -> Bool { length < other.length && contains(other) }
}
