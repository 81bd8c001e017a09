import Kernel

/// One line of `expect:` about the state of the network at a time.
package struct StateAssertionSpec: Sendable, Equatable {
  /// Nil: at the end of the run.
  package var time: SimTime?
  package var claim: Claim

  package enum Claim: Sendable, Equatable {
    case route(RouteClaim)
    case noRoute(on: String, to: IPv4Prefix)
    /// A packet sent now would arrive, by these nodes among others.
    case reachable(from: String, to: String, via: [String])
    case unreachable(from: String, to: String)
  }

  /// A router's selected route to exactly this network; what is nil or empty may be anything.
  package struct RouteClaim: Sendable, Equatable {
    package var node: String
    package var prefix: IPv4Prefix
    /// Neighbours, by name or address: these next hops, and no others.
    package var via: [String] = []
    package var source: String?
    package var metric: Int?

    package init(node: String, prefix: IPv4Prefix) {
      self.node = node
      self.prefix = prefix
    }
  }

  package init(time: SimTime?, claim: Claim) {
    self.time = time
    self.claim = claim
  }
}
