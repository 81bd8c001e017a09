import Kernel
import Metrics
import NetworkModel

extension Simulation {
  /// Starts a message; returns its index, by which it can be abandoned.
  @discardableResult
  mutating func sendMessage(
    _ purpose: Message.Purpose, from: UInt32, to: UInt32, bytes: Int, subject: UInt32, port: UInt16
  ) -> UInt32 {
    let ends = ends(purpose, from: from, to: to, subject: subject, port: port)
    let payload = max(1, bytes)
    messageStamp = messageStamp == 0xFF_FFFF ? 1 : messageStamp + 1
    var message = Message(
      from: from, to: to, source: ends.source, destination: ends.destination, ports: ends.ports,
      flowHash: Packet.hash(
        ends.source, ends.destination, transport: 6, sourcePort: port, destinationPort: 80),
      purpose: purpose, subject: subject, stamp: messageStamp, segments: 0, lastSegmentBytes: 0,
      segmentBytes: 0)
    message.cut(payload: payload, limit: segmentLimit(from: from, to: to, ends.destination))
    let index = messages.allocate(message)
    for segment in 1...message.segments { sendSegment(index, isLast: segment == message.segments) }
    return index
  }

  private mutating func sendSegment(_ index: UInt32, isLast: Bool, isAgain: Bool = false) {
    let message = messages[index]
    var packet = Packet(
      kind: .segment, source: message.source, destination: message.destination,
      bytes: Int(isLast ? message.lastSegmentBytes : message.segmentBytes), at: now, owner: index,
      payload: isLast ? message.stamp | 1 << 24 : message.stamp, flowHash: message.flowHash)
    packet.ports = message.ports
    noteSegment(of: message, bytes: packet.bytes, isAgain: isAgain)
    let slot = packets.allocate(packet)
    if policy.isActive && policyDenies(message) {
      dropDenied(slot)
    } else {
      originate(slot, at: nodes[message.from].stack)
    }
  }

  /// A segment is at its destination; the packet itself is already released.
  mutating func segmentArrives(_ packet: Packet) {
    let index = packet.owner
    guard belongs(packet, to: index) else { return }
    messages[index].arrived &+= 1
    if messages[index].arrived == messages[index].segments {
      let message = messages[index]
      if !containerHosts.isEmpty { noteSeen(packet, message) }
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
    for segment in 1...count {
      sendSegment(index, isLast: includesLast && segment == count, isAgain: true)
    }
  }

  /// RFC 1191 §6.4, §6.5: what has become known of the path holds for all that goes there, and what was too long is sent
  /// again in smaller segments, at once.
  mutating func messageTooLong(_ index: UInt32, stamp: UInt32, mtu: UInt32) {
    guard messages[index].stamp == stamp & 0xFF_FFFF, messages[index].stamp != 0 else { return }
    let message = messages[index]
    let limit = Int(mtu) - Message.headerBytes
    guard limit > 0, mtu < message.segmentBytes else { return }
    pathMTUs[pathKey(message.from, message.destination)] = mtu
    // Pieces of the old cut that are still under way are strays from now on.
    messageStamp = messageStamp == 0xFF_FFFF ? 1 : messageStamp + 1
    messages[index].stamp = messageStamp
    messages[index].cut(payload: message.payloadBytes, limit: limit)
    messages[index].arrived = 0
    messages[index].lost = 0
    messages[index].lastIsLost = false
    if message.timer != .max { releaseTimer(message.timer) }
    messages[index].timer = .max
    for segment in 1...messages[index].segments {
      sendSegment(index, isLast: segment == messages[index].segments, isAgain: true)
    }
  }

  mutating func pathKey(_ node: UInt32, _ destination: IPv4Address) -> UInt64 {
    UInt64(nodes[node].stack) << 32 | UInt64(destination.bits)
  }

  /// The most that a segment carries: both ends say what their links take (RFC 9293 §3.7.1), the path may know better.
  private mutating func segmentLimit(from: UInt32, to: UInt32, _ destination: IPv4Address) -> Int {
    var mtu = min(nodes[from].mtu, nodes[to].mtu)
    if !pathMTUs.isEmpty, let known = pathMTUs[pathKey(from, destination)] { mtu = min(mtu, known) }
    return max(1, Int(mtu) - Message.headerBytes)
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
