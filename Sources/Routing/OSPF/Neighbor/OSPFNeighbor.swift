import Kernel
import NetworkModel

/// A conversation with one neighbouring router on one interface (RFC 2328 §10).
struct OSPFNeighbor: Sendable, BitwiseCopyable {
  /// §10.1, in their order.
  enum State: UInt8, Sendable, Comparable, BitwiseCopyable {
    case down
    case initial
    case twoWay
    case exStart
    case exchange
    case loading
    case full

    static func < (a: State, b: State) -> Bool { a.rawValue < b.rawValue }

    /// Between the databases' description and their equality.
    var isExchanging: Bool { self == .exchange || self == .loading }

    var name: String { ["Down", "Init", "2-Way", "ExStart", "Exchange", "Loading", "Full"][Int(rawValue)] }
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

  /// The leader of the database exchange, and the number of its last description.
  var isMaster = false
  var sequence: UInt32 = 0

  var lastRetransmission = SimTime.zero
  var lastFullRetransmission = SimTime.zero

  init(id: UInt32, address: IPv4Address, router: RouterID) {
    self.id = id
    self.address = address
    self.router = router
  }
}

/// The lists of a database exchange with one neighbour (RFC 2328 §10).
struct DatabaseExchange: Sendable {
  /// Headers that are still to be described, the next one last.
  var summary: [LSAInstance] = []
  /// The last description sent, to be repeated.
  var lastSent: DatabaseDescription?
  /// The last one received, to recognise duplicates.
  var lastReceived: DatabaseDescription?
  /// LSAs to be asked for, in order; those not in `wanted` any more are done.
  var requests: [LSAInstance] = []
  var wanted = ScopedNumberSets()
  /// How many requests are out (from the front of `requests`).
  var asked: [LSAKey] = []

  func wants(_ instance: LSAInstance) -> Bool {
    wanted[instance.isWide ? 1 : 0].contains(instance.number)
  }

  /// True when it was asked for, or was to be.
  @discardableResult
  mutating func received(_ instance: LSAInstance) -> Bool {
    wanted.isEmpty ? false : wanted[instance.isWide ? 1 : 0].remove(instance.number)
  }
}
