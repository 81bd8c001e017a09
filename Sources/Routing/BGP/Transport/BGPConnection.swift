import Kernel

/// One end of the TCP connection under a session, as a value: reliable, in order, with packets on real links.
///
/// The model: one message a segment (an UPDATE is never longer than a segment); a cumulative acknowledgement for each
/// segment of data; slow start from ten segments (RFC 6928) and congestion avoidance (RFC 5681 §3.1), so that a whole table does
/// not drown the queues on its way; after a timeout of 1 s, doubled up to 64 s (RFC 6298 §2, §5), go-back-n from one segment; RST
/// for a connection that the other end does not know (RFC 9293 §3.10.7.1). Deviation: the receive window is counted in segments,
/// no fast retransmit, no delayed acknowledgements, no FIN: a NOTIFICATION ends the connection.
package struct BGPConnection: Sendable {
  private typealias Entry = (sequence: UInt32, message: BGPMessage, sent: SimTime)

  package let identifier: UInt64
  private var nextSequence: UInt32 = 1
  private var expected: UInt32 = 1
  /// All that was given to send; what stands before `first` is acknowledged.
  private var entries: [Entry] = []
  private var first = 0
  /// How many of the unacknowledged ones are on their way; the others wait for the window.
  private var inFlight = 0
  /// In segments: so many may be on their way.
  private var congestionWindow: Int
  private var slowStartThreshold = Self.receiveWindow
  /// Acknowledged since congestion avoidance last widened the window.
  private var acknowledgedInWindow = 0
  private var attempts = 0
  /// How often something had to wait for the window, or a timeout has closed it.
  private var timesHeldBack = 0

  package static let initialTimeout = SimTime.seconds(1)
  package static let longestTimeout = SimTime.seconds(64)
  package static let initialWindow = 10
  /// About what full segments make of 64 KiB.
  package static let receiveWindow = 48

  package init(identifier: UInt64, window: Int = Self.initialWindow) {
    self.identifier = identifier
    congestionWindow = window
  }

  private var unacknowledged: ArraySlice<Entry> { entries[first...] }

  /// True while something sent has not arrived for certain.
  package var hasUnacknowledged: Bool { first < entries.count }

  /// How long to wait for an acknowledgement now.
  package var timeout: SimTime {
    min(Self.longestTimeout, Self.initialTimeout * (1 << Int64(min(6, attempts))))
  }

  /// Takes a message over: its segment is among the next ones that `released` gives.
  package mutating func send(_ message: BGPMessage, at now: SimTime) {
    entries.append((nextSequence, message, now))
    nextSequence &+= 1
  }

  /// The segments that the window lets go now, in order.
  ///
  /// - Parameter isLast: nothing comes after; what waits goes at once, since nobody will be there to send it later.
  package mutating func released(isLast: Bool = false) -> [BGPSegment] {
    let room = isLast ? .max : max(0, congestionWindow - inFlight)
    let waiting = entries[(first + inFlight)...].prefix(room)
    inFlight += waiting.count
    if inFlight < unacknowledged.count { timesHeldBack += 1 }
    return waiting.map { segment(.data($0.message), $0.sequence) }
  }

  /// A segment of data has arrived: the message, if it is the next one; the acknowledgement is to be sent in any case.
  package mutating func receive(_ segment: BGPSegment) -> BGPMessage? {
    guard case .data(let message) = segment.content, segment.sequence == expected else { return nil }
    expected &+= 1
    return message
  }

  /// Returns true when something new was acknowledged; there may be segments to be `released` then.
  package mutating func acknowledge(_ segment: BGPSegment) -> Bool {
    let count = unacknowledged.prefix { $0.sequence <= segment.acknowledged }.count
    if count == 0 { return false }
    first += count
    inFlight = max(0, inFlight - count)
    attempts = 0
    widen(by: count)
    if first > 64 && first * 2 > entries.count {
      entries.removeFirst(first)
      first = 0
    }
    return true
  }

  /// RFC 5681 §3.1: by one for each segment in slow start, then by one for each window.
  private mutating func widen(by acknowledged: Int) {
    if congestionWindow < slowStartThreshold {
      congestionWindow = min(congestionWindow + acknowledged, slowStartThreshold)
      return
    }
    guard congestionWindow < Self.receiveWindow else { return }
    acknowledgedInWindow += acknowledged
    if acknowledgedInWindow >= congestionWindow {
      acknowledgedInWindow -= congestionWindow
      congestionWindow = min(congestionWindow + 1, Self.receiveWindow)
    }
  }

  /// What is sent now goes as it went then: nothing has had to wait in between (windows only grow then), or the windows are the same.
  func isAsOpen(as earlier: BGPConnection) -> Bool {
    if timesHeldBack == earlier.timesHeldBack { return true }
    return congestionWindow == earlier.congestionWindow && slowStartThreshold == earlier.slowStartThreshold
      && acknowledgedInWindow == earlier.acknowledgedInWindow && inFlight == earlier.inFlight
  }

  /// UPDATEs whose arrival is not certain yet, with the times when they were given to send.
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

  /// The timer has run out: all that is unacknowledged goes again as the window opens, from one segment on (RFC 5681 §3.1).
  package mutating func retransmit() -> [BGPSegment] {
    // RFC 5681 §3.1: halved once, and kept while the same segment is sent again by the timer.
    if attempts == 0 { slowStartThreshold = max(2, inFlight / 2) }
    attempts += 1
    timesHeldBack += 1
    congestionWindow = 1
    acknowledgedInWindow = 0
    inFlight = 0
    return released()
  }

  private func segment(_ content: BGPSegment.Content, _ sequence: UInt32) -> BGPSegment {
    BGPSegment(content: content, connection: identifier, sequence: sequence, acknowledged: expected &- 1)
  }
}
