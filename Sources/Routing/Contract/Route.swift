import NetworkModel

/// Where a route came from. The raw value orders sources in output.
package enum RouteSource: Int, Sendable, BitwiseCopyable, Hashable, CaseIterable, Comparable,
  CustomStringConvertible
{
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

/// The ways out of one route, sorted and without duplicates. Most have one, which takes no allocation.
package struct NextHopSet: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  private let only: NextHop?
  private let several: [NextHop]

  package init(_ hop: NextHop) {
    only = hop
    several = []
  }

  /// - Parameter hops: sorted, without duplicates.
  package init(_ hops: [NextHop]) {
    only = hops.count == 1 ? hops[0] : nil
    several = hops.count == 1 ? [] : hops
  }

  package init(arrayLiteral hops: NextHop...) { self.init(hops) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { only == nil ? several.count : 1 }
  package subscript(position: Int) -> NextHop { only ?? several[position] }
}

/// A route as one protocol offers it to the RIB.
package struct ProtocolRoute: Sendable, Equatable {
  package let prefix: IPv4Prefix
  package let source: RouteSource
  package let distance: Int
  package let metric: Int
  /// Empty: packets are discarded.
  package let nextHops: NextHopSet
  /// What the protocol says of the path, for output.
  package let path: RoutePath?

  /// - Parameter nextHops: sorted, without duplicates.
  package init(
    prefix: IPv4Prefix, source: RouteSource, distance: Int? = nil, metric: Int, nextHops: [NextHop],
    path: RoutePath? = nil
  ) {
    self.init(
      prefix: prefix, source: source, distance: distance, metric: metric, nextHops: NextHopSet(nextHops),
      path: path)
  }

  package init(
    prefix: IPv4Prefix, source: RouteSource, distance: Int? = nil, metric: Int, nextHops: NextHopSet,
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
package enum RoutePath: Sendable, Equatable, BitwiseCopyable {
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
