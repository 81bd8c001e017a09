import Kernel

/// A BFD control packet without authentication (RFC 5880 §4.1): 24 bytes, in UDP to port 3784 (RFC 5881 §4).
package struct BFDPacket: Sendable, Equatable, BitwiseCopyable {
  package var state: BFDState
  package var isPoll = false
  package var isFinal = false
  package var detectMultiplier: Int
  package var ownDiscriminator: UInt32
  /// Zero: not known yet.
  package var yourDiscriminator: UInt32
  package var desiredTransmit: SimTime
  package var requiredReceive: SimTime

  /// Of the IP packet.
  static let bytes = 20 + 8 + 24
}

/// The state of a session (RFC 5880 §4.1). AdminDown does not occur: a session that nobody wants any more is gone.
package enum BFDState: UInt8, Sendable, BitwiseCopyable {
  case down = 1
  case initial = 2
  case up = 3

  package var name: String {
    switch self {
    case .down: "Down"
    case .initial: "Init"
    case .up: "Up"
    }
  }
}
