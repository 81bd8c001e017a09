import Kernel
import NetworkModel

/// One request of a client, from its arrival until its response is complete or it has failed.
struct Request: BitwiseCopyable {
  let id: UInt64
  let service: UInt32
  let client: UInt32
  let source: UInt32
  let created: SimTime
  let requestBytes: UInt32
  let responseBytes: UInt32
  /// Seeds the draw of the service time: the same for every policy and every try, so that variants are compared on
  /// common random numbers.
  let workSeed: UInt64
  /// Distinguishes this request from an earlier one in the same slot.
  /// Zero: the slot is free.
  var stamp: UInt32
  var backend: UInt32 = .max
  /// Its place in the service's `KeyTable`.
  var key: UInt32 = 0
  /// The first 64 backends tried, as bits.
  var tried: UInt64 = 0
  /// When it was sent to the backend.
  var sentAt: SimTime = .zero
  /// What the backend's response tells of its server.
  var serviceTime: SimTime = .zero
  var serverLoad: UInt32 = 0
  /// Requests at the backend when this one came.
  var arrivalLoad: UInt32 = 0
  var retries: UInt16 = 0
  /// Which balancer's view it was counted in.
  var balancer: UInt32 = .max
  /// The message that carries it now, or `.max` while it is at a server.
  var message: UInt32 = .max
  /// The next request in the server's queue.
  var next: UInt32 = .max
  var place: Place = .onTheWay
  /// The client has stopped waiting; the server has not noticed.
  var isGivenUp = false
  /// No longer counted among the backend's requests in flight.
  var hasLeftBackend = true

  enum Place: UInt8 {
    case onTheWay
    case queued
    case inService
    /// It was at a server that crashed.
    case lost
  }
}
