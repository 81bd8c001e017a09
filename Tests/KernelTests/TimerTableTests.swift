import Testing

@testable import Kernel

@Suite struct TimerTableTests {
  private struct Bench: ~Copyable {
    var queue = EventQueue()
    var timers = TimerTable(kind: 7)

    /// Runs until the given second and returns what fired as (second, token).
    mutating func fired(until second: Int) -> [(Int, UInt64)] {
      var result: [(Int, UInt64)] = []
      while let event = queue.pop(notAfter: .seconds(second)) {
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

  @Test func aTimerCanBeSetAgainWhenItFired() {
    var bench = Bench()
    let timer = bench.timers.make(owner: 3, token: 1)
    for second in [2, 4, 6] {
      bench.timers.set(timer, at: .seconds(second), queue: &bench.queue)
      #expect(bench.timers.deadline(timer) == .seconds(second))
      #expect(bench.fired(until: second).map(\.0) == [second])
      #expect(bench.timers.deadline(timer) == .never)
    }
    let isEmpty = bench.queue.isEmpty
    #expect(isEmpty)
  }

  @Test func anEntryLeftBehindIsSkippedAndNotPushedAgain() {
    var bench = Bench()
    let timer = bench.timers.make(owner: 0, token: 1)
    bench.timers.set(timer, at: .seconds(10), queue: &bench.queue)
    bench.timers.set(timer, at: .seconds(5), queue: &bench.queue)
    #expect(bench.fired(until: 5).map(\.0) == [5])
    bench.timers.set(timer, at: .seconds(20), queue: &bench.queue)
    #expect(bench.fired(until: 15).isEmpty)
    let waiting = bench.queue.count
    #expect(waiting == 1)
    #expect(bench.fired(until: 100).map(\.0) == [20])
  }

  @Test func neverIsAsGoodAsCancelled() {
    var bench = Bench()
    let timer = bench.timers.make(owner: 0, token: 1)
    bench.timers.set(timer, at: .seconds(2), queue: &bench.queue)
    bench.timers.set(timer, at: .never, queue: &bench.queue)
    #expect(bench.fired(until: 100).isEmpty)
    let isEmpty = bench.queue.isEmpty
    #expect(isEmpty)
  }

  @Test func ownerAndTokenComeBackWithTheEvent() {
    var bench = Bench()
    let timer = bench.timers.make(owner: 17, token: .max)
    bench.timers.set(timer, at: .seconds(1), queue: &bench.queue)
    guard let event = bench.queue.pop() else { return }
    #expect(event.kind == 7)
    let due = bench.timers.fire(event, queue: &bench.queue)
    #expect(due?.owner == 17)
    #expect(due?.token == .max)
    #expect(bench.timers.fire(event, queue: &bench.queue) == nil, "an entry counts once")
  }

  /// Random making, setting, cancelling and releasing, against a plain list of deadlines.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func doesWhatAListOfDeadlinesWouldDo(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "timers", purpose: "test")
    var bench = Bench()
    var deadlines: [UInt32: (second: Int?, token: UInt64)] = [:]
    var now = 0
    for step in 0..<2000 {
      let timer = deadlines.keys.sorted().dropFirst(stream.below(max(1, deadlines.count))).first
      switch stream.below(10) {
      case 0:
        let made = bench.timers.make(owner: 0, token: UInt64(step))
        #expect(deadlines[made] == nil, "seed \(seed): a slot in use was given out")
        deadlines[made] = (nil, UInt64(step))
      case 1, 2, 3, 4, 5:
        guard let timer else { continue }
        let second = now + 1 + stream.below(20)
        bench.timers.set(timer, at: .seconds(second), queue: &bench.queue)
        deadlines[timer]?.second = second
      case 6:
        guard let timer else { continue }
        bench.timers.cancel(timer)
        deadlines[timer]?.second = nil
      case 7:
        guard let timer else { continue }
        bench.timers.release(timer)
        deadlines[timer] = nil
      default:
        now += 1 + stream.below(3)
        let expected = deadlines.values.compactMap { entry in
          entry.second.flatMap { $0 <= now ? ($0, entry.token) : nil }
        }
        for (timer, entry) in deadlines where entry.second.map({ $0 <= now }) ?? false {
          deadlines[timer]?.second = nil
        }
        let fired = bench.fired(until: now)
        #expect(fired.map(\.0) == fired.map(\.0).sorted(), "seed \(seed)")
        let (got, wanted) = (fired.sorted { $0 < $1 }, expected.sorted { $0 < $1 })
        #expect(
          got.map(\.0) == wanted.map(\.0) && got.map(\.1) == wanted.map(\.1), "seed \(seed), step \(step)")
      }
      var wrong = 0
      for (timer, entry) in deadlines
      where bench.timers.deadline(timer) != entry.second.map({ SimTime.seconds($0) }) ?? .never { wrong += 1 }
      #expect(wrong == 0, "seed \(seed), step \(step)")
    }
  }
}
