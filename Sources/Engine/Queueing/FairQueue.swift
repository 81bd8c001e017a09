import Kernel
import Metrics
import NetworkModel

/// Flows in turn, a quantum of bytes each: deficit round robin over hashed queues, with controlled delay in each where asked.
///
/// Sources: Shreedhar and Varghese, "Efficient fair queueing using deficit round robin", SIGCOMM 1995; RFC 8290 §4 for the
/// list of new flows, which go first, and for dropping from the longest queue.
struct FairQueue {
  private struct Flow {
    var packets = PacketFIFO()
    var deficit = 0
    var control: ControlledDelay?
    var isListed = false
  }

  private var flows: [Flow]
  private let quantum: Int
  private var newFlows: [Int] = []
  private var oldFlows: [Int] = []
  private(set) var count = 0
  private(set) var bytes = 0

  /// - Parameter control: nil: plain deficit round robin, where a new flow waits its turn.
  init(flows: Int, quantum: Int, control: DisciplineSpec.CoDel?) {
    self.flows = Array(repeating: Flow(control: control.map { ControlledDelay($0) }), count: max(1, flows))
    self.quantum = max(1, quantum)
  }

  mutating func enqueue(_ packet: QueuedPacket) {
    let index = Int(packet.flowHash) % flows.count
    flows[index].packets.append(packet)
    count += 1
    bytes += Int(packet.bytes)
    if flows[index].isListed { return }
    flows[index].isListed = true
    flows[index].deficit = quantum
    if flows[index].control == nil { oldFlows.append(index) } else { newFlows.append(index) }
  }

  /// Makes room at the head of the longest queue: half of it, at most 64 packets (RFC 8290 §4.1).
  mutating func dropFromLongest(_ effects: inout QueueEffects) {
    guard let longest = flows.indices.max(by: { flows[$0].packets.bytes < flows[$1].packets.bytes }) else {
      return
    }
    let many = flows[longest].control == nil ? 1 : min(64, max(1, flows[longest].packets.count / 2))
    for _ in 0..<many {
      guard let packet = flows[longest].packets.popFirst() else { break }
      left(packet)
      effects.dropped.append((packet.packet, .queueFull))
    }
  }

  mutating func dequeue(
    largest: Int, at now: SimTime, _ effects: inout QueueEffects
  ) -> QueuedPacket? {
    while true {
      let isNew = !newFlows.isEmpty
      guard let index = newFlows.first ?? oldFlows.first else { return nil }
      if flows[index].deficit <= 0 {
        flows[index].deficit += quantum
        if isNew { newFlows.removeFirst() } else { oldFlows.removeFirst() }
        oldFlows.append(index)
        continue
      }
      let packet = take(index, largest, now, &effects)
      if let packet {
        flows[index].deficit -= Int(packet.bytes)
        return packet
      }
      // An empty new flow goes behind the old ones once, so that it cannot come back as new at every packet.
      if isNew {
        newFlows.removeFirst()
        oldFlows.append(index)
      } else {
        oldFlows.removeFirst()
        flows[index].isListed = false
      }
    }
  }

  private mutating func take(
    _ index: Int, _ largest: Int, _ now: SimTime, _ effects: inout QueueEffects
  ) -> QueuedPacket? {
    guard var control = flows[index].control else {
      let packet = flows[index].packets.popFirst()
      if let packet { left(packet) }
      return packet
    }
    let before = (flows[index].packets.count, flows[index].packets.bytes)
    let packet = control.dequeue(&flows[index].packets, largest: largest, at: now, &effects)
    flows[index].control = control
    count -= before.0 - flows[index].packets.count
    bytes -= before.1 - flows[index].packets.bytes
    return packet
  }

  mutating func removeAll() -> [UInt32] {
    var all: [UInt32] = []
    for index in flows.indices {
      while let packet = flows[index].packets.popFirst() { all.append(packet.packet) }
      flows[index].isListed = false
    }
    newFlows = []
    oldFlows = []
    count = 0
    bytes = 0
    return all
  }

  private mutating func left(_ packet: QueuedPacket) {
    count -= 1
    bytes -= Int(packet.bytes)
  }
}
