import Kernel
import NetworkModel

/// A RIP process's settings: the profile's defaults, and what the scenario says otherwise.
package struct RIPConfiguration: Sendable, Equatable {
  /// RFC 2453 §3.8.
  package var update = SimTime.seconds(30)
  package var timeout = SimTime.seconds(180)
  package var garbage = SimTime.seconds(120)
  package var splitHorizon = SplitHorizonMode.poisonedReverse
  package var triggered = true
  /// §3.10.1: after a triggered update the next one waits for a random time between these.
  package var triggeredHoldLeast = SimTime.seconds(1)
  package var triggeredHoldMost = SimTime.seconds(5)
  /// The update interval varies by this share of itself in both directions. Zero keeps all routers in step: rounds, as
  /// textbooks count them.
  package var jitter = 1.0 / 6
  /// How many equal-cost paths a route may have (FRR's `allow-ecmp`); 1: one next hop.
  package var maximumPaths = 1
  /// §3.9.2, optional: an equal metric from another router takes over when the route is half timed out.
  package var switchesAtHalfTimeout = true
  /// The metric of redistributed routes.
  package var defaultMetric = 1
  /// Which sources are announced beside connected networks; nil: all but other routing protocols.
  package var redistribute: [RouteSource]?

  /// RFC 2453's own numbers; the offset of §3.8 is ±5 s on 30 s.
  package static let rfc = RIPConfiguration()

  /// As FRR's ripd: the interval varies by ±25 %, split horizon without poisoned reverse, no switch at half the
  /// timeout.
  package static let frr: RIPConfiguration = {
    var configuration = RIPConfiguration()
    configuration.jitter = 0.25
    configuration.splitHorizon = .simple
    configuration.switchesAtHalfTimeout = false
    return configuration
  }()

  package init() {}

  package init(_ routing: RoutingSpec) {
    self = routing.profile == .frr ? .frr : .rfc
    let spec = routing.rip
    if let value = spec.update { update = value }
    if let value = spec.timeout { timeout = value }
    if let value = spec.garbage { garbage = value }
    if let value = spec.splitHorizon { splitHorizon = value }
    if let value = spec.triggered { triggered = value }
    if let value = spec.jitter { jitter = max(0, min(0.5, value)) }
    if let value = spec.ecmp { maximumPaths = max(1, value) }
    if let value = spec.defaultMetric { defaultMetric = max(1, min(16, value)) }
    if let names = spec.redistribute {
      redistribute = RouteSource.allCases.filter { names.contains($0.description) }
    }
  }

  func announces(_ source: RouteSource) -> Bool {
    redistribute.map { $0.contains(source) } ?? !source.isDynamic
  }

  /// The longest time between two regular updates.
  package var longestUpdate: SimTime { update + update.scaled(by: jitter) }

  /// The settings in force, as reports print them.
  package var settings: [(name: String, value: String)] {
    [
      ("update", update.description), ("timeout", timeout.description), ("garbage", garbage.description),
      ("split-horizon", splitHorizon.rawValue), ("triggered", triggered ? "yes" : "no"),
      ("ecmp", String(maximumPaths)), ("default-metric", String(defaultMetric)),
    ]
  }
}
