import Kernel
import NetworkModel

/// One request of a client, from its arrival until its response is complete or it has failed.
struct Request: BitwiseCopyable {
  // What every request needs comes first and fills two cache lines; the rest is for what goes with few of them.
  let id: UInt64
  let service: UInt32
  let client: UInt32
  let source: UInt32
  var backend: UInt32 = .max
  let created: SimTime
  let requestBytes: UInt32
  let responseBytes: UInt32
  /// Seeds the draw of the service time: the same for every policy and every try, so that variants are compared on
  /// common random numbers.
  private(set) var workSeed: UInt64
  /// Distinguishes this request from an earlier one in the same slot.
  /// Zero: the slot is free.
  var stamp: UInt32
  /// The next request in the server's queue.
  var next: UInt32 = .max
  /// Its entry among the service's deadlines, counted from the first one ever.
  var deadlineEntry = 0

  /// The balancer that it goes to, and whether it has been there.
  var seat: UInt32 = 0
  /// What ties it to the request that waits for it; `.max`: a user's.
  var link: UInt32 = .max
  /// When it was sent to the backend.
  var sentAt: SimTime = .zero
  /// What the backend's response tells of its server.
  var serviceTime: SimTime = .zero
  var serverLoad: UInt32 = 0
  /// Requests at the backend when this one came.
  var arrivalLoad: UInt32 = 0
  /// When it came into the server's queue.
  var queuedAt: SimTime = .zero
  /// The first 64 backends tried, as bits.
  var tried: UInt64 = 0
  /// Its place in the service's `KeyTable`.
  var key: UInt32 = 0
  var retries: UInt16 = 0
  var isBalanced = false
  var place: Place = .onTheWay
  /// The client has stopped waiting; the server has not noticed.
  var isGivenUp = false
  /// No longer counted among the backend's requests in flight.
  var hasLeftBackend = true
  /// The response is an error.
  var isError = false

  /// How the try before a waiting retry ended: a raw `RequestOutcome`.
  var failure: UInt8 = 0
  /// Its own calls to other services, while it waits for them.
  var call: UInt32 = .max
  /// The other one of two tries under way at once.
  var twin: UInt32 = .max
  /// The client's connection that carries it, where connections are modelled.
  var connection: UInt32 = .max
  /// The message that carries it now, or `.max` while it is at a server.
  var message: UInt32 = .max
  /// How far the server's pauses had come when its service began.
  var pausesSeen: SimTime = .zero
  /// Requests that its connections have carried, itself among them.
  var clientUses: UInt32 = 0
  var backendUses: UInt32 = 0
  /// Counted among the retries under way.
  var isRetrying = false
  /// A cache had the answer: no calls are made for it.
  var isCacheHit = false
  /// The second of two tries.
  var isHedge = false
  /// The handshake under way for it, the flight that is next, and how the request goes on afterwards.
  var leg = ConnectionKeeper.Leg.none
  var flight: UInt8 = 0
  var pending = Message.Purpose.requestToBackend
  /// Its connection was opened for it, by resuming a session.
  var isFresh = false
  var resumes = false
  /// A balancer on layer 4 has chosen for the connection, before the request came.
  var isRelayed = false
  /// To three whole cache lines.
  var filler: (UInt64, UInt64) = (0, 0)

  /// Uniform in [0, 1), drawn anew for each try: below the server's share of errors it ends in one.
  var errorDraw: Double {
    Double(RandomStream.mixed(workSeed &+ UInt64(retries) &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
  }

  func withWork(_ seed: UInt64) -> Request {
    var copy = self
    copy.workSeed = seed
    return copy
  }

  enum Place: UInt8 {
    case onTheWay
    case queued
    case inService
    /// At its server, until others have answered.
    case calling
    /// It was at a server that crashed, or sent where no way leads.
    case lost
    /// For its next try, or for a connection.
    case waiting
  }
}
