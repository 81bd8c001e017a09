import Kernel

/// One end of the TCP connection under a session, as a value: reliable, in order, with packets on real links.
///
/// The model: one message a segment (an UPDATE is never longer than a segment); a cumulative acknowledgement for each
/// segment of data; go-back-n retransmission after 1 s, doubled up to 64 s (RFC 6298 §2, §5); RST for a connection that
/// the other end does not know (RFC 9293 §3.10.7.1). Deviation: no congestion or receive window, no delayed
/// acknowledgements, no FIN: a NOTIFICATION ends the connection.
package struct BGPConnection: Sendable {
  package let identifier: UInt64
  private var nextSequence: UInt32 = 1
  private var expected: UInt32 = 1
  private var unacknowledged: [(sequence: UInt32, message: BGPMessage, sent: SimTime)] = []
  private var attempts = 0

  package static let initialTimeout = SimTime.seconds(1)
  package static let longestTimeout = SimTime.seconds(64)

  package init(identifier: UInt64) { self.identifier = identifier }

  /// True while something sent has not arrived for certain.
  package var hasUnacknowledged: Bool { !unacknowledged.isEmpty }

  /// How long to wait for an acknowledgement now.
  package var timeout: SimTime {
    min(Self.longestTimeout, Self.initialTimeout * (1 << Int64(min(6, attempts))))
  }

  package mutating func send(_ message: BGPMessage, at now: SimTime) -> BGPSegment {
    let sequence = nextSequence
    nextSequence &+= 1
    unacknowledged.append((sequence, message, now))
    return segment(.data(message), sequence)
  }

  /// A segment of data has arrived: the message, if it is the next one; the acknowledgement is to be sent in any case.
  package mutating func receive(_ segment: BGPSegment) -> BGPMessage? {
    guard case .data(let message) = segment.content, segment.sequence == expected else { return nil }
    expected &+= 1
    return message
  }

  /// Returns true when something new was acknowledged.
  package mutating func acknowledge(_ segment: BGPSegment) -> Bool {
    let before = unacknowledged.count
    unacknowledged.removeAll { $0.sequence <= segment.acknowledged }
    if unacknowledged.count == before { return false }
    attempts = 0
    return true
  }

  /// UPDATEs whose arrival is not certain yet, with the times when they were first sent.
  var updatesUnderWay: [(update: BGPMessage.Update, sent: SimTime)] {
    unacknowledged.compactMap { entry in
      if case .update(let update) = entry.message { (update, entry.sent) } else { nil }
    }
  }

  /// UPDATEs that the other end of the same connection has not taken yet.
  func updates(notTakenBy other: BGPConnection) -> [BGPMessage.Update] {
    guard other.identifier == identifier else { return [] }
    return unacknowledged.compactMap { entry in
      guard entry.sequence >= other.expected, case .update(let update) = entry.message else { return nil }
      return update
    }
  }

  package var acknowledgement: BGPSegment { segment(.acknowledgement, 0) }

  /// The timer has run out: everything unacknowledged goes again.
  package mutating func retransmit() -> [BGPSegment] {
    attempts += 1
    return unacknowledged.map { segment(.data($0.message), $0.sequence) }
  }

  private func segment(_ content: BGPSegment.Content, _ sequence: UInt32) -> BGPSegment {
    BGPSegment(content: content, connection: identifier, sequence: sequence, acknowledged: expected &- 1)
  }
}
