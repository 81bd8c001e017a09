import CPrefetch

/// Messages that packets carry by number. A packet that a bridge copies shares its message; the last one frees it.
struct PayloadTable<Message> {
  /// Together, since memory is slower to come than to read.
  private struct Slot {
    var message: Message?
    var packets: UInt32
  }

  private var slots: [Slot] = []
  private var free: [UInt32] = []

  /// Stores a message for one packet.
  mutating func store(_ message: consuming Message) -> UInt32 {
    if let index = free.popLast() {
      slots[Int(index)].message = message
      slots[Int(index)].packets = 1
      return index
    }
    slots.append(Slot(message: message, packets: 1))
    return UInt32(truncatingIfNeeded: slots.count - 1)
  }

  /// Fetches a message that will be taken soon.
  func fetch(_ index: UInt32) {
    slots.withUnsafeBufferPointer { slots in
      guard Int(index) < slots.count, let base = slots.baseAddress else { return }
      prefetch(base + Int(index))
    }
  }

  mutating func retain(_ index: UInt32) { slots[Int(index)].packets += 1 }

  mutating func release(_ index: UInt32) {
    slots[Int(index)].packets -= 1
    if slots[Int(index)].packets == 0 {
      slots[Int(index)].message = nil
      free.append(index)
    }
  }

  /// The message, with one packet's share of it released.
  mutating func take(_ index: UInt32) -> Message? {
    slots[Int(index)].packets -= 1
    if slots[Int(index)].packets > 0 { return slots[Int(index)].message }
    free.append(index)
    var message: Message?
    swap(&message, &slots[Int(index)].message)
    return message
  }
}
