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
  let cost: Int
  let hello: SimTime
  let dead: SimTime
  let priority: Int
  var state = State.down
  /// Interface addresses of the designated router and its backup; zero: none (§9.4).
  var designated = IPv4Address.any
  var backup = IPv4Address.any
  var neighbors: [OSPFNeighbor] = []
  /// Who was heard but cannot be a neighbour, and why: the latest of each address.
  var refused: [Refusal] = []

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

  init(_ routing: RoutingInterface, area: Int, configuration: OSPFConfiguration) {
    self.routing = routing
    self.area = area
    cost = configuration.cost(of: routing)
    hello = routing.ospf.hello ?? configuration.hello
    dead = routing.ospf.dead ?? (routing.ospf.hello.map { $0 * 4 } ?? configuration.dead)
    priority = routing.ospf.priority ?? configuration.priority
  }

  var isBroadcast: Bool { routing.isBroadcast }
  var address: IPv4Address { routing.address.address }
  var isPassive: Bool { routing.isPassive || routing.ospf.isPassive || routing.kind != .ethernet }
  var speaks: Bool { state != .down && state != .passive }

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
