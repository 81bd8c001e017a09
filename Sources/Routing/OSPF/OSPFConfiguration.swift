import Kernel
import NetworkModel

/// An OSPF process's settings: the profile's defaults, and what the scenario says otherwise.
package struct OSPFConfiguration: Sendable, Equatable {
  /// RFC 2328 appendix C.3.
  package var hello = SimTime.seconds(10)
  package var dead = SimTime.seconds(40)
  package var retransmit = SimTime.seconds(5)
  /// InfTransDelay: what each hop adds to an LSA's age, in seconds.
  package var transmitDelay = 1
  /// Appendix B.
  package var minimumOrigination = SimTime.seconds(5)
  package var minimumArrival = SimTime.seconds(1)
  package var refresh = SimTime.seconds(1800)
  /// §13.5: below the retransmission interval, so that one acknowledgement answers several updates.
  package var acknowledgementDelay = SimTime.seconds(1)
  /// How long a router gathers changes of its own before it describes them, since adjacencies come up in groups. The RFC
  /// leaves it open; 50 ms is the first delay of IOS XE's `timers throttle lsa`.
  package var originationDelay = SimTime.milliseconds(50)
  /// An interface sends its first update at once and further ones no closer than this. The RFC leaves it open; 33 ms is
  /// IOS's `timers pacing flood`.
  package var pacing = SimTime.milliseconds(33)
  package var priority = 1
  /// As FRR's `ip ospf mtu-ignore`.
  package var ignoresMTU = false
  package var referenceBandwidth = Bandwidth(bitsPerSecond: 100_000_000)
  package var maximumPaths = 64
  package var throttle = SPFThrottle.rfc8405
  package var choices = OSPFChoices.rfc
  /// Router-LSAs say that nothing should pass through here (RFC 6987).
  package var isStubRouter = false
  package var redistribution = RedistributionPolicy()
  package var areas: [UInt32: OSPFAreaSpec] = [:]
  /// Set on a router that announces a default route.
  package var defaultRoute: OSPFDefaultRouteSpec?
  /// Other ends of the router's virtual links, by the area that they lead through.
  package var virtualLinks: [VirtualLink] = []

  package struct VirtualLink: Sendable, Equatable {
    package let area: UInt32
    package let router: RouterID

    package init(area: UInt32, router: RouterID) {
      self.area = area
      self.router = router
    }
  }

  package static let rfc = OSPFConfiguration()

  /// As FRR's ospfd, which describes and floods at once.
  package static let frr: OSPFConfiguration = {
    var configuration = OSPFConfiguration()
    configuration.originationDelay = .zero
    configuration.pacing = .zero
    configuration.throttle = .frr
    configuration.choices = .frr
    return configuration
  }()

  /// As BIRD 2, which computes once a second (`tick`) and keeps 16 equal paths; external ones as with `merge external yes`.
  package static let bird: OSPFConfiguration = {
    var configuration = OSPFConfiguration()
    configuration.originationDelay = .zero
    configuration.pacing = .zero
    configuration.throttle = .bird
    configuration.maximumPaths = 16
    configuration.choices = .bird
    return configuration
  }()

  package init() {}

  package init(_ routing: RoutingSpec) {
    switch routing.profile {
    case .rfc: self = .rfc
    case .frr: self = .frr
    case .bird: self = .bird
    }
    let spec = routing.ospf
    if let value = spec.hello {
      hello = value
      // Four hellos, as in the appendix, unless said otherwise.
      dead = value * 4
    }
    if let value = spec.dead { dead = value }
    if let value = spec.retransmit { retransmit = value }
    if let value = spec.transmitDelay { transmitDelay = value }
    if let value = spec.minimumOrigination { minimumOrigination = value }
    if let value = spec.minimumArrival { minimumArrival = value }
    if let value = spec.acknowledgementDelay { acknowledgementDelay = value }
    if let value = spec.originationDelay { originationDelay = value }
    if let value = spec.pacing { pacing = value }
    if let value = spec.priority { priority = value }
    if let value = spec.referenceBandwidth { referenceBandwidth = value }
    if let value = spec.ecmp { maximumPaths = max(1, value) }
    if let name = spec.throttle { throttle = SPFThrottle(profile: name) }
    redistribution = RedistributionPolicy(spec)
    areas = spec.areas
  }

  /// Reference bandwidth over the interface's, at least 1; what is written in the scenario goes before.
  func cost(of interface: RoutingInterface) -> Int {
    if let given = interface.givenCost { return max(1, min(65535, given)) }
    switch interface.kind {
    case .loopback: return 0
    case .ethernet, .stub, .tunnel:
      let bandwidth = max(1, interface.bandwidth.bitsPerSecond)
      return Int(max(1, min(65535, referenceBandwidth.bitsPerSecond / bandwidth)))
    }
  }

  /// The settings in force, as reports print them.
  package var settings: [(name: String, value: String)] {
    [
      ("hello", hello.description), ("dead", dead.description), ("retransmit", retransmit.description),
      ("min-ls-interval", minimumOrigination.description), ("min-ls-arrival", minimumArrival.description),
      ("ack-delay", acknowledgementDelay.description), ("lsa-delay", originationDelay.description),
      ("pacing", pacing.description), ("spf", throttle.description),
      ("reference-bandwidth", referenceBandwidth.description), ("ecmp", String(maximumPaths)),
    ]
  }
}

/// Which routes of other sources a boundary router announces, and how (RFC 2328 §12.4.4).
package struct RedistributionPolicy: Sendable, Equatable {
  /// Nil: all but other routing protocols.
  package var sources: [RouteSource]?
  /// FRR's defaults: metric 20, type 2.
  package var metric: UInt32 = 20
  package var isType2 = true

  package init() {}

  init(_ spec: OSPFSpec) {
    if let names = spec.redistribute {
      sources = RouteSource.allCases.filter { names.contains($0.description) }
    }
    if let value = spec.defaultMetric { metric = UInt32(clamping: value) }
    if let type = spec.metricType { isType2 = type == 2 }
  }
}
