import Kernel

/// BGP's options as written; what is nil comes from the profile.
package struct BGPSpec: Sendable, Equatable {
  package var sessions = BGPSessionsSpec.auto
  package var routeReflectors: [BGPReflectorSpec] = []
  /// Nil: nothing written, which under RFC 8212 is not the same as "none".
  package var policies: BGPPolicyMode?
  /// Prefixes by router, in the order of the file.
  package var originate: [BGPOriginationSpec] = []
  package var aggregates: [BGPAggregateSpec] = []
  package var announcements: [BGPAnnouncementSpec] = []
  package var confederations: [BGPConfederationSpec] = []
  package var rules: [BGPRuleSpec] = []
  package var neighbors: [BGPNeighborSpec] = []
  /// Sources announced beside the networks of `originate` and the routers' stubs.
  package var redistribute: [BGPRedistributionSpec] = []
  /// Whether a router's stub networks are announced.
  package var announcesStubs: Bool?
  /// Routers that put themselves as next hop toward iBGP peers.
  package var nextHopSelf: [String] = []
  package var nextHopSelfEverywhere: Bool?

  package var hold: SimTime?
  package var keepalive: SimTime?
  package var connectRetry: SimTime?
  package var advertisementInterval: SimTime?
  package var internalAdvertisementInterval: SimTime?
  package var originationInterval: SimTime?
  package var limitsWithdrawals: Bool?
  package var jitter: Bool?
  /// Nil: none.
  package var damping: BGPDampingSpec?
  package var gracefulRestart: BGPGracefulRestartSpec?
  package var processing: ClosedRange<SimTime>?
  package var resetsOnFaults: Bool?
  package var additionalPaths: BGPAdditionalPathsSpec?
  package var maximumPaths: Int?
  package var multipathRelax: Bool?
  package var alwaysComparesMED: Bool?
  package var missingMEDIsWorst: Bool?
  package var comparesRouterID: Bool?
  package var ignoresPathLength: Bool?
  package var deterministicMED: Bool?
  /// Rules toward internal neighbours change reflected routes too.
  package var changesReflected: Bool?
  package var countsConfederation: Bool?
  package var defaultLocalPreference: UInt32?
  package var requiresPolicy: Bool?
  package var tellsSource: Bool?
  /// Safeguards, and who has them.
  package var originValidation: BGPOriginValidationSpec?
  package var providerAuthorization: BGPProviderAuthorizationSpec?
  package var roles: BGPAdopters?
  /// Routers that tell everyone everything, against their policies.
  package var leaks: [String] = []
  package var gaoRexfordPreference = GaoRexfordPreference()

  package init() {}
}

/// Who has adopted a safeguard.
package enum BGPAdopters: Sendable, Equatable {
  /// Of the routers with an AS, each by a draw of its own: who is in at a share is in at all larger ones.
  case share(Double)
  case routers([String])
}

/// RFC 6811.
package struct BGPOriginValidationSpec: Sendable, Equatable {
  package var adopters = BGPAdopters.share(1)
  /// Nil: one for each prefix that is originated from the start.
  package var payloads: [Payload]?

  package struct Payload: Sendable, Equatable {
    package var prefix: IPv4Prefix
    package var maximumLength: Int?
    package var origin: UInt32

    package init(prefix: IPv4Prefix, maximumLength: Int?, origin: UInt32) {
      self.prefix = prefix
      self.maximumLength = maximumLength
      self.origin = origin
    }
  }

  package init() {}
}

/// ASPA.
package struct BGPProviderAuthorizationSpec: Sendable, Equatable {
  package var adopters = BGPAdopters.share(1)
  /// Providers by AS; nil: every AS attests those of its links.
  package var records: [(number: UInt32, providers: [UInt32])]?

  package init() {}

  package static func == (a: Self, b: Self) -> Bool {
    a.adopters == b.adopters
      && (a.records ?? []).elementsEqual(b.records ?? []) {
        $0.number == $1.number && $0.providers == $1.providers
      }
      && (a.records == nil) == (b.records == nil)
  }
}

/// Local preferences under `policies: gao-rexford`.
package struct GaoRexfordPreference: Sendable, Equatable {
  package var customer: UInt32 = 200
  package var peer: UInt32 = 150
  package var provider: UInt32 = 100

  package init() {}
}

package enum BGPSessionsSpec: Sendable, Equatable {
  /// eBGP over links between ASes; iBGP as full mesh, or through route reflectors.
  case auto
  /// Those named, and no others.
  case list([Pair<String>])
}

package enum BGPPolicyMode: String, Sendable, CaseIterable {
  case none
  case gaoRexford = "gao-rexford"
}

/// One reflector of an AS, and its clients.
package struct BGPReflectorSpec: Sendable, Equatable {
  package var autonomousSystem: UInt32
  package var reflector: String
  package var clients: [String]
  /// Nil: the reflector's router identifier.
  package var clusterID: IPv4Address?
  package var reflectsToClients = true

  package init(autonomousSystem: UInt32, reflector: String, clients: [String]) {
    self.autonomousSystem = autonomousSystem
    self.reflector = reflector
    self.clients = clients
  }
}

package struct BGPOriginationSpec: Sendable, Equatable {
  package var node: String
  package var prefixes: [IPv4Prefix]
  /// With other attributes than own routes have (FRR's `network … route-map`).
  package var changes: [IPv4Prefix: BGPSetSpec] = [:]

  package init(node: String, prefixes: [IPv4Prefix]) {
    self.node = node
    self.prefixes = prefixes
  }
}

/// Routes of another protocol that are announced.
package struct BGPRedistributionSpec: Sendable, Equatable {
  package var source: String
  /// In place of the route's own metric, as MED.
  package var metric: UInt32?
  /// Those that match, all where nothing is written, with these attributes (FRR's `redistribute … route-map`).
  package var match = BGPMatchSpec()
  package var set = BGPSetSpec()

  package init(source: String) { self.source = source }
}

/// One entry of a route map. The first entry that matches a route decides; a route that none matches passes unchanged.
package struct BGPRuleSpec: Sendable, Equatable {
  /// Nil: on every router.
  package var node: String?
  package var neighbor: Neighbor = .any
  package var isInbound: Bool
  package var permits = true
  /// What it permits goes on to the entries after it (FRR's `on-match next`).
  package var continues = false
  package var match = BGPMatchSpec()
  package var set = BGPSetSpec()

  package enum Neighbor: Sendable, Equatable {
    case any
    case external
    case `internal`
    case router(String)
  }

  package init(isInbound: Bool) { self.isInbound = isInbound }
}

/// All that is written must hold; an empty list: anything.
package struct BGPMatchSpec: Sendable, Equatable {
  package var prefixes: [PrefixRange] = []
  /// Any of them.
  package var asPaths: [ASPathPattern] = []
  /// Any of them; several communities in one text must all be there.
  package var communities: [String] = []
  /// The path has no others than those of one text.
  package var isExactly = false
  /// As `communities`.
  package var largeCommunities: [String] = []
  /// The next hop is in one of them.
  package var nextHops: [PrefixRange] = []
  package var multiExitDiscriminator: UInt32?
  package var localPreference: UInt32?
  /// `igp`, `egp`, `incomplete`.
  package var origin: String?

  package init() {}
}

package struct BGPSetSpec: Sendable, Equatable {
  package var localPreference: Change?
  package var multiExitDiscriminator: Change?
  /// AS numbers put in front, in this order.
  package var prepend: [UInt32] = []
  /// The own AS this many times.
  package var prependOwn = 0
  /// The AS that the path begins with, this many times (FRR's `last-as`).
  package var prependLast = 0
  /// Taken out of the path (FRR's `set as-path exclude`).
  package var excluded: [UInt32] = []
  package var communities: [String]?
  package var addedCommunities: [String] = []
  /// Taken off; `65001:*`: all of an AS.
  package var removedCommunities: [String] = []
  package var largeCommunities: [String]?
  package var addedLargeCommunities: [String] = []
  package var removedLargeCommunities: [String] = []
  package var nextHop: NextHop?
  package var origin: String?
  package var originatorID: IPv4Address?
  package var isAtomicAggregate = false
  package var aggregator: Aggregator?

  /// `200`, `+10`, `-10`.
  package enum Change: Sendable, Equatable, ExpressibleByIntegerLiteral {
    case to(UInt32)
    case by(Int)

    package init(integerLiteral value: UInt32) { self = .to(value) }

    /// A number that is absent counts as 0, as in FRR; nothing goes below 0 or above 32 bits.
    package func applied(to old: UInt32?) -> UInt32 {
      switch self {
      case .to(let value): value
      case .by(let difference): UInt32(clamping: Int(old ?? 0) + difference)
      }
    }
  }

  package enum NextHop: Sendable, Equatable {
    case address(IPv4Address)
    /// Of what comes in the neighbour's address, of what goes out the own one (FRR's `peer-address`).
    case peer
  }

  package struct Aggregator: Sendable, Equatable {
    package var number: UInt32
    package var address: IPv4Address

    package init(number: UInt32, address: IPv4Address) {
      self.number = number
      self.address = address
    }
  }

  package var weight: UInt32?
  /// A fault that the router puts into what it sends.
  package var fault: String?

  package init() {}
}

/// `10.0.0.0/8`, `10.0.0.0/8 ge 16 le 24`: as FRR's prefix lists.
package struct PrefixRange: Sendable, Equatable {
  package var prefix: IPv4Prefix
  package var lengths: ClosedRange<Int>

  package init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ")
    guard let first = words.first, let prefix = IPv4Prefix(first) else { return nil }
    self.prefix = prefix
    var (low, high): (Int?, Int?)
    var rest = words.dropFirst()
    while let word = rest.popFirst() {
      guard let number = rest.popFirst().flatMap({ Int($0) }), (prefix.length...32).contains(number) else {
        return nil
      }
      switch word {
      case "ge": low = number
      case "le": high = number
      default: return nil
      }
    }
    let least = low ?? prefix.length
    let most = high ?? (low == nil ? prefix.length : 32)
    guard least <= most else { return nil }
    lengths = least...most
  }

  package func contains(_ other: IPv4Prefix) -> Bool {
    lengths.contains(other.length) && prefix.contains(other)
  }
}
