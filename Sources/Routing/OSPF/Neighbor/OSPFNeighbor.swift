import Kernel
import NetworkModel

/// A conversation with one neighbouring router on one interface (RFC 2328 §10).
struct OSPFNeighbor: Sendable {
  /// §10.1, in their order.
  enum State: Int, Sendable, Comparable {
    case down
    case initial
    case twoWay
    case exStart
    case exchange
    case loading
    case full

    static func < (a: State, b: State) -> Bool { a.rawValue < b.rawValue }

    var name: String { ["Down", "Init", "2-Way", "ExStart", "Exchange", "Loading", "Full"][rawValue] }
  }

  /// Names its timers; stays when the neighbour goes and comes back.
  let id: UInt32
  let address: IPv4Address
  var router: RouterID
  var state = State.down
  var since = SimTime.zero
  var priority = 0
  var options = LSAOptions()
  /// What the neighbour declares.
  var designated = IPv4Address.any
  var backup = IPv4Address.any
  var deadline = SimTime.never
  /// Larger than ours: its database descriptions are refused (§10.6).
  var mtuMismatch: Int?

  // The database exchange.
  var isMaster = false
  var sequence: UInt32 = 0
  /// Headers that are still to be described, the next one last.
  var summary: [LSAInstance] = []
  /// The last description sent, to be repeated.
  var lastSent: DatabaseDescription?
  /// The last one received, to recognise duplicates.
  var lastReceived: DatabaseDescription?
  /// LSAs to be asked for, in order; those not in `wanted` any more are done.
  var requests: [LSAInstance] = []
  var wanted: [LSANumberSet] = [LSANumberSet(), LSANumberSet()]
  /// How many requests are out (from the front of `requests`).
  var asked: [LSAKey] = []

  // Flooding: LSAs sent and not acknowledged, by number: of the area, of the domain.
  var unacknowledged: [LSANumberSet] = [LSANumberSet(), LSANumberSet()]
  var lastRetransmission = SimTime.zero
  var lastFullRetransmission = SimTime.zero
  var isRetransmissionScheduled = false
  /// Acknowledgements that leave with this event (§13.5).
  var acknowledgements: [LSAInstance] = []

  init(id: UInt32, address: IPv4Address, router: RouterID) {
    self.id = id
    self.address = address
    self.router = router
  }

  var hasUnacknowledged: Bool { !unacknowledged[0].isEmpty || !unacknowledged[1].isEmpty }
  var hasRequests: Bool { !wanted[0].isEmpty || !wanted[1].isEmpty }

  /// §10.3: the lists are cleared when an adjacency is torn down.
  mutating func clearLists() {
    summary = []
    lastSent = nil
    lastReceived = nil
    requests = []
    asked = []
    wanted = [LSANumberSet(), LSANumberSet()]
    unacknowledged = [LSANumberSet(), LSANumberSet()]
    acknowledgements = []
    mtuMismatch = nil
  }
}
