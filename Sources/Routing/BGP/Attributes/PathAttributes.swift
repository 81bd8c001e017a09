import NetworkModel

/// The attributes of a path (RFC 4271 §5 and later documents). What is nil is absent.
package struct PathAttributes: Hashable, Sendable {
  /// RFC 4271 §5.1.1; lower is preferred.
  package enum Origin: Int, Hashable, Sendable, CaseIterable, Comparable, CustomStringConvertible {
    case igp
    case egp
    case incomplete

    package static func < (a: Origin, b: Origin) -> Bool { a.rawValue < b.rawValue }

    /// As FRR's JSON names it.
    package var description: String {
      switch self {
      case .igp: "IGP"
      case .egp: "EGP"
      case .incomplete: "incomplete"
      }
    }
  }

  package var origin = Origin.igp
  package var asPath = ASPath()
  /// `.any` for a path of the speaker's own.
  package var nextHop = IPv4Address.any
  package var multiExitDiscriminator: UInt32?
  package var localPreference: UInt32?
  package var atomicAggregate = false
  package var aggregator: Aggregator?
  /// Sorted, without duplicates.
  package var communities: [Community] = []
  /// Sorted, without duplicates.
  package var largeCommunities: [LargeCommunity] = []
  /// RFC 4456 §8.
  package var originatorID: IPv4Address?
  package var clusterList: [IPv4Address] = []
  /// RFC 9234 §5: the AS that sent the route toward customers only.
  package var onlyToCustomer: UInt32?
  /// Who the AS learned the route from, for Gao-Rexford's export rule. It goes to iBGP peers only, in place of the community
  /// with which operators mark routes, and takes no room on the wire.
  package var learnedFrom: NeighborRelation?

  /// What a router with a defect gets wrong in its announcement. Empty in any table.
  package var faults: [AttributeFault] = []

  package struct Aggregator: Hashable, Sendable {
    package var number: UInt32
    package var address: IPv4Address
  }

  package init() {}

  /// Octets of the attributes in an UPDATE (RFC 4271 §4.3): three or four of header each.
  package var octets: Int {
    var sum = 4 + 7 + 4 + asPath.octets
    if multiExitDiscriminator != nil { sum += 7 }
    if localPreference != nil { sum += 7 }
    if atomicAggregate { sum += 3 }
    if aggregator != nil { sum += 11 }
    if !communities.isEmpty { sum += 4 + 4 * communities.count }
    if !largeCommunities.isEmpty { sum += 4 + 12 * largeCommunities.count }
    if originatorID != nil { sum += 7 }
    if !clusterList.isEmpty { sum += 3 + 4 * clusterList.count }
    if onlyToCustomer != nil { sum += 7 }
    return sum
  }

  package mutating func add(_ community: Community) {
    guard !communities.contains(community) else { return }
    communities.append(community)
    communities.sort()
  }
}

/// What a neighbouring AS is to one's own.
package enum NeighborRelation: Int, Hashable, Sendable, CaseIterable {
  case customer
  case peer
  case provider
}
