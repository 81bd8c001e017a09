import Kernel
import Metrics
import NetworkModel

/// Channels whose queue is more than drop-tail. What leaves next is known only when the transmitter is free, so such a
/// hop costs a second event while packets wait.
extension Simulation {
  static func makeManagedQueues(
    _ topology: Topology, seed: UInt64, channels: inout FixedArray<Channel>
  ) -> [ManagedQueue] {
    var queues: [ManagedQueue] = []
    for (position, link) in topology.links.enumerated() {
      for (end, direction) in ["forth", "back"].enumerated() {
        let stream = RandomStream(seed: seed, entity: link.name, purpose: "queue \(direction)")
        guard
          let queue = ManagedQueue(
            link.spec.discipline, limit: link.spec.queue, mtu: link.spec.mtu, stream: stream)
        else { continue }
        channels[position * 2 + end].managed = UInt32(queues.count)
        queues.append(queue)
      }
    }
    return queues
  }

  mutating func enqueue(_ packet: UInt32, on channel: UInt32) {
    let queue = Int(channels[channel].managed)
    let item = QueuedPacket(
      packet: packet, bytes: packets[packet].bytes, flowHash: packets[packet].flowHash,
      precedence: packets[packet].precedence, isCapable: packets[packet].congestion != .notCapable,
      arrival: now)
    var effects = QueueEffects()
    managedQueues[queue].enqueue(
      item, transmission: channels[channel].transmissionTime(bytes: item.bytes), at: now, &effects)
    carryOut(effects, on: channel)
    serve(channel)
    let waiting = UInt32(truncatingIfNeeded: managedQueues[queue].count)
    if waiting > channels[channel].counters.queuePeak { channels[channel].counters.queuePeak = waiting }
  }

  /// A wake-up that was planned; a later plan or a failed link makes it void.
  mutating func transmitterFree(_ event: Event) {
    let channel = event.target
    guard UInt32(truncatingIfNeeded: event.argument) == channels[channel].epoch else { return }
    let queue = Int(channels[channel].managed)
    guard managedQueues[queue].wakeAt == event.time else { return }
    managedQueues[queue].wakeAt = .never
    serve(channel)
  }

  /// Sends what may go now, and plans the next look.
  private mutating func serve(_ channel: UInt32) {
    let queue = Int(channels[channel].managed)
    var effects = QueueEffects()
    while channels[channel].busyUntil <= now, let next = managedQueues[queue].dequeue(at: now, &effects) {
      launch(next.packet, on: channel, at: now)
    }
    carryOut(effects, on: channel)
    let ready = managedQueues[queue].readyAt
    if ready == .never { return }
    let wake = max(ready, channels[channel].busyUntil)
    guard wake != managedQueues[queue].wakeAt, wake != .never else { return }
    managedQueues[queue].wakeAt = wake
    self.queue.push(
      at: wake, kind: EventKind.transmitterFree.rawValue, target: channel,
      argument: UInt64(channels[channel].epoch))
  }

  private mutating func carryOut(_ effects: QueueEffects, on channel: UInt32) {
    for packet in effects.marked { packets[packet].congestion = .experienced }
    for (packet, cause) in effects.dropped {
      channels[channel].counters.dropped &+= 1
      drop(packet, cause)
    }
  }

  mutating func clearManagedQueue(of channel: UInt32) {
    guard channels[channel].managed != .max else { return }
    let queue = Int(channels[channel].managed)
    managedQueues[queue].wakeAt = .never
    for packet in managedQueues[queue].removeAll() {
      channels[channel].counters.dropped &+= 1
      drop(packet, .linkDown)
    }
  }
}
