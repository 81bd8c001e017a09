import NetworkModel

/// What an LSA says, by type (RFC 2328 §A.4, RFC 3101 appendix).
package enum LSABody: Sendable, Equatable {
  /// Type 1: the links of a router in one area.
  case router(flags: RouterFlags, links: [RouterLink])
  /// Type 2: the routers on a broadcast network that are fully adjacent to its designated router.
  case network(length: Int, attached: [RouterID])
  /// Type 3 (a network) and type 4 (a boundary router, length 0): what an area border router can reach elsewhere.
  case summary(length: Int, metric: UInt32)
  /// Types 5 and 7: a network outside of the domain.
  case external(ExternalReach)

  /// Length of the body in bytes (§A.4.2–A.4.5).
  var bytes: Int {
    switch self {
    case .router(_, let links): 4 + 12 * links.count
    case .network(_, let attached): 4 + 4 * attached.count
    case .summary: 8
    case .external: 16
    }
  }
}

/// The flags of a router-LSA (§A.4.2; Nt: RFC 3101 §B).
package struct RouterFlags: OptionSet, Sendable, BitwiseCopyable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Area border router.
  package static let border = RouterFlags(rawValue: 1)
  /// AS boundary router ("E").
  package static let boundary = RouterFlags(rawValue: 2)
  /// Endpoint of a virtual link.
  package static let virtualLink = RouterFlags(rawValue: 4)
  /// Always translates type 7 into type 5.
  package static let translator = RouterFlags(rawValue: 16)
}

/// One link of a router-LSA (§A.4.2).
package struct RouterLink: Sendable, Equatable, BitwiseCopyable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    case pointToPoint = 1
    case transit = 2
    case stub = 3
    case virtual = 4
  }

  package let kind: Kind
  /// Neighbour's router ID; address of the designated router; network number of a stub.
  package let id: IPv4Address
  /// The router's own address on the link; the mask of a stub.
  package let data: IPv4Address
  package let metric: UInt16

  package init(_ kind: Kind, id: IPv4Address, data: IPv4Address, metric: Int) {
    self.kind = kind
    self.id = id
    self.data = data
    self.metric = UInt16(clamping: metric)
  }
}

package struct ExternalReach: Sendable, Equatable, BitwiseCopyable {
  package let length: Int
  /// Type 2: the metric counts before every cost inside of the domain (§2.3).
  package let isType2: Bool
  /// 24 bits.
  package var metric: UInt32
  /// Where packets are to be sent; zero: to the advertising router (§2.3).
  package let forwarding: IPv4Address
  package let tag: UInt32

  package init(length: Int, isType2: Bool, metric: UInt32, forwarding: IPv4Address = .any, tag: UInt32 = 0) {
    self.length = length
    self.isType2 = isType2
    self.metric = min(metric, OSPF.lsInfinity)
    self.forwarding = forwarding
    self.tag = tag
  }
}

/// Architectural constants (RFC 2328 appendix B) that no scenario changes.
package enum OSPF {
  /// Seconds; an LSA of this age is not used and being flushed.
  package static let maxAge = 3600
  /// Ages further apart than this belong to different instances.
  package static let maxAgeDifference = 900
  package static let initialSequence: Int32 = -0x7FFF_FFFF
  package static let maximumSequence: Int32 = 0x7FFF_FFFF
  /// Metric of an unreachable destination in summaries and externals.
  package static let lsInfinity: UInt32 = 0xFF_FFFF
  package static let backbone: UInt32 = 0
}
