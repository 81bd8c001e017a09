/// What travels between two BGP speakers: one IP packet of their TCP connection.
package struct BGPSegment: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    /// SYN.
    case open
    /// SYN and ACK.
    case accept
    /// RST: there is no such connection.
    case reset
    case data(BGPMessage)
    case acknowledgement
  }

  package var content: Content
  /// Chosen by the end that opens, never twice.
  package var connection: UInt64
  /// Of data: counts messages from 1.
  package var sequence: UInt32 = 0
  /// All messages up to this one have arrived.
  package var acknowledged: UInt32 = 0

  /// IP and TCP headers without options, and the message.
  package var bytes: Int {
    if case .data(let message) = content { return 40 + message.octets }
    return 40
  }
}
