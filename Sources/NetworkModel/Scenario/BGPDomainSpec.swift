import Kernel

/// One route in place of several longer ones (RFC 4271 §9.2.2.2), as FRR's `aggregate-address`.
package struct BGPAggregateSpec: Sendable, Equatable {
  package var node: String
  package var prefix: IPv4Prefix
  /// The longer routes are not told to anyone.
  package var isSummaryOnly = false
  /// The path names the ASes of all routes behind it.
  package var hasASSet = false
  /// Only while all routes have the same MED.
  package var matchesMED = false

  package init(node: String, prefix: IPv4Prefix) {
    self.node = node
    self.prefix = prefix
  }
}

/// Member ASes that look like one from outside (RFC 5065).
package struct BGPConfederationSpec: Sendable, Equatable {
  /// What the outside sees: the AS Confederation Identifier.
  package var identifier: UInt32
  package var members: [UInt32]

  package init(identifier: UInt32, members: [UInt32]) {
    self.identifier = identifier
    self.members = members
  }
}

extension [BGPConfederationSpec] {
  /// The AS that the outside sees in place of a member; any other AS is its own.
  package func identifier(of number: UInt32) -> UInt32 {
    first { $0.members.contains(number) }?.identifier ?? number
  }
}

/// RFC 2439; what is nil has its usual value.
package struct BGPDampingSpec: Sendable, Equatable {
  package var halfLife: SimTime?
  package var reuse: Int?
  package var suppress: Int?
  package var longestSuppression: SimTime?

  package init() {}

  /// RFC 7196 §4: a threshold that busy, but well, routes do not reach.
  package static let rfc7196: BGPDampingSpec = {
    var spec = BGPDampingSpec()
    spec.suppress = 6000
    return spec
  }()
}

/// Who is told of more paths than the best one (RFC 7911).
package struct BGPAdditionalPathsSpec: Sendable, Equatable {
  package enum Mode: String, Sendable, CaseIterable {
    case all
    /// The best one through each neighbouring AS.
    case bestPerAS = "best-per-as"
  }

  package var mode: Mode
  /// Routers that tell; nil: all.
  package var nodes: [String]?
  /// External neighbours too.
  package var isForExternal = false

  package init(mode: Mode) { self.mode = mode }
}

/// RFC 4724; what is nil comes from the profile.
package struct BGPGracefulRestartSpec: Sendable, Equatable {
  package enum Mode: Sendable, Equatable {
    /// Neighbours keep the routes of those who restart.
    case restart
    /// Speakers keep others' routes, and ask nobody to keep theirs.
    case helper
    case off
  }

  package var mode = Mode.restart
  /// Who may restart gracefully, the others being helpers; nil: all.
  package var routers: [String]?
  package var restartTime: SimTime?
  package var staleTime: SimTime?
  package var deferralTime: SimTime?
  /// The router goes on forwarding while its BGP is away.
  package var keepsForwarding: Bool?
  /// RFC 8538.
  package var includesNotifications: Bool?

  package init(mode: Mode = .restart) { self.mode = mode }
}
