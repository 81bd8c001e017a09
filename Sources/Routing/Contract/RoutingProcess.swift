import Kernel
import NetworkModel

/// One router's instance of a routing protocol: a value that gets events and answers with actions.
///
/// A process performs no effects: it sees no engine, no clock and no network. The engine is the shell that delivers
/// events at their time and carries the actions out, in their order. So a process can be stepped by hand, with
/// explicit times (see `Tests/RoutingTests`).
package protocol RoutingProcess: Sendable {
  /// The catalogue's name: `rip`, `ospf`.
  static var name: String { get }

  /// What its routes are marked as in the RIB.
  static var source: RouteSource { get }

  /// Whether it wants to hear of other sources' routes (`RoutingEvent.redistribute`).
  static var hearsOfOthers: Bool { get }

  /// Handles one event and appends what is to be done about it.
  mutating func handle(_ event: RoutingEvent, at now: SimTime, actions: inout [RoutingAction])

  /// True when nothing is pending but periodic refreshes: no triggered update, no route that is timing out.
  func isSettled(at now: SimTime) -> Bool

  /// What this process counted, by name, in a fixed order: ignored messages, oddities.
  var counters: [(name: String, value: Int)] { get }
}

extension RoutingProcess {
  package static var hearsOfOthers: Bool { true }
}

/// What happens to a process.
package enum RoutingEvent: Sendable {
  /// The router boots. Interfaces are as given at the process's creation.
  case start
  case receive(RoutingMessage, on: InterfaceIndex, from: IPv4Address)
  /// A timer that the process had set is due.
  case timerFired(RoutingTimer)
  /// Carrier found or lost.
  case interfaceChanged(InterfaceIndex, isUp: Bool)
  /// A route of another source (connected, stub, static, another protocol), now present or gone.
  case redistribute(RedistributedRoute, isPresent: Bool)
  /// BFD's: another process of the router wants to know when a neighbour falls silent (RFC 5882 §4.1).
  case watch(RoutingNeighbor)
  /// A neighbour does not answer any more, as BFD has found.
  case neighborLost(RoutingNeighbor)
  /// The scenario announces a prefix from this router, or takes it back.
  case originate(IPv4Prefix, isPresent: Bool)
}

/// What a process wants done.
package enum RoutingAction: Sendable {
  /// Sends a message out of one interface. `bytes` is the length of the IP packet.
  case send(RoutingMessage, on: InterfaceIndex, to: IPv4Address, bytes: Int)
  /// Sends a message to an address anywhere in the network, by the router's own forwarding table.
  case sendRouted(RoutingMessage, from: IPv4Address, to: IPv4Address, bytes: Int, timeToLive: UInt8)
  /// Sets or moves a timer.
  case setTimer(RoutingTimer, at: SimTime)
  case cancelTimer(RoutingTimer)
  /// Offers this protocol's best route for the prefix to the RIB, in place of an earlier one.
  case install(ProtocolRoute)
  /// Takes this protocol's route for the prefix back.
  case withdraw(IPv4Prefix)
  /// Changes many of this protocol's routes at once.
  case update(RouteBatch)
  /// Asks BFD to watch a neighbour; where the link has none, nothing comes of it.
  case watch(RoutingNeighbor)
  /// BFD's: tells all other processes that a neighbour is lost.
  case loseNeighbor(RoutingNeighbor)
  /// Something happened that convergence is measured by.
  case note(RoutingMilestone)
}

/// Who is at the other end of an interface.
package struct RoutingNeighbor: Sendable, Hashable, BitwiseCopyable {
  package let interface: InterfaceIndex
  package let address: IPv4Address

  package init(interface: InterfaceIndex, address: IPv4Address) {
    self.interface = interface
    self.address = address
  }
}

/// The steps of a link-state protocol's convergence.
package enum RoutingMilestone: Sendable, BitwiseCopyable {
  /// A neighbour was missed.
  case detected
  /// A router described a change of its own.
  case originated
  /// A router's database changed in what it says.
  case linkStateChanged
  /// A router worked its routes out.
  case computed
}

/// A timer of one process: `kind` is the protocol's own enumeration, `index` what it is for (a neighbour, an interface).
package struct RoutingTimer: Hashable, Sendable, BitwiseCopyable {
  package let kind: UInt32
  package let index: UInt32

  package init(kind: UInt32, index: UInt32 = 0) {
    self.kind = kind
    self.index = index
  }
}

/// A message of any protocol, as the engine carries it: the engine never looks inside.
package enum RoutingMessage: Sendable, Equatable {
  case rip(RIPMessage)
  case ospf(OSPFMessage)
  // In boxes: messages are handed on more often than they are read.
  indirect case bgp(BGPSegment)
  indirect case bfd(BFDPacket)

  /// The prefixes that a BGP UPDATE mentions; nil: it is none.
  package var updatedPrefixes: [IPv4Prefix]? {
    guard case .bgp(let segment) = self, case .data(.update(let update)) = segment.content else { return nil }
    return update.withdrawn + update.announced
  }
}

/// An interface as a routing process sees it.
package struct RoutingInterface: Sendable, Equatable {
  package let index: InterfaceIndex
  package let name: String
  package let address: InterfaceAddress
  /// The cost of leaving by this interface.
  package let cost: Int
  package var isUp: Bool
  /// Announces its network but neither sends nor accepts messages: loopbacks, links that lead to hosts only.
  package let isPassive: Bool
  package var kind = Topology.InterfaceKind.ethernet
  /// More than one neighbour may be there: a bridged segment.
  package var isBroadcast = false
  /// As written in the scenario; nil: the protocol's default.
  package var givenCost: Int?
  package var bandwidth = Bandwidth.gigabits(1)
  /// Largest IP packet in bytes.
  package var mtu = 1500
  package var area: UInt32 = 0
  package var ospf = OSPFInterfaceSpec()
  /// BFD runs here.
  package var hasBFD = false

  package init(
    index: InterfaceIndex, name: String, address: InterfaceAddress, cost: Int, isUp: Bool = true,
    isPassive: Bool = false
  ) {
    self.index = index
    self.name = name
    self.address = address
    self.cost = cost
    self.isUp = isUp
    self.isPassive = isPassive
  }
}

/// A route that a process announces for another source.
package struct RedistributedRoute: Sendable, Equatable {
  package let prefix: IPv4Prefix
  package let source: RouteSource
  /// Its first next hop, which a protocol may name to neighbours on the same network.
  package let nextHop: NextHop?
  package let metric: Int
  /// All of its next hops; none for a discard route.
  package let nextHops: NextHopSet

  package init(
    prefix: IPv4Prefix, source: RouteSource, nextHop: NextHop? = nil, metric: Int = 0,
    nextHops: NextHopSet = []
  ) {
    self.prefix = prefix
    self.source = source
    self.nextHop = nextHop
    self.metric = metric
    self.nextHops = nextHops
  }
}
