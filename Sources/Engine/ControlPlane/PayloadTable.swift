/// Messages that packets carry by number. A packet that a bridge copies shares its message; the last one frees it.
struct PayloadTable<Message> {
  private var messages: [Message?] = []
  private var counts: [UInt32] = []
  private var free: [UInt32] = []

  /// Stores a message for one packet.
  mutating func store(_ message: consuming Message) -> UInt32 {
    if let index = free.popLast() {
      messages[Int(index)] = message
      counts[Int(index)] = 1
      return index
    }
    messages.append(message)
    counts.append(1)
    return UInt32(truncatingIfNeeded: messages.count - 1)
  }

  mutating func retain(_ index: UInt32) { counts[Int(index)] += 1 }

  mutating func release(_ index: UInt32) {
    counts[Int(index)] -= 1
    if counts[Int(index)] == 0 {
      messages[Int(index)] = nil
      free.append(index)
    }
  }

  /// The message, with one packet's share of it released.
  mutating func take(_ index: UInt32) -> Message? {
    counts[Int(index)] -= 1
    if counts[Int(index)] > 0 { return messages[Int(index)] }
    free.append(index)
    var message: Message?
    swap(&message, &messages[Int(index)])
    return message
  }
}
