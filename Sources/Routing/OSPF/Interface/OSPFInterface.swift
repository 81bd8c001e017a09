import Kernel
import NetworkModel

/// One interface of an OSPF process (RFC 2328 §9).
struct OSPFInterface: Sendable {
  /// §9.1, with what a state means for flooding and election.
  enum State: String, Sendable {
    case down = "Down"
    /// The router's own address, or a network with nobody on it to talk to: only announced.
    case passive = "Passive"
    case waiting = "Waiting"
    case pointToPoint = "Point-To-Point"
    case other = "DROther"
    case backup = "Backup"
    case designated = "DR"
  }

  let routing: RoutingInterface
  /// Place of its area in the process's list.
  let area: Int
  var cost: Int
  let hello: SimTime
  let dead: SimTime
  let priority: Int
  let isBroadcast: Bool
  var address: IPv4Address
  var state = State.down {
    didSet { speaks = state != .down && state != .passive }
  }
  /// Sends and hears packets.
  private(set) var speaks = false
  /// Interface addresses of the designated router and its backup; zero: none (§9.4).
  var designated = IPv4Address.any
  var backup = IPv4Address.any
  var neighbors: [OSPFNeighbor] = []
  /// Who was heard but cannot be a neighbour, and why: the latest of each address.
  var refused: [Refusal] = []

  /// When the next hello is sent.
  var nextHello = SimTime.zero
  /// LSAs to be flooded out of here, at the end of the event or when pacing allows.
  var outbox: [LSAInstance] = []
  var nextFlood = SimTime.zero
  var isFloodScheduled = false
  /// Acknowledgements that wait for company (§13.5).
  var acknowledgements: [LSAInstance] = []

  struct Refusal: Sendable {
    let address: IPv4Address
    let router: RouterID
    let reason: HelloMismatch
    var since: SimTime
    var last: SimTime
  }

  /// Of a virtual link: what it joins, through which area.
  var virtual: VirtualLink?
  /// Whether LSAs that are flooded everywhere go here: not into stub areas, nor over virtual links (§13.3).
  let takesExternals: Bool

  struct VirtualLink: Sendable {
    /// Place of the area that it leads through.
    let transit: Int
    let peer: RouterID
    /// The peer's address there.
    var peerAddress = IPv4Address.any
  }

  /// A virtual link (§15): a point-to-point link of the backbone to another border router. Its name is that of FRR's.
  init(virtual link: VirtualLink, number: Int, backbone: Int, configuration: OSPFConfiguration) {
    var interface = RoutingInterface(
      index: InterfaceIndex(Int(UInt32.max)), name: "VLINK\(number)",
      address: InterfaceAddress(.any, length: 32), cost: 0)
    interface.area = OSPF.backbone
    routing = interface
    area = backbone
    cost = 0
    hello = configuration.hello
    dead = configuration.dead
    priority = 1
    isBroadcast = false
    address = .any
    virtual = link
    takesExternals = false
  }

  init(_ routing: RoutingInterface, area: Int, takesExternals: Bool, configuration: OSPFConfiguration) {
    self.takesExternals = takesExternals
    self.routing = routing
    self.area = area
    isBroadcast = routing.isBroadcast
    address = routing.address.address
    cost = configuration.cost(of: routing)
    hello = routing.ospf.hello ?? configuration.hello
    dead = routing.ospf.dead ?? (routing.ospf.hello.map { $0 * 4 } ?? configuration.dead)
    priority = routing.ospf.priority ?? configuration.priority
  }

  var isPassive: Bool { routing.isPassive || routing.ospf.isPassive || routing.kind != .ethernet }

  /// The neighbours that the router is fully adjacent to.
  var fullCount: Int { neighbors.count { $0.state == .full } }

  func neighbor(at address: IPv4Address) -> Int? { neighbors.firstIndex { $0.address == address } }
}

/// Why a hello is ignored (RFC 2328 §10.5, §8.2).
package enum HelloMismatch: String, Sendable {
  case area = "area"
  case mask = "network mask"
  case hello = "hello interval"
  case dead = "dead interval"
  case options = "area type"
  case ownIdentifier = "router ID is our own"
}
