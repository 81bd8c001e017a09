import Kernel

/// The `routing:` section. Protocols are named; which names exist is Routing's catalogue.
package struct RoutingSpec: Sendable, Equatable {
  /// Absent in the file: `global`, routes computed from the whole topology, so that a first scenario needs no routing.
  package var protocols: [String] = ["global"]
  package var profile: TimerProfile = .rfc
  package var rip = RIPSpec()
  package var ospf = OSPFSpec()
  package var bgp = BGPSpec()
  package var statics: [StaticRouteSpec] = []
  package var fib = FIBSpec()

  package init() {}
}

package enum TimerProfile: String, Sendable, CaseIterable {
  case rfc
  case frr
  /// Of OSPF; other protocols are as the RFCs have them.
  case bird
}

/// RIP's options as written; what is nil comes from the profile.
package struct RIPSpec: Sendable, Equatable {
  package var update: SimTime?
  package var timeout: SimTime?
  package var garbage: SimTime?
  package var splitHorizon: SplitHorizonMode?
  package var triggered: Bool?
  /// The update interval varies by this share of itself; 0: all routers update in step.
  package var jitter: Double?
  /// How many equal-cost paths are kept; 1: none beside the best.
  package var ecmp: Int?
  /// The metric of redistributed routes.
  package var defaultMetric: Int?
  /// Sources beside connected networks that are announced; nil: all that there are.
  package var redistribute: [String]?

  package init() {}
}

package enum SplitHorizonMode: String, Sendable, CaseIterable {
  case none
  case simple
  case poisonedReverse = "poisoned-reverse"
}

package struct StaticRouteSpec: Sendable, Equatable {
  package var node: String
  package var prefix: IPv4Prefix
  /// A neighbour by name or address; nil: discarded (a blackhole route).
  package var via: NodeOrAddress?
  package var distance = 1

  package init(node: String, prefix: IPv4Prefix, via: NodeOrAddress?) {
    self.node = node
    self.prefix = prefix
    self.via = via
  }
}

package enum NodeOrAddress: Sendable, Equatable {
  case node(String)
  case address(IPv4Address)
}
