import Kernel
import NetworkModel
import Testing

@testable import Engine

/// Queue disciplines stepped by hand.
@Suite struct ManagedQueueTests {
  private static let stream = RandomStream(seed: 1, entity: "queue", purpose: "test")

  private static func queue(_ spec: DisciplineSpec, limit: QueueLimit = .packets(1000)) throws -> ManagedQueue
  {
    try #require(ManagedQueue(spec, limit: limit, mtu: 1500, stream: stream))
  }

  private static func packet(
    _ number: Int, bytes: UInt32 = 1500, flow: UInt32 = 0, precedence: UInt8 = 0, isCapable: Bool = false,
    at arrival: SimTime = .zero
  ) -> QueuedPacket {
    QueuedPacket(
      packet: UInt32(number), bytes: bytes, flowHash: flow, precedence: precedence, isCapable: isCapable,
      arrival: arrival)
  }

  private static func drain(_ queue: inout ManagedQueue, at now: SimTime = .zero) -> [UInt32] {
    var effects = QueueEffects()
    var order: [UInt32] = []
    while let next = queue.dequeue(at: now, &effects) { order.append(next.packet) }
    return order
  }

  @Test func dropTailNeedsNoManagedQueue() {
    #expect(ManagedQueue(.dropTail, limit: .packets(1), mtu: 1500, stream: Self.stream) == nil)
  }

  @Test func theHighestPrecedenceGoesFirstAndTheLowestMakesRoom() throws {
    var queue = try Self.queue(.strictPriority, limit: .packets(4))
    var effects = QueueEffects()
    for (number, precedence) in [0, 6, 0, 3, 6].enumerated() {
      queue.enqueue(
        Self.packet(number, precedence: UInt8(precedence)), transmission: .zero, at: .zero, &effects)
    }
    #expect(effects.dropped.map(\.packet) == [2], "the last of the least urgent")
    #expect(Self.drain(&queue) == [1, 4, 3, 0])
  }

  /// Shreedhar and Varghese: flows share by bytes, whatever the size of their packets.
  @Test func deficitRoundRobinSharesByBytes() throws {
    var queue = try Self.queue(.deficitRoundRobin(flows: 16, quantum: 1500), limit: .packets(5000))
    var effects = QueueEffects()
    for number in 0..<300 {
      queue.enqueue(Self.packet(number, bytes: 1500, flow: 1), transmission: .zero, at: .zero, &effects)
      for _ in 0..<3 {
        queue.enqueue(Self.packet(1000, bytes: 500, flow: 2), transmission: .zero, at: .zero, &effects)
      }
    }
    var bytes = [UInt32: Int]()
    for _ in 0..<400 {
      let next = try #require(queue.dequeue(at: .zero, &effects))
      bytes[next.flowHash, default: 0] += Int(next.bytes)
    }
    #expect(abs((bytes[1] ?? 0) - (bytes[2] ?? 0)) <= 1500)
    #expect(effects.dropped.isEmpty)
  }

  /// RFC 8290 §4: a sparse flow goes ahead of a bulk one; the longest queue pays when all are full.
  @Test func fairCoDelPrefersSparseFlowsAndDropsFromTheLongest() throws {
    var queue = try Self.queue(.fairCoDel(.init(), flows: 16, quantum: 1514), limit: .packets(100))
    var effects = QueueEffects()
    for number in 0..<100 {
      queue.enqueue(Self.packet(number, flow: 1), transmission: .zero, at: .zero, &effects)
    }
    for _ in 0..<2 { _ = queue.dequeue(at: .zero, &effects) }
    queue.enqueue(Self.packet(500, flow: 2), transmission: .zero, at: .zero, &effects)
    let next = queue.dequeue(at: .zero, &effects)
    #expect(next?.packet == 500)
    for number in 600..<602 {
      queue.enqueue(Self.packet(number, flow: 3), transmission: .zero, at: .zero, &effects)
    }
    #expect(effects.dropped.isEmpty)
    queue.enqueue(Self.packet(700, flow: 3), transmission: .zero, at: .zero, &effects)
    #expect(effects.dropped.count == 49 && effects.dropped.allSatisfy { $0.packet < 100 })
    #expect(queue.count == 52)
  }

  /// RFC 8289 §5.3 with target 5 ms and interval 100 ms, a packet a millisecond through a queue that stands at 50 ms: the
  /// first goes after an interval above the target, the next after interval/√1, interval/√2, … .
  @Test func controlledDelayDropsByTheControlLaw() throws {
    var queue = try Self.queue(.coDel(.init()))
    var drops: [Int64] = []
    for millisecond in 0..<Int64(600) {
      let now = SimTime.milliseconds(Int(millisecond))
      var effects = QueueEffects()
      queue.enqueue(Self.packet(Int(millisecond), at: now), transmission: .zero, at: now, &effects)
      if millisecond >= 50 { _ = queue.dequeue(at: now, &effects) }
      if !effects.dropped.isEmpty { drops.append(millisecond) }
    }
    // The wait is 50 ms from the first packet on: above since 50 ms, so the first drop comes at 150 ms. Then 150 + 100,
    // + 100/√2 = 320.7, + 100/√3 = 378.4, + 100/√4 = 428.4, + 100/√5 = 473.2, + 100/√6 = 514, + 100/√7 = 551.8, …
    #expect(drops == [150, 250, 321, 379, 429, 474, 514, 552, 588])
  }

  @Test func controlledDelayMarksWhatIsCapable() throws {
    var spec = DisciplineSpec.CoDel()
    spec.marks = true
    var queue = try Self.queue(.coDel(spec))
    var effects = QueueEffects()
    for millisecond in 0..<300 {
      let now = SimTime.milliseconds(millisecond)
      queue.enqueue(
        Self.packet(millisecond, isCapable: true, at: now), transmission: .zero, at: now, &effects)
      if millisecond >= 50 { _ = queue.dequeue(at: now, &effects) }
    }
    #expect(effects.dropped.isEmpty && effects.marked.count == 2)
  }

  /// Floyd and Jacobson, method 2: with a steady average the gaps between drops are uniform on 1 … 1/p − 1, for the count
  /// includes the packet in hand; above twice the upper threshold all go.
  @Test func randomEarlyDetectionFollowsTheAverage() {
    var spec = DisciplineSpec.RED()
    spec.weight = 1  // The average is the queue.
    spec.probability = 0.1
    func share(_ queue: Int) -> Double {
      var red = RandomEarlyDetection(spec, stream: Self.stream)
      var noticed = 0
      for _ in 0..<20_000 where red.notices(queue: queue, transmission: .zero, at: .zero) { noticed += 1 }
      return Double(noticed) / 20_000
    }
    #expect(share(4) == 0)
    // A mean gap of 1/(2p) packets; p = 0.05 at 10 and 0.1 at 15.
    #expect(abs(share(10) - 0.1) < 0.004)
    #expect(abs(share(15) - 0.2) < 0.006)
    #expect(share(30) == 1)
  }

  @Test func anIdleQueueForgetsItsAverage() {
    var spec = DisciplineSpec.RED()
    spec.weight = 0.5
    var red = RandomEarlyDetection(spec, stream: Self.stream)
    for _ in 0..<50 { _ = red.notices(queue: 16, transmission: .milliseconds(1), at: .zero) }
    #expect(abs(red.average - 16) < 1e-9)
    red.becameIdle(at: .zero)
    _ = red.notices(queue: 0, transmission: .milliseconds(1), at: .milliseconds(4))
    #expect(abs(red.average - 1) < 1e-9, "halved by each of the four packets that could have gone")
  }

  /// 1 Mb/s and 3000 B: two packets at once, then one every 12 ms.
  @Test func theBucketLetsABurstThroughAndThenTheRate() throws {
    var queue = try Self.queue(
      .tokenBucket(rate: Bandwidth(bitsPerSecond: 1_000_000), burst: 3000))
    var effects = QueueEffects()
    for number in 0..<5 { queue.enqueue(Self.packet(number), transmission: .zero, at: .zero, &effects) }
    #expect(Self.drain(&queue) == [0, 1])
    #expect(queue.readyAt == .milliseconds(12))
    #expect(Self.drain(&queue, at: .milliseconds(11)) == [])
    #expect(Self.drain(&queue, at: .milliseconds(12)) == [2])
    #expect(Self.drain(&queue, at: .milliseconds(40)) == [3, 4], "the bucket filled up meanwhile")
    #expect(queue.readyAt == .never)
  }
}
