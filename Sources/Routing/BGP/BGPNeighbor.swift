import Kernel
import NetworkModel

/// A session's state machine data and its two tables.
///
///     Idle ──start──► Connect ──SYN/ACK──► OpenSent ──OPEN──► OpenConfirm ──KEEPALIVE──► Established
///          └─start──► Active ────SYN─────►    │                   │                           │
///       ▲                                     └───────────────────┴── hold expiry, carrier ───┘
///       └──────────────── after IdleHoldTime, or when carrier returns ◄── NOTIFICATION, RST
struct BGPNeighbor: Sendable {
  /// RFC 4271 §8.2.2.
  enum State: String, Sendable {
    case idle = "Idle"
    /// Opens the connection and waits for the other end.
    case connect = "Connect"
    /// Listens.
    case active = "Active"
    case openSent = "OpenSent"
    case openConfirm = "OpenConfirm"
    case established = "Established"
  }

  let configuration: BGPNeighborConfiguration
  var state = State.idle {
    didSet {
      isEstablished = state == .established
      isHeard = isEstablished || holdsStale
    }
  }
  // Both are stored, as each message asks all neighbours: what is computed copies the neighbour first.
  private(set) var isEstablished = false
  /// Adj-RIB-In counts: the session is up, or its routes are kept until it is up again.
  private(set) var isHeard = false
  /// Since when the session has been down, or up.
  var stateSince = SimTime.zero
  var connection: BGPConnection?
  var connectAttempts = 0
  var identifier = IPv4Address.any
  /// It has told too many prefixes: no new session before.
  var blockedUntil = SimTime.zero
  /// As negotiated; zero: neither keepalives nor a hold timer.
  var holdTime = SimTime.zero
  var keepaliveInterval = SimTime.zero
  var lastHeard = SimTime.zero
  /// Adj-RIB-In and Adj-RIB-Out.
  var received = AdjacentRIB<ReceivedPath>()
  var sent = AdjacentRIB<PathAttributes>()
  var sentKeys = AdjacentRIB<SuppressionKey>()
  /// RFC 7911 §4: it gets several paths of a prefix, and takes them.
  var getsSeveralPaths = false
  /// What its last OPEN said of restarts (RFC 4724 §3); nil: nothing.
  var restart: BGPMessage.Restart?
  /// Some of its routes are from before its session was lost.
  var holdsStale = false {
    didSet { isHeard = isEstablished || holdsStale }
  }
  /// Its End-of-RIB has come; the own one is still to go.
  var hasToldAll = false
  var owesEndOfRIB = false
  /// Of prefixes that have been unsteady.
  var flaps: [IPv4Prefix: FlapDamping] = [:]
  /// Prefixes whose announcement may have to change.
  var pending: Set<IPv4Prefix> = []
  /// Nothing was told yet since the session came up.
  var isFirstFlush = false
  /// The MRAI timer runs.
  var isHeldBack = false
  /// Until when.
  var releaseTime = SimTime.zero
  var updatesSent = 0
  /// Messages of all kinds.
  var messagesSent = 0
  var messagesReceived = 0
  var timesEstablished = 0

  init(_ configuration: BGPNeighborConfiguration) { self.configuration = configuration }
}

/// What a timer of a BGP process is for; the index is the neighbour's place.
enum BGPTimer: UInt32 {
  /// Start or restart of a session.
  case start
  case connectRetry
  case hold
  case keepalive
  case retransmission
  case advertisement
  /// Own routes that wait for MinASOriginationInterval.
  case origination
  /// Next hops have changed: one decision for all changes of an instant.
  case resolution
  /// A damped route may be used again.
  case reuse
  /// The UPDATE in hand is worked off.
  case processing
  /// A neighbour that restarts has not come back in its restart time.
  case restart
  /// Or has come back, and has not told all again.
  case stale
  /// The speaker has restarted, and waits no longer for its neighbours.
  case deferral
  /// The speaker's program begins again.
  case boot

  func timer(_ neighbor: Int = 0) -> RoutingTimer {
    RoutingTimer(kind: rawValue, index: UInt32(truncatingIfNeeded: neighbor))
  }
}
