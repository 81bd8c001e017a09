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
  package var redistribute: [String] = []
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

  package init(autonomousSystem: UInt32, reflector: String, clients: [String]) {
    self.autonomousSystem = autonomousSystem
    self.reflector = reflector
    self.clients = clients
  }
}

package struct BGPOriginationSpec: Sendable, Equatable {
  package var node: String
  package var prefixes: [IPv4Prefix]

  package init(node: String, prefixes: [IPv4Prefix]) {
    self.node = node
    self.prefixes = prefixes
  }
}

/// One entry of a route map. The first entry that matches a route decides; a route that none matches passes unchanged.
package struct BGPRuleSpec: Sendable, Equatable {
  /// Nil: on every router.
  package var node: String?
  package var neighbor: Neighbor = .any
  package var isInbound: Bool
  package var permits = true
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
  /// Each a run of AS numbers, anchored by `^` and `$`.
  package var asPaths: [ASPathPattern] = []
  /// Any of them.
  package var communities: [String] = []
  package var multiExitDiscriminator: UInt32?
  package var localPreference: UInt32?
  /// `igp`, `egp`, `incomplete`.
  package var origin: String?

  package init() {}
}

package struct BGPSetSpec: Sendable, Equatable {
  package var localPreference: UInt32?
  package var multiExitDiscriminator: UInt32?
  /// AS numbers put in front, in this order.
  package var prepend: [UInt32] = []
  /// The own AS this many times.
  package var prependOwn = 0
  package var communities: [String]?
  package var addedCommunities: [String] = []
  package var nextHop: IPv4Address?
  package var origin: String?
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

/// A run of AS numbers that a path must have: `65001` anywhere, `^65001` first, `65003$` last, `^$` an empty path.
package struct ASPathPattern: Sendable, Equatable {
  package var numbers: [UInt32]
  package var isAtStart: Bool
  package var isAtEnd: Bool

  package init?(_ text: some StringProtocol) {
    var body = Substring(text)
    isAtStart = body.hasPrefix("^")
    if isAtStart { body = body.dropFirst() }
    isAtEnd = body.hasSuffix("$")
    if isAtEnd { body = body.dropLast() }
    let words = body.split { $0 == " " || $0 == "_" }
    numbers = words.compactMap { UInt32($0) }
    guard numbers.count == words.count, !numbers.isEmpty || (isAtStart && isAtEnd) else { return nil }
  }

  /// - Parameter path: all numbers of the path in order.
  package func matches(_ path: [UInt32]) -> Bool {
    if isAtStart && isAtEnd { return path == numbers }
    if isAtStart { return path.starts(with: numbers) }
    if isAtEnd { return path.reversed().starts(with: numbers.reversed()) }
    guard path.count >= numbers.count else { return false }
    return (0...(path.count - numbers.count)).contains { path[$0...].starts(with: numbers) }
  }
}
