import NetworkModel

/// Where a route came from. The raw value orders sources in output.
package enum RouteSource: Int, Sendable, Hashable, CaseIterable, Comparable, CustomStringConvertible {
  case connected
  case `static`
  case rip
  case ospf
  case global
  case bgp

  package var description: String {
    switch self {
    case .connected: "connected"
    case .static: "static"
    case .rip: "rip"
    case .ospf: "ospf"
    case .global: "global"
    case .bgp: "bgp"
    }
  }

  /// The administrative distance, as FRR and Cisco have it; the lowest wins between sources.
  package var administrativeDistance: Int {
    switch self {
    case .connected: 0
    case .static: 1
    case .rip: 120
    case .ospf: 110
    case .global: 110
    case .bgp: 20
    }
  }

  /// Found out by a routing protocol. Protocols announce each other's routes only when told to: two that feed each other
  /// on several routers make loops.
  package var isDynamic: Bool {
    switch self {
    case .rip, .ospf, .bgp: true
    case .connected, .static, .global: false
    }
  }

  package static func < (a: RouteSource, b: RouteSource) -> Bool { a.rawValue < b.rawValue }
}

/// One way out of a router: by an interface, to a neighbour's address there, or straight to the destination when
/// `address` is nil (a connected network).
package struct NextHop: Hashable, Comparable, Sendable {
  package let interface: InterfaceIndex
  package let address: IPv4Address?

  package init(interface: InterfaceIndex, address: IPv4Address?) {
    self.interface = interface
    self.address = address
  }

  package static func < (a: NextHop, b: NextHop) -> Bool {
    (a.interface, a.address?.bits ?? 0) < (b.interface, b.address?.bits ?? 0)
  }
}

/// A route as one protocol offers it to the RIB.
package struct ProtocolRoute: Sendable, Equatable {
  package let prefix: IPv4Prefix
  package let source: RouteSource
  package let distance: Int
  package let metric: Int
  /// Sorted, without duplicates, not empty.
  package let nextHops: [NextHop]
  /// What the protocol says of the path, for output.
  package let path: RoutePath?

  package init(
    prefix: IPv4Prefix, source: RouteSource, distance: Int? = nil, metric: Int, nextHops: [NextHop],
    path: RoutePath? = nil
  ) {
    self.prefix = prefix
    self.source = source
    self.distance = distance ?? source.administrativeDistance
    self.metric = metric
    self.nextHops = nextHops
    self.path = path
  }
}

/// What kind of path a protocol has chosen.
package enum RoutePath: Sendable, Equatable {
  /// OSPF's type of path, and the area that it leads through.
  case ospf(OSPFPathType, area: UInt32?)
}

extension RoutePath {
  /// `intra-area`, `E2`.
  package var description: String {
    switch self {
    case .ospf(.intraArea, _): "intra-area"
    case .ospf(.interArea, _): "inter-area"
    case .ospf(.external1, _): "E1"
    case .ospf(.external2, _): "E2"
    }
  }

  package var area: UInt32? {
    switch self {
    case .ospf(_, let area): area
    }
  }
}
