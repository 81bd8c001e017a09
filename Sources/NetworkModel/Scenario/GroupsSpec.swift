/// Zones of a service's backends and balancers, and what they mean for requests.
package struct LocalitySpec: Sendable, Equatable {
  package enum Routing: String, Sendable, CaseIterable {
    /// By the zones' weights.
    case weighted
    /// As much as possible stays in the balancer's zone.
    case zoneAware = "zone-aware"
    /// Zones only matter to subsets.
    case none
  }

  package struct Zone: Sendable, Equatable {
    package var name: String
    /// Hosts (which stand for their containers), containers, container sets and routers.
    package var nodes: [String]
    package var weight = 1

    package init(name: String, nodes: [String]) {
      self.name = name
      self.nodes = nodes
    }
  }

  package var zones: [Zone] = []
  package var routing = Routing.weighted
  /// Of zone-aware routing: with fewer healthy backends, zones are not looked at.
  package var minimumClusterSize = 6
  /// Share of the requests that zone-aware routing is applied to.
  package var enabled = 1.0
  /// In panic no backend is used, in place of all.
  package var failsInPanic = false

  package init() {}
}

/// Each balancer uses only so many of the backends.
package struct SubsetSpec: Sendable, Equatable {
  package enum Method: String, Sendable, CaseIterable {
    case random
    case deterministic
  }

  package var size: Int
  package var method = Method.deterministic
  /// Backends of the balancer's own zone come first.
  package var prefersZone = false

  package init(size: Int) { self.size = size }
}
