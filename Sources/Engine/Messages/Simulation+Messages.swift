import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// Starts a message; returns its index, by which it can be abandoned.
  @discardableResult
  mutating func sendMessage(
    _ purpose: Message.Purpose, from: UInt32, to: UInt32, bytes: Int, subject: UInt32, port: UInt16
  ) -> UInt32 {
    let source = nodes[from].address
    let destination = nodes[to].address
    let limit = max(1, Int(nodes[from].mtu) - Message.headerBytes)
    let payload = max(1, bytes)
    let count = (payload + limit - 1) / limit
    messageStamp = messageStamp == 0xFF_FFFF ? 1 : messageStamp + 1
    let message = Message(
      from: from, to: to, source: source, destination: destination,
      flowHash: Packet.hash(source, destination, transport: 6, sourcePort: port, destinationPort: 80),
      purpose: purpose, subject: subject, stamp: messageStamp, segments: UInt32(clamping: count),
      lastSegmentBytes: UInt32(clamping: payload - (count - 1) * limit + Message.headerBytes),
      segmentBytes: UInt32(clamping: limit + Message.headerBytes))
    let index = messages.allocate(message)
    for segment in 1...message.segments { sendSegment(index, isLast: segment == message.segments) }
    return index
  }

  private mutating func sendSegment(_ index: UInt32, isLast: Bool) {
    let message = messages[index]
    let packet = packets.allocate(
      Packet(
        kind: .segment, source: message.source, destination: message.destination,
        bytes: Int(isLast ? message.lastSegmentBytes : message.segmentBytes), at: now, owner: index,
        payload: isLast ? message.stamp | 1 << 24 : message.stamp, flowHash: message.flowHash))
    if policy.isActive && policyDenies(message) {
      dropDenied(packet)
    } else {
      originate(packet, at: message.from)
    }
  }

  /// A segment is at its destination; the packet itself is already released.
  mutating func segmentArrives(_ packet: Packet) {
    let index = packet.owner
    guard belongs(packet, to: index) else { return }
    messages[index].arrived &+= 1
    if messages[index].arrived == messages[index].segments {
      let message = messages[index]
      releaseMessage(index)
      messageArrives(message)
    }
  }

  /// False for a stray: its message is complete or was given up, and the slot may be another's.
  private func belongs(_ packet: Packet, to index: UInt32) -> Bool {
    messages[index].stamp == packet.payload & 0xFF_FFFF
  }

  mutating func segmentLost(_ packet: Packet, _ cause: DropCause) {
    let index = packet.owner
    // A flooded copy that nobody wanted is no loss.
    guard cause.isLossOfData, belongs(packet, to: index) else { return }
    messages[index].lost &+= 1
    if packet.payload >> 24 == 1 { messages[index].lastIsLost = true }
    if messages[index].timer == .max {
      messages[index].timer = makeTimer(
        .retransmission, token: UInt64(messages[index].stamp) << 32 | UInt64(index))
    }
    if timers.deadline(messages[index].timer) == .never {
      let backoff = Message.initialTimeout * (1 << Int64(min(6, messages[index].attempts)))
      timers.set(messages[index].timer, at: now + backoff, queue: &queue)
    }
  }

  mutating func retransmissionDue(_ token: UInt64) {
    let index = UInt32(truncatingIfNeeded: token)
    guard messages[index].stamp == UInt32(truncatingIfNeeded: token >> 32) else { return }
    if messages[index].attempts < .max { messages[index].attempts += 1 }
    let count = messages[index].lost
    let includesLast = messages[index].lastIsLost
    messages[index].lost = 0
    messages[index].lastIsLost = false
    guard count > 0 else { return }
    for segment in 1...count { sendSegment(index, isLast: includesLast && segment == count) }
  }

  /// Nobody waits for the message any more. Its packets stay on the network until they end there, as strays.
  mutating func abandonMessage(_ index: UInt32) { releaseMessage(index) }

  private mutating func releaseMessage(_ index: UInt32) {
    if messages[index].timer != .max { releaseTimer(messages[index].timer) }
    messages[index].stamp = 0
    messages.release(index)
  }

  /// The network says that the destination cannot be reached.
  mutating func messageRefused(_ index: UInt32, stamp: UInt32) {
    guard messages[index].stamp == stamp & 0xFF_FFFF, messages[index].stamp != 0 else { return }
    let message = messages[index]
    abandonMessage(index)
    messageFailed(message)
  }
}
