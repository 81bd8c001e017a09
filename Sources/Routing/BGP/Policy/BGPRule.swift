import NetworkModel

/// One entry of a route map, ready to be applied.
package struct BGPRule: Sendable, Equatable {
  package let permits: Bool
  private let match: BGPMatchSpec
  private let set: BGPSetSpec
  private let wantedCommunities: [Community]
  private let replacedCommunities: [Community]?
  private let addedCommunities: [Community]
  private let origin: PathAttributes.Origin?
  private let wantedOrigin: PathAttributes.Origin?
  private let prepended: [UInt32]
  private let fault: AttributeFault?

  /// - Parameter own: the AS of the router that has the rule.
  package init(_ spec: BGPRuleSpec, own: UInt32) {
    permits = spec.permits
    match = spec.match
    set = spec.set
    wantedCommunities = spec.match.communities.compactMap { Community($0) }
    replacedCommunities = spec.set.communities.map { Set($0.compactMap { Community($0) }).sorted() }
    addedCommunities = spec.set.addedCommunities.compactMap { Community($0) }
    origin = Self.origin(spec.set.origin)
    fault = spec.set.fault.flatMap { AttributeFault(rawValue: $0) }
    wantedOrigin = Self.origin(spec.match.origin)
    prepended = spec.set.prepend + Array(repeating: own, count: max(0, spec.set.prependOwn))
  }

  private static func origin(_ name: String?) -> PathAttributes.Origin? {
    guard let name else { return nil }
    return PathAttributes.Origin.allCases.first { $0.description.lowercased() == name.lowercased() }
  }

  func matches(_ prefix: IPv4Prefix, _ attributes: PathAttributes) -> Bool {
    if !match.prefixes.isEmpty, !match.prefixes.contains(where: { $0.contains(prefix) }) { return false }
    if !match.asPaths.isEmpty {
      let numbers = attributes.asPath.numbers
      if !match.asPaths.contains(where: { $0.matches(numbers) }) { return false }
    }
    if !wantedCommunities.isEmpty,
      !wantedCommunities.contains(where: attributes.communities.contains)
    {
      return false
    }
    if let wanted = match.multiExitDiscriminator, attributes.multiExitDiscriminator != wanted { return false }
    if let wanted = match.localPreference, attributes.localPreference ?? 100 != wanted { return false }
    if let wantedOrigin, attributes.origin != wantedOrigin { return false }
    return true
  }

  func apply(to attributes: inout PathAttributes, weight: inout UInt32) {
    if let value = set.localPreference { attributes.localPreference = value }
    if let value = set.multiExitDiscriminator { attributes.multiExitDiscriminator = value }
    if let value = set.nextHop { attributes.nextHop = value }
    if let value = set.weight { weight = value }
    if let origin { attributes.origin = origin }
    if let fault { attributes.faults.append(fault) }
    for number in prepended.reversed() { attributes.asPath.prepend(number) }
    if let replacedCommunities { attributes.communities = replacedCommunities }
    for community in addedCommunities { attributes.add(community) }
  }
}

extension [BGPRule] {
  /// The first matching entry decides; what none matches passes unchanged.
  ///
  /// - Returns: the number of the entry that denies (from 1), or nil when the route passes.
  func apply(
    to prefix: IPv4Prefix, _ attributes: inout PathAttributes, weight: inout UInt32
  ) -> Int? {
    for (position, rule) in enumerated() where rule.matches(prefix, attributes) {
      if !rule.permits { return position + 1 }
      rule.apply(to: &attributes, weight: &weight)
      return nil
    }
    return nil
  }
}
