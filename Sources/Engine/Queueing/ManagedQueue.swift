import Kernel
import Metrics
import NetworkModel

/// The queue of one channel that is more than drop-tail: what waits, in what order it leaves, and who must go.
///
/// A value without effects: what it drops and marks it tells. The engine asks for the next packet whenever the transmitter
/// is free (`Simulation+ManagedQueues.swift`).
struct ManagedQueue {
  private enum Discipline {
    case red(RandomEarlyDetection, marks: Bool)
    case coDel(ControlledDelay)
    case fair(FairQueue)
    case priority([PacketFIFO])
    case tokenBucket(TokenBucket)
  }

  private var discipline: Discipline
  /// Of the disciplines with a single queue.
  private var queue = PacketFIFO()
  private let limit: QueueLimit
  /// The largest packet of the link.
  private let largest: Int
  /// When the engine will ask again; `.never`: not planned.
  var wakeAt = SimTime.never

  /// nil for drop-tail, which a channel does by itself.
  init?(_ spec: DisciplineSpec, limit: QueueLimit, mtu: Int, stream: RandomStream) {
    switch spec {
    case .dropTail: return nil
    case .red(let red): discipline = .red(RandomEarlyDetection(red, stream: stream), marks: red.marks)
    case .coDel(let coDel): discipline = .coDel(ControlledDelay(coDel))
    case .fairCoDel(let coDel, let flows, let quantum):
      discipline = .fair(FairQueue(flows: flows, quantum: quantum, control: coDel))
    case .deficitRoundRobin(let flows, let quantum):
      discipline = .fair(FairQueue(flows: flows, quantum: quantum, control: nil))
    case .strictPriority: discipline = .priority(Array(repeating: PacketFIFO(), count: 8))
    case .tokenBucket(let rate, let burst): discipline = .tokenBucket(TokenBucket(rate: rate, burst: burst))
    }
    self.limit = limit
    largest = mtu
  }

  var count: Int {
    switch discipline {
    case .fair(let fair): fair.count
    case .priority(let bands): bands.reduce(0) { $0 + $1.count }
    case .red, .coDel, .tokenBucket: queue.count
    }
  }

  private var bytes: Int {
    switch discipline {
    case .fair(let fair): fair.bytes
    case .priority(let bands): bands.reduce(0) { $0 + $1.bytes }
    case .red, .coDel, .tokenBucket: queue.bytes
    }
  }

  /// - Parameter transmission: of this packet on the link.
  mutating func enqueue(
    _ packet: QueuedPacket, transmission: SimTime, at now: SimTime, _ effects: inout QueueEffects
  ) {
    switch discipline {
    case .fair(var fair):
      discipline = .priority([])  // Moved out, so that it is not copied.
      fair.enqueue(packet)
      while isOver(fair.count, fair.bytes) { fair.dropFromLongest(&effects) }
      discipline = .fair(fair)
    case .red(var red, let marks):
      let isNoticed = red.notices(queue: queue.count, transmission: transmission, at: now)
      discipline = .red(red, marks: marks)
      if isOver(queue.count + 1, queue.bytes + Int(packet.bytes)) {
        effects.dropped.append((packet.packet, .queueFull))
      } else if isNoticed && !(marks && packet.isCapable) {
        effects.dropped.append((packet.packet, .earlyDrop))
      } else {
        if isNoticed { effects.marked.append(packet.packet) }
        queue.append(packet)
      }
    case .coDel, .tokenBucket:
      if isOver(queue.count + 1, queue.bytes + Int(packet.bytes)) {
        effects.dropped.append((packet.packet, .queueFull))
      } else {
        queue.append(packet)
      }
    case .priority(var bands):
      discipline = .priority([])
      bands[Int(packet.precedence & 7)].append(packet)
      // What is less urgent makes room.
      while isOver(bands.reduce(0) { $0 + $1.count }, bands.reduce(0) { $0 + $1.bytes }) {
        guard let band = bands.firstIndex(where: { !$0.isEmpty }), let last = bands[band].popLast() else {
          break
        }
        effects.dropped.append((last.packet, .queueFull))
      }
      discipline = .priority(bands)
    }
  }

  private func isOver(_ count: Int, _ bytes: Int) -> Bool {
    switch limit {
    case .packets(let most): count > most
    case .bytes(let most): bytes > most
    }
  }

  /// The packet to send now; nil when none is there, or may go yet.
  mutating func dequeue(at now: SimTime, _ effects: inout QueueEffects) -> QueuedPacket? {
    switch discipline {
    case .fair(var fair):
      discipline = .priority([])
      let packet = fair.dequeue(largest: largest, at: now, &effects)
      discipline = .fair(fair)
      return packet
    case .red(var red, let marks):
      let packet = queue.popFirst()
      if queue.isEmpty {
        red.becameIdle(at: now)
        discipline = .red(red, marks: marks)
      }
      return packet
    case .coDel(var control):
      let packet = control.dequeue(&queue, largest: largest, at: now, &effects)
      discipline = .coDel(control)
      return packet
    case .priority(var bands):
      discipline = .priority([])
      let band = bands.lastIndex { !$0.isEmpty }
      let packet = band.flatMap { bands[$0].popFirst() }
      discipline = .priority(bands)
      return packet
    case .tokenBucket(var bucket):
      guard let first = queue.first, bucket.readyAt(first) <= now else { return nil }
      bucket.take(first, at: now)
      discipline = .tokenBucket(bucket)
      return queue.popFirst()
    }
  }

  /// When the next packet may go, if the transmitter is free; `.never` when none waits.
  var readyAt: SimTime {
    if case .tokenBucket(let bucket) = discipline {
      return queue.first.map { bucket.readyAt($0) } ?? .never
    }
    return count == 0 ? .never : .zero
  }

  /// Empties it: the link has failed.
  mutating func removeAll() -> [UInt32] {
    var all: [UInt32] = []
    switch discipline {
    case .fair(var fair):
      all = fair.removeAll()
      discipline = .fair(fair)
    case .priority(var bands):
      for band in bands.indices.reversed() {
        while let packet = bands[band].popFirst() { all.append(packet.packet) }
      }
      discipline = .priority(bands)
    case .red, .coDel, .tokenBucket:
      while let packet = queue.popFirst() { all.append(packet.packet) }
    }
    return all
  }
}
