import NetworkModel

/// One entry of a route map, ready to be applied.
package struct BGPRule: Sendable, Equatable {
  package let permits: Bool
  /// What it permits goes on to the next entries.
  package let continues: Bool
  private let match: BGPMatchSpec
  private let set: BGPSetSpec
  /// All of one of them.
  private let wantedCommunities: [[Community]]
  private let wantedLargeCommunities: [[LargeCommunity]]
  private let communities: CommunityChange
  private let largeCommunities: LargeCommunityChange
  private let origin: PathAttributes.Origin?
  private let wantedOrigin: PathAttributes.Origin?
  private let prepended: [UInt32]
  private let nextHop: IPv4Address?
  private let absentPreference: UInt32
  private let fault: AttributeFault?

  /// - Parameters:
  ///   - own: the AS of the router that has the rule.
  ///   - peerAddress: what `next-hop: peer-address` stands for on the session.
  ///   - absentPreference: the local preference of a path that carries none; FRR takes it for 0.
  package init(
    _ spec: BGPRuleSpec, own: UInt32, peerAddress: IPv4Address? = nil, absentPreference: UInt32 = 100
  ) {
    self.absentPreference = absentPreference
    permits = spec.permits
    continues = spec.continues
    match = spec.match
    set = spec.set
    wantedCommunities = spec.match.communities.map { Community.list($0) ?? [] }
    wantedLargeCommunities = spec.match.largeCommunities.map { LargeCommunity.list($0) ?? [] }
    communities = CommunityChange(spec.set)
    largeCommunities = LargeCommunityChange(spec.set)
    origin = Self.origin(spec.set.origin)
    fault = spec.set.fault.flatMap { AttributeFault(rawValue: $0) }
    wantedOrigin = Self.origin(spec.match.origin)
    prepended = spec.set.prepend + Array(repeating: own, count: max(0, spec.set.prependOwn))
    switch spec.set.nextHop {
    case .address(let address): nextHop = address
    case .peer: nextHop = peerAddress
    case nil: nextHop = nil
    }
  }

  private static func origin(_ name: String?) -> PathAttributes.Origin? {
    guard let name else { return nil }
    return PathAttributes.Origin.allCases.first { $0.description.lowercased() == name.lowercased() }
  }

  func matches(_ prefix: IPv4Prefix, _ attributes: PathAttributes) -> Bool {
    if !match.prefixes.isEmpty, !match.prefixes.contains(where: { $0.contains(prefix) }) { return false }
    if !match.asPaths.isEmpty {
      let numbers = attributes.asPath.numbers
      let path = attributes.asPath
      if !match.asPaths.contains(where: { $0.matches(numbers, text: path.description) }) { return false }
    }
    guard Self.has(attributes.communities, wantedCommunities, isExactly: match.isExactly),
      Self.has(attributes.largeCommunities, wantedLargeCommunities, isExactly: match.isExactly)
    else { return false }
    if !match.nextHops.isEmpty {
      let host = IPv4Prefix(attributes.nextHop, length: 32)
      if !match.nextHops.contains(where: { $0.prefix.contains(host) }) { return false }
    }
    if let wanted = match.multiExitDiscriminator, attributes.multiExitDiscriminator ?? 0 != wanted {
      return false
    }
    if let wanted = match.localPreference, attributes.localPreference ?? absentPreference != wanted {
      return false
    }
    if let wantedOrigin, attributes.origin != wantedOrigin { return false }
    return true
  }

  private static func has<Value: Hashable>(_ own: [Value], _ wanted: [[Value]], isExactly: Bool) -> Bool {
    wanted.isEmpty
      || wanted.contains { list in
        list.allSatisfy(own.contains) && (!isExactly || Set(own) == Set(list))
      }
  }

  func apply(to attributes: inout PathAttributes, weight: inout UInt32) {
    if let change = set.localPreference {
      attributes.localPreference = change.applied(to: attributes.localPreference ?? absentPreference)
    }
    if let change = set.multiExitDiscriminator {
      attributes.multiExitDiscriminator = change.applied(to: attributes.multiExitDiscriminator)
    }
    if let nextHop { attributes.nextHop = nextHop }
    if let value = set.weight { weight = value }
    if let origin { attributes.origin = origin }
    if let fault { attributes.faults.append(fault) }
    if let value = set.originatorID { attributes.originatorID = value }
    if set.isAtomicAggregate { attributes.atomicAggregate = true }
    if let value = set.aggregator {
      attributes.aggregator = .init(number: value.number, address: value.address)
    }
    if !set.excluded.isEmpty { attributes.asPath.remove(set.excluded) }
    for number in prepended.reversed() { attributes.asPath.prepend(number) }
    if set.prependLast > 0, let last = attributes.asPath.numbers.first {
      attributes.asPath.prepend(last, times: set.prependLast)
    }
    communities.apply(to: &attributes.communities)
    largeCommunities.apply(to: &attributes.largeCommunities)
  }
}

extension [BGPRule] {
  /// The first matching entry decides, unless it goes on to the next ones; what none matches passes unchanged.
  ///
  /// - Returns: the number of the entry that denies (from 1), or nil when the route passes.
  func apply(
    to prefix: IPv4Prefix, _ attributes: inout PathAttributes, weight: inout UInt32
  ) -> Int? {
    for (position, rule) in enumerated() where rule.matches(prefix, attributes) {
      if !rule.permits { return position + 1 }
      rule.apply(to: &attributes, weight: &weight)
      if !rule.continues { return nil }
    }
    return nil
  }
}
