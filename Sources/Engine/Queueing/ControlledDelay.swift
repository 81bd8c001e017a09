import Kernel
import Metrics
import NetworkModel

/// Drops or marks at the front when packets have waited longer than the target for a whole interval, then ever more
/// often until they do not. Source: RFC 8289 §5, in its names.
struct ControlledDelay {
  private let spec: DisciplineSpec.CoDel
  private var firstAboveTime: SimTime?
  private var dropNext = SimTime.zero
  private var count = 0
  private var lastCount = 0
  private var isDropping = false

  init(_ spec: DisciplineSpec.CoDel) { self.spec = spec }

  /// The next packet to send from `queue`, after those that had to go.
  ///
  /// - Parameter largest: a queue of no more bytes than one packet is never bad (RFC 8289 §4.4).
  mutating func dequeue(
    _ queue: inout PacketFIFO, largest: Int, at now: SimTime, _ effects: inout QueueEffects
  ) -> QueuedPacket? {
    var (head, mayDrop) = take(&queue, largest, now)
    if isDropping {
      if !mayDrop { isDropping = false }
      while isDropping && now >= dropNext {
        guard let bad = head else { break }
        count += 1
        if notify(bad, &effects) {
          dropNext = controlLaw(dropNext)
          return bad
        }
        (head, mayDrop) = take(&queue, largest, now)
        if mayDrop { dropNext = controlLaw(dropNext) } else { isDropping = false }
      }
    } else if mayDrop, let bad = head {
      let isMarked = notify(bad, &effects)
      if !isMarked { (head, _) = take(&queue, largest, now) }
      isDropping = true
      // Not long after the last time: go on at the rate that controlled the queue then.
      let delta = count - lastCount
      let isRecent = now - dropNext < SimTime(picoseconds: spec.interval.picoseconds &* 16)
      count = delta > 1 && isRecent ? delta : 1
      dropNext = controlLaw(now)
      lastCount = count
    }
    return head
  }

  /// dodequeue(): the head, and whether it has been bad for an interval.
  private mutating func take(
    _ queue: inout PacketFIFO, _ largest: Int, _ now: SimTime
  ) -> (QueuedPacket?, mayDrop: Bool) {
    guard let head = queue.popFirst() else {
      firstAboveTime = nil
      return (nil, false)
    }
    if now - head.arrival < spec.target || queue.bytes <= largest {
      firstAboveTime = nil
      return (head, false)
    }
    guard let firstAboveTime else {
      firstAboveTime = now + spec.interval
      return (head, false)
    }
    return (head, now >= firstAboveTime)
  }

  /// Marks the packet, true, or drops it.
  private func notify(_ packet: QueuedPacket, _ effects: inout QueueEffects) -> Bool {
    if spec.marks && packet.isCapable {
      effects.marked.append(packet.packet)
      return true
    }
    effects.dropped.append((packet.packet, .earlyDrop))
    return false
  }

  private func controlLaw(_ time: SimTime) -> SimTime {
    time + spec.interval.scaled(by: 1 / Double(max(1, count)).squareRoot())
  }
}
