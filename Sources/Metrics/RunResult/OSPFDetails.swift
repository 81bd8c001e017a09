import Kernel
import NetworkModel

/// Where a router has an LSA from.
package enum OSPFLSAOrigin: Sendable {
  case received
  case own
  /// The router's own, made of another's type 7 (RFC 3101 §3.2).
  case translated
}

/// What an LSA says (RFC 2328 §A.4).
package enum OSPFLSAContents: Sendable {
  /// The flags of the router-LSA as a number: 1 border router, 2 boundary router, 4 end of a virtual link.
  case router(flags: UInt8, links: [OSPFLinkRow])
  case network(length: Int, attached: [IPv4Address])
  case summary(length: Int, metric: UInt32)
  case external(length: Int, isType2: Bool, metric: UInt32, forwarding: IPv4Address, tag: UInt32)
}

/// One link of a router-LSA.
package struct OSPFLinkRow: Sendable {
  /// 1 point-to-point, 2 transit network, 3 stub network, 4 virtual link.
  package var kind: UInt8
  package var id: IPv4Address
  package var data: IPv4Address
  package var metric: Int

  package init(kind: UInt8, id: IPv4Address, data: IPv4Address, metric: Int) {
    self.kind = kind
    self.id = id
    self.data = data
    self.metric = metric
  }
}

/// A route of OSPF's own table, those to the router's own networks included.
package struct OSPFRouteRow: Sendable {
  package enum Kind: Sendable, Equatable {
    case intraArea
    case interArea
    /// Of a range, which leads nowhere (RFC 2328 §11.1).
    case discard
    case external1
    case external2
  }

  package var prefix: IPv4Prefix
  package var kind: Kind
  /// Nil of external routes.
  package var area: UInt32?
  package var cost: Int
  /// Of type 2 externals: the metric outside.
  package var externalMetric: Int
  /// A hop without an address: the network is the router's own.
  package var nextHops: [SelectedNextHop]

  package init(
    prefix: IPv4Prefix, kind: Kind, area: UInt32?, cost: Int, externalMetric: Int, nextHops: [SelectedNextHop]
  ) {
    self.prefix = prefix
    self.kind = kind
    self.area = area
    self.cost = cost
    self.externalMetric = externalMetric
    self.nextHops = nextHops
  }
}

/// A way through one area to a border or boundary router.
package struct OSPFRouterRow: Sendable {
  package var identifier: IPv4Address
  package var isIntraArea: Bool
  package var cost: Int
  package var area: UInt32
  package var isBorder: Bool
  package var isBoundary: Bool
  package var nextHops: [SelectedNextHop]

  package init(
    identifier: IPv4Address, isIntraArea: Bool, cost: Int, area: UInt32, isBorder: Bool, isBoundary: Bool,
    nextHops: [SelectedNextHop]
  ) {
    self.identifier = identifier
    self.isIntraArea = isIntraArea
    self.cost = cost
    self.area = area
    self.isBorder = isBorder
    self.isBoundary = isBoundary
    self.nextHops = nextHops
  }
}

package struct OSPFInterfaceRow: Sendable {
  package enum Network: Sendable {
    case loopback
    case broadcast
    case pointToPoint
    case virtualLink
  }

  package struct Role: Sendable {
    package var router: IPv4Address
    package var address: IPv4Address

    package init(router: IPv4Address, address: IPv4Address) {
      self.router = router
      self.address = address
    }
  }

  package var name: String
  /// From 1.
  package var index: Int
  package var isUp: Bool
  package var mtu: Int
  package var bandwidth: Bandwidth
  package var address: InterfaceAddress
  package var area: UInt32
  /// `stub`, `nssa`; nil for a plain one.
  package var areaKind: String?
  package var checksMTU: Bool
  package var network: Network
  package var cost: Int
  package var transmitDelay: Int
  /// `DR`, `Point-To-Point`, `Loopback`.
  package var state: String
  package var priority: Int
  package var designated: Role?
  package var backup: Role?
  package var isPassive: Bool
  package var hello: SimTime
  package var dead: SimTime
  package var retransmit: SimTime
  /// Nil: none is due.
  package var helloDue: SimTime?
  package var neighbors: (all: Int, adjacent: Int)

  package init(
    name: String, index: Int, isUp: Bool, mtu: Int, bandwidth: Bandwidth, address: InterfaceAddress,
    area: UInt32,
    areaKind: String?, checksMTU: Bool, network: Network, cost: Int, transmitDelay: Int, state: String,
    priority: Int, designated: Role?, backup: Role?, isPassive: Bool, hello: SimTime, dead: SimTime,
    retransmit: SimTime, helloDue: SimTime?, neighbors: (all: Int, adjacent: Int)
  ) {
    self.name = name
    self.index = index
    self.isUp = isUp
    self.mtu = mtu
    self.bandwidth = bandwidth
    self.address = address
    self.area = area
    self.areaKind = areaKind
    self.checksMTU = checksMTU
    self.network = network
    self.cost = cost
    self.transmitDelay = transmitDelay
    self.state = state
    self.priority = priority
    self.designated = designated
    self.backup = backup
    self.isPassive = isPassive
    self.hello = hello
    self.dead = dead
    self.retransmit = retransmit
    self.helloDue = helloDue
    self.neighbors = neighbors
  }
}
