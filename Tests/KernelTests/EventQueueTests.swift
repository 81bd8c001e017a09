import Testing

@testable import Kernel

@Suite struct EventQueueTests {
  @Test func equalTimesComeInTheOrderOfScheduling() {
    var queue = EventQueue()
    for target in 0..<100 { queue.push(at: .seconds(1), kind: 0, target: UInt32(target)) }
    for target in 0..<100 { #expect(queue.pop()?.target == UInt32(target)) }
    #expect(queue.pop() == nil)
    #expect(queue.earliestTime == .never)
  }

  @Test func aReservedSequenceKeepsItsPlace() {
    var queue = EventQueue()
    let reserved = queue.reserveSequence()
    queue.push(at: .seconds(1), kind: 1, target: 0)
    queue.push(Event(time: .seconds(1), sequence: reserved, kind: 2, target: 0, argument: 0))
    #expect(queue.pop()?.kind == 2)
    #expect(queue.pop()?.kind == 1)
  }

  /// Against a sorted array, with times that often collide.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func popsInTheOrderOfTimeAndSequence(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "queue", purpose: "test")
    var queue = EventQueue(minimumCapacity: 16)
    var oracle: [(time: Int64, sequence: UInt64)] = []
    var sequence: UInt64 = 0
    for _ in 0..<20_000 {
      if oracle.isEmpty || stream.bernoulli(0.55) {
        let time = Int64(stream.below(500))
        queue.push(at: SimTime(picoseconds: time), kind: 0, target: 0)
        let place = oracle.firstIndex { ($0.time, $0.sequence) > (time, sequence) } ?? oracle.count
        oracle.insert((time, sequence), at: place)
        sequence += 1
      } else {
        let expected = oracle.removeFirst()
        let event = queue.pop()
        #expect(event?.time.picoseconds == expected.time, "seed \(seed)")
        #expect(event?.sequence == expected.sequence, "seed \(seed)")
      }
    }
    #expect(queue.count == oracle.count)
  }
}

@Suite struct TimerTableTests {
  private struct Bench: ~Copyable {
    var queue = EventQueue()
    var timers = TimerTable(kind: 7)

    /// Runs until the given second and returns what fired as (second, token).
    mutating func fired(until second: Int) -> [(Int, UInt64)] {
      var result: [(Int, UInt64)] = []
      while queue.earliestTime <= .seconds(second), let event = queue.pop() {
        if let due = timers.fire(event, queue: &queue) {
          result.append((Int(event.time.seconds), due.token))
        }
      }
      return result
    }
  }

  @Test func aPostponedTimerFiresOnceAtItsLastDeadline() {
    var bench = Bench()
    let timer = bench.timers.make(owner: 0, token: 5)
    for second in 1...10 { bench.timers.set(timer, at: .seconds(second), queue: &bench.queue) }
    #expect(bench.queue.count == 1, "postponing leaves the entry where it is")
    let fired = bench.fired(until: 100)
    #expect(fired.map(\.0) == [10])
    #expect(fired.map(\.1) == [5])
  }

  @Test func anEarlierDeadlineReplacesALaterOne() {
    var bench = Bench()
    let timer = bench.timers.make(owner: 0, token: 1)
    bench.timers.set(timer, at: .seconds(9), queue: &bench.queue)
    bench.timers.set(timer, at: .seconds(3), queue: &bench.queue)
    #expect(bench.fired(until: 100).map(\.0) == [3])
  }

  @Test func aCancelledTimerIsSilentAndCanBeSetAgain() {
    var bench = Bench()
    let timer = bench.timers.make(owner: 0, token: 1)
    bench.timers.set(timer, at: .seconds(3), queue: &bench.queue)
    bench.timers.cancel(timer)
    #expect(bench.fired(until: 2).isEmpty)
    bench.timers.set(timer, at: .seconds(5), queue: &bench.queue)
    #expect(bench.fired(until: 100).map(\.0) == [5])
  }

  @Test func aSlotUsedAgainDoesNotHearItsFormerOwnersEntry() {
    var bench = Bench()
    let first = bench.timers.make(owner: 0, token: 1)
    bench.timers.set(first, at: .seconds(3), queue: &bench.queue)
    bench.timers.release(first)
    let second = bench.timers.make(owner: 0, token: 2)
    #expect(first == second)
    bench.timers.set(second, at: .seconds(5), queue: &bench.queue)
    let fired = bench.fired(until: 100)
    #expect(fired.map(\.0) == [5])
    #expect(fired.map(\.1) == [2])
  }
}
