import Kernel

/// OSPF's options as written; what is nil comes from the profile.
package struct OSPFSpec: Sendable, Equatable {
  package var hello: SimTime?
  package var dead: SimTime?
  package var retransmit: SimTime?
  /// Seconds that a hop adds to an LSA's age.
  package var transmitDelay: Int?
  package var minimumOrigination: SimTime?
  package var minimumArrival: SimTime?
  package var acknowledgementDelay: SimTime?
  package var originationDelay: SimTime?
  package var pacing: SimTime?
  package var priority: Int?
  package var referenceBandwidth: Bandwidth?
  /// How many equal-cost paths are kept.
  package var ecmp: Int?
  package var throttle: SPFThrottleProfile?
  /// Sources that are announced; nil: those written by hand.
  package var redistribute: [String]?
  /// Metric and type of redistributed routes.
  package var defaultMetric: Int?
  package var metricType: Int?
  package var areas: [UInt32: OSPFAreaSpec] = [:]
  package var defaultRoutes: [OSPFDefaultRouteSpec] = []
  /// Routers that nothing should pass through (RFC 6987).
  package var stubRouters: [String] = []

  package init() {}
}

package enum OSPFAreaKind: String, Sendable, CaseIterable {
  case normal
  /// No external routes; a default route instead (RFC 2328 §3.6).
  case stub
  /// A stub area without summaries, but for the default route.
  case totallyStubby = "totally-stubby"
  /// "Not so stubby": external routes of its own, as type 7 (RFC 3101).
  case nssa
  case totallyNSSA = "totally-nssa"

  package var isNSSA: Bool { self == .nssa || self == .totallyNSSA }
  package var takesSummaries: Bool { self != .totallyStubby && self != .totallyNSSA }
  package var takesExternals: Bool { self == .normal }
}

package struct OSPFAreaSpec: Sendable, Equatable {
  package var kind = OSPFAreaKind.normal
  /// Cost of the default route that border routers announce into a stub area.
  package var defaultCost: Int?
  package var ranges: [OSPFRangeSpec] = []
  /// Pairs of border routers that are joined through this area.
  package var virtualLinks: [Pair<String>] = []

  package init() {}
}

/// Networks of an area that others see as one (RFC 2328 appendix C.2).
package struct OSPFRangeSpec: Sendable, Equatable {
  package var prefix: IPv4Prefix
  /// Nil: the largest of what is inside.
  package var cost: Int?
  package var isAdvertised = true

  package init(_ prefix: IPv4Prefix) { self.prefix = prefix }
}

/// A router that announces a way to everywhere else.
package struct OSPFDefaultRouteSpec: Sendable, Equatable {
  package var node: String
  package var metric: Int?
  package var type: Int?
  /// Also when it has no default route itself.
  package var isUnconditional = false

  package init(node: String) { self.node = node }
}

package enum SPFThrottleProfile: String, Sendable, CaseIterable {
  case rfc8405
  case frr
  case cisco
  case bird
}

/// What one end of a link has of its own.
package struct OSPFInterfaceSpec: Sendable, Equatable {
  package var hello: SimTime?
  package var dead: SimTime?
  package var priority: Int?
  package var isPassive = false

  package init() {}
}
