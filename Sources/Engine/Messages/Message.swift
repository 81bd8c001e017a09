import Kernel
import NetworkModel

/// A request, a response or a health probe on its way from one node to another, as one or more packets.
///
/// The transport is reliable in the plainest way that makes loss cost what it costs in the field: a message is cut into
/// segments of the path's first MTU, sent at once; segments that were lost are sent again when the retransmission timer
/// runs out (RFC 6298: 1 s at first, doubled each time). Deviation: there is no congestion window, and
/// acknowledgements and handshakes are not packets; the sender learns what was lost from the simulation itself, but only
/// when its timer is due.
struct Message: BitwiseCopyable {
  let from: UInt32
  let to: UInt32
  let source: IPv4Address
  let destination: IPv4Address
  /// Source port in the upper half, destination port in the lower.
  let ports: UInt32
  let flowHash: UInt32
  let purpose: Purpose
  /// The request or the probe that it is part of.
  let subject: UInt32
  /// 24 bits that distinguish this message from an earlier one in the same slot, for timers and stray packets; zero: the
  /// slot is free.
  var stamp: UInt32
  var segments: UInt32
  var lastSegmentBytes: UInt32
  var segmentBytes: UInt32
  var arrived: UInt32 = 0
  var lost: UInt32 = 0
  var attempts: UInt8 = 0
  /// The last segment, which may be shorter, has been lost and is to be sent again.
  var lastIsLost = false
  var timer: UInt32 = .max

  enum Purpose: UInt8 {
    /// From the client to the balancer's node.
    case requestToBalancer
    /// From the balancer (or the client that balances for itself) to the backend.
    case requestToBackend
    case responseToBalancer
    case responseToClient
    case probe
    case probeReply
    /// Flights of handshakes, and their answers.
    case greetingToBalancer
    case greetingToBackend
    case answerToBalancer
    case answerToClient
  }

  /// Cuts the message into segments of at most so many bytes of payload.
  mutating func cut(payload: Int, limit: Int) {
    let count = (payload + limit - 1) / limit
    segments = UInt32(clamping: count)
    lastSegmentBytes = UInt32(clamping: payload - (count - 1) * limit + Self.headerBytes)
    segmentBytes = UInt32(clamping: limit + Self.headerBytes)
  }

  var payloadBytes: Int {
    (Int(segments) - 1) * (Int(segmentBytes) - Self.headerBytes) + Int(lastSegmentBytes) - Self.headerBytes
  }

  /// IP and TCP headers without options.
  static let headerBytes = 40
  /// RFC 6298 §2.1.
  static let initialTimeout = SimTime.seconds(1)
}
