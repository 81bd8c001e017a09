import Kernel
import Metrics

/// What a queue discipline needs to know of a packet.
struct QueuedPacket: BitwiseCopyable {
  /// Its place in the pool.
  let packet: UInt32
  let bytes: UInt32
  let flowHash: UInt32
  /// IP precedence, 0…7.
  let precedence: UInt8
  /// May be marked (RFC 3168's ECT).
  let isCapable: Bool
  let arrival: SimTime
}

/// What a discipline did beside keeping and sending: for the engine to carry out.
struct QueueEffects {
  var dropped: [(packet: UInt32, cause: DropCause)] = []
  var marked: [UInt32] = []
}

/// First in, first out. Taken packets leave a gap at the front that is closed when it is the larger part.
struct PacketFIFO {
  private var items: [QueuedPacket] = []
  private var head = 0
  private(set) var bytes = 0

  var count: Int { items.count - head }
  var isEmpty: Bool { head == items.count }
  var first: QueuedPacket? { isEmpty ? nil : items[head] }

  mutating func append(_ item: QueuedPacket) {
    items.append(item)
    bytes += Int(item.bytes)
  }

  mutating func popFirst() -> QueuedPacket? {
    if isEmpty { return nil }
    let item = items[head]
    head += 1
    bytes -= Int(item.bytes)
    closeGap()
    return item
  }

  mutating func popLast() -> QueuedPacket? {
    if isEmpty { return nil }
    let item = items.removeLast()
    bytes -= Int(item.bytes)
    closeGap()
    return item
  }

  private mutating func closeGap() {
    if isEmpty || head > 32 && head * 2 > items.count {
      items.removeFirst(head)
      head = 0
    }
  }
}
