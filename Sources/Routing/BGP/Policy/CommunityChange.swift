import NetworkModel

/// What an entry of a route map does to the communities: takes off, puts others in their place, adds.
struct CommunityChange: Sendable, Equatable {
  private let removed: [Community]
  /// All communities of these ASes.
  private let removedNumbers: [UInt32]
  private let replacement: [Community]?
  private let added: [Community]

  init(_ spec: BGPSetSpec) {
    removed = spec.removedCommunities.compactMap { Community($0) }
    removedNumbers = spec.removedCommunities.compactMap { Community.wildcard($0) }
    replacement = spec.communities.map { $0.flatMap { Community.list($0) ?? [] } }
    added = spec.addedCommunities.flatMap { Community.list($0) ?? [] }
  }

  func apply(to communities: inout [Community]) {
    if removed.isEmpty && removedNumbers.isEmpty && replacement == nil && added.isEmpty { return }
    var result = replacement ?? communities
    result.removeAll { removed.contains($0) || removedNumbers.contains($0.value >> 16) }
    communities = Set(result + added).sorted()
  }
}

/// The same for large ones (RFC 8092).
struct LargeCommunityChange: Sendable, Equatable {
  private let removed: [LargeCommunity]
  private let replacement: [LargeCommunity]?
  private let added: [LargeCommunity]

  init(_ spec: BGPSetSpec) {
    removed = spec.removedLargeCommunities.flatMap { LargeCommunity.list($0) ?? [] }
    replacement = spec.largeCommunities.map { $0.flatMap { LargeCommunity.list($0) ?? [] } }
    added = spec.addedLargeCommunities.flatMap { LargeCommunity.list($0) ?? [] }
  }

  func apply(to communities: inout [LargeCommunity]) {
    if removed.isEmpty && replacement == nil && added.isEmpty { return }
    communities = Set((replacement ?? communities).filter { !removed.contains($0) } + added).sorted()
  }
}

extension Community {
  /// Reads `65001:1 65001:2`; nil: one of them is none.
  package static func list(_ text: some StringProtocol) -> [Community]? {
    let words = text.split(separator: " ")
    let values = words.compactMap { Community($0) }
    return values.count == words.count && !values.isEmpty ? values : nil
  }

  /// The AS of `65001:*`.
  package static func wildcard(_ text: some StringProtocol) -> UInt32? {
    guard text.hasSuffix(":*") else { return nil }
    return UInt16(text.dropLast(2)).map { UInt32($0) }
  }
}

extension LargeCommunity {
  /// Reads `65001:1:1 65001:1:2`; nil: one of them is none.
  package static func list(_ text: some StringProtocol) -> [LargeCommunity]? {
    let words = text.split(separator: " ")
    let values = words.compactMap { LargeCommunity($0) }
    return values.count == words.count && !values.isEmpty ? values : nil
  }
}
