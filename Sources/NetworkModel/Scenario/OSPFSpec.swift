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

  package init() {}
}

package enum SPFThrottleProfile: String, Sendable, CaseIterable {
  case rfc8405
  case frr
  case cisco
}

/// What one end of a link has of its own.
package struct OSPFInterfaceSpec: Sendable, Equatable {
  package var hello: SimTime?
  package var dead: SimTime?
  package var priority: Int?
  package var isPassive = false

  package init() {}
}
