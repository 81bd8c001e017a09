import Kernel
import NetworkModel

/// What one router's OSPF knows at a time, for `rhumb show … ospf`.
package struct OSPFTable: Sendable {
  package var router: String
  package var identifier: IPv4Address
  package var neighbors: [OSPFNeighborRow] = []
  /// Routers that were heard but are no neighbours, and why.
  package var refusals: [OSPFRefusalRow] = []
  package var areas: [OSPFAreaTable] = []
  /// AS-external-LSAs.
  package var externals: [OSPFLSARow] = []
  package var computations = 0
  /// Routes by prefix, ways to border and boundary routers, and interfaces, as far as asked for.
  package var routes: [OSPFRouteRow] = []
  package var routers: [OSPFRouterRow] = []
  package var interfaces: [OSPFInterfaceRow] = []

  package init(router: String, identifier: IPv4Address) {
    self.router = router
    self.identifier = identifier
  }
}

package struct OSPFNeighborRow: Sendable {
  package var identifier: IPv4Address
  package var name: String?
  package var priority: Int
  /// `Full/DR`, `2-Way/DROther`, `Full/-`.
  package var state: String
  package var upTime: SimTime
  package var deadTime: SimTime
  package var address: IPv4Address
  /// `eth0:10.0.1.1`.
  package var interface: String
  /// Lengths of the lists of retransmissions, requests and descriptions.
  package var lists: (retransmit: Int, request: Int, summary: Int)
  /// Why the exchange gets nowhere.
  package var trouble: String?

  package init(
    identifier: IPv4Address, name: String?, priority: Int, state: String, upTime: SimTime, deadTime: SimTime,
    address: IPv4Address, interface: String, lists: (retransmit: Int, request: Int, summary: Int),
    trouble: String?
  ) {
    self.identifier = identifier
    self.name = name
    self.priority = priority
    self.state = state
    self.upTime = upTime
    self.deadTime = deadTime
    self.address = address
    self.interface = interface
    self.lists = lists
    self.trouble = trouble
  }
}

package struct OSPFRefusalRow: Sendable {
  package var identifier: IPv4Address
  package var address: IPv4Address
  package var interface: String
  package var reason: String
  package var last: SimTime

  package init(
    identifier: IPv4Address, address: IPv4Address, interface: String, reason: String, last: SimTime
  ) {
    self.identifier = identifier
    self.address = address
    self.interface = interface
    self.reason = reason
    self.last = last
  }
}

package struct OSPFAreaTable: Sendable {
  package var number: UInt32
  /// `stub`, `nssa`; nil for a plain one.
  package var kind: String?
  package var lsas: [OSPFLSARow] = []
  package var vertices: [OSPFVertexRow] = []

  package init(number: UInt32, kind: String?) {
    self.number = number
    self.kind = kind
  }
}

package struct OSPFLSARow: Sendable {
  /// 1, 2, 3, 4, 5, 7.
  package var type: Int
  package var linkStateID: IPv4Address
  package var advertisingRouter: IPv4Address
  package var age: Int
  package var sequence: UInt32
  package var checksum: UInt16
  /// Link count, or the route that it tells of.
  package var detail: String
  /// The Options field.
  package var options: UInt8 = 0
  /// Header and body in bytes.
  package var length = 0
  package var origin = OSPFLSAOrigin.received
  package var contents: OSPFLSAContents?

  package init(
    type: Int, linkStateID: IPv4Address, advertisingRouter: IPv4Address, age: Int, sequence: UInt32,
    checksum: UInt16, detail: String
  ) {
    self.type = type
    self.linkStateID = linkStateID
    self.advertisingRouter = advertisingRouter
    self.age = age
    self.sequence = sequence
    self.checksum = checksum
    self.detail = detail
  }
}

/// One vertex of a shortest-path tree.
package struct OSPFVertexRow: Sendable {
  package var isNetwork: Bool
  /// Router ID, or the designated router's address.
  package var identifier: IPv4Address
  package var name: String?
  package var cost: Int
  package var nextHops: [SelectedNextHop]

  package init(
    isNetwork: Bool, identifier: IPv4Address, name: String?, cost: Int, nextHops: [SelectedNextHop]
  ) {
    self.isNetwork = isNetwork
    self.identifier = identifier
    self.name = name
    self.cost = cost
    self.nextHops = nextHops
  }
}
