import Kernel

/// What the bytes that a flow or service put on the network were spent on.
package struct ByteResult: Sendable, Equatable {
  package var payload: UInt64 = 0
  /// IP and transport headers of its own packets.
  package var headers: UInt64 = 0
  /// Outer headers of tunnels.
  package var tunnel: UInt64 = 0
  /// Sequence numbers, nonces, padding and tags.
  package var encryption: UInt64 = 0
  /// Of payload and headers: what was sent again.
  package var retransmitted: UInt64 = 0

  package init(
    payload: UInt64 = 0, headers: UInt64 = 0, tunnel: UInt64 = 0, encryption: UInt64 = 0,
    retransmitted: UInt64 = 0
  ) {
    self.payload = payload
    self.headers = headers
    self.tunnel = tunnel
    self.encryption = encryption
    self.retransmitted = retransmitted
  }

  package var total: UInt64 { payload + headers + tunnel + encryption }
  /// All that is not payload, or payload again, of all; nil when nothing was sent.
  package var overheadRatio: Double? {
    if total == 0 { return nil }
    let again = min(payload, retransmitted)
    return Double(headers + tunnel + encryption + again) / Double(total)
  }
}

/// One mouth of a container network's tunnel.
package struct TunnelResult: Sendable {
  package var name: String
  package var encapsulation: String
  package var packets: UInt64 = 0
  package var innerBytes: UInt64 = 0
  package var headerBytes: UInt64 = 0
  package var encryptionBytes: UInt64 = 0
  package var replicated: UInt64 = 0
  package var received: UInt64 = 0
  package var dropped: UInt64 = 0
  /// Time of a processor for sending and receiving.
  package var processorTime: SimTime = .zero
  /// Largest inner packet.
  package var mtu: Int = 0

  package init(name: String, encapsulation: String) {
    self.name = name
    self.encapsulation = encapsulation
  }
}
