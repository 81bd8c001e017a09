import Testing

@testable import Kernel

@Suite struct EventQueueTests {
  @Test func equalTimesComeInTheOrderOfScheduling() {
    var queue = EventQueue()
    for target in 0..<100 { queue.push(at: .seconds(1), kind: 0, target: UInt32(target)) }
    for target in 0..<100 { #expect(queue.pop()?.target == UInt32(target)) }
    #expect(queue.pop() == nil)
  }

  @Test func aReservedSequenceKeepsItsPlace() {
    var queue = EventQueue()
    let reserved = queue.reserveSequence()
    queue.push(at: .seconds(1), kind: 1, target: 0)
    queue.push(Event(time: .seconds(1), sequence: reserved, kind: 2, target: 0, argument: 0))
    #expect(queue.pop()?.kind == 2)
    #expect(queue.pop()?.kind == 1)
  }

  @Test func oneEventWaitsBesideTheCalendar() {
    var queue = EventQueue()
    queue.pushAside(at: .seconds(2), kind: 1, target: 0)
    queue.pushAside(at: .seconds(1), kind: 2, target: 0)
    queue.push(at: .seconds(2), kind: 3, target: 0)
    #expect(queue.count == 3)
    #expect(queue.pop()?.kind == 2)
    #expect(queue.pop(notAfter: .seconds(1)) == nil)
    #expect(queue.pop()?.kind == 1)
    #expect(queue.pop()?.kind == 3)
    #expect(queue.pop() == nil)
    let isEmptyThen = queue.isEmpty
    queue.pushAside(at: .never, kind: 4, target: 0)
    let isEmptyNow = queue.isEmpty
    #expect(isEmptyThen && !isEmptyNow)
    #expect(queue.pop()?.kind == 4)
  }

  /// Against a sorted array, with times that often collide.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func popsInTheOrderOfTimeAndSequence(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "queue", purpose: "test")
    var queue = EventQueue(minimumCapacity: 16)
    var oracle: [(time: Int64, sequence: UInt64)] = []
    var sequence: UInt64 = 0
    var wrong = 0
    for _ in 0..<20_000 {
      if oracle.isEmpty || stream.bernoulli(0.55) {
        let time = Int64(stream.below(500))
        if stream.bernoulli(0.3) {
          queue.pushAside(at: SimTime(picoseconds: time), kind: 0, target: 0)
        } else {
          queue.push(at: SimTime(picoseconds: time), kind: 0, target: 0)
        }
        // The place behind all events of this time, by bisection.
        var (low, high) = (0, oracle.count)
        while low < high {
          let middle = (low + high) / 2
          if oracle[middle].time > time { high = middle } else { low = middle + 1 }
        }
        oracle.insert((time, sequence), at: low)
        sequence += 1
      } else {
        let expected = oracle.removeFirst()
        let event = queue.pop()
        if event?.time.picoseconds != expected.time || event?.sequence != expected.sequence { wrong += 1 }
      }
    }
    #expect(wrong == 0, "seed \(seed)")
    #expect(queue.count == oracle.count)
  }

  /// Channels reserve a place for each packet and push it later: the order is that of reservation, among equal times.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func reservedSequencesKeepTheirOrderWheneverTheyArePushed(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "reserve", purpose: "test")
    var queue = EventQueue(minimumCapacity: 1)
    var reserved: [Event] = []
    var popped: [Event] = []
    var now: Int64 = 0
    for step in 0..<5000 {
      let event = Event(
        time: SimTime(picoseconds: now + Int64(stream.below(20))), sequence: queue.reserveSequence(), kind: 1,
        target: UInt32(step), argument: UInt64(step))
      if stream.bernoulli(0.5) { reserved.append(event) } else { queue.push(event) }
      // A reserved event is pushed before its time comes.
      for late in reserved where late.time.picoseconds <= now + 1 { queue.push(late) }
      reserved.removeAll { $0.time.picoseconds <= now + 1 }
      while let event = queue.pop(notAfter: SimTime(picoseconds: now)) { popped.append(event) }
      if stream.bernoulli(0.3) { now += 1 }
    }
    let pairs = zip(popped, popped.dropFirst())
    #expect(pairs.allSatisfy { ($0.time, $0.sequence) < ($1.time, $1.sequence) }, "seed \(seed)")
    #expect(popped.count + queue.count + reserved.count == 5000)
    #expect(popped.allSatisfy { UInt64($0.target) == $0.argument && $0.kind == 1 })
  }

  /// What is foreseen of the present day comes next, in order, when nothing is pushed in between.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func foreseenEventsArePoppedNext(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "foresee", purpose: "test")
    var queue = EventQueue(minimumCapacity: 16)
    for target in 0..<10_000 {
      queue.push(at: SimTime(picoseconds: Int64(stream.below(1_000_000))), kind: 0, target: UInt32(target))
    }
    var foreseen = 0
    while queue.pop() != nil {
      let next = (0..<queue.foreseen).map { queue.foreseen($0) }
      foreseen += next.count
      #expect(zip(next, next.dropFirst()).allSatisfy { ($0.time, $0.sequence) < ($1.time, $1.sequence) })
      guard let first = next.first, queue.unordered.isEmpty else { continue }
      #expect(queue.pop() == first)
      queue.push(first)
      #expect(queue.pop() == first)
    }
    #expect(foreseen > 1000)
  }

  @Test func eventsSurviveGrowthUnchanged() {
    var queue = EventQueue(minimumCapacity: 1)
    for number in 0..<10_000 {
      queue.push(
        at: SimTime(picoseconds: Int64(10_000 - number)), kind: UInt32(number), target: UInt32(number) &* 7,
        argument: UInt64(number) << 32)
    }
    #expect(queue.count == 10_000)
    for number in (0..<10_000).reversed() {
      let expected = Event(
        time: SimTime(picoseconds: Int64(10_000 - number)), sequence: UInt64(number), kind: UInt32(number),
        target: UInt32(number) &* 7, argument: UInt64(number) << 32)
      #expect(queue.pop() == expected)
    }
    let isEmpty = queue.isEmpty
    #expect(isEmpty)
  }

  @Test func theEndOfTimeComesLast() {
    var queue = EventQueue()
    queue.push(at: .never, kind: 1, target: 0)
    queue.push(at: .longest, kind: 2, target: 0)
    queue.push(at: .zero, kind: 3, target: 0)
    #expect(queue.pop(notAfter: .zero)?.kind == 3)
    queue.push(at: .zero, kind: 3, target: 0)
    #expect([queue.pop()?.kind, queue.pop()?.kind, queue.pop()?.kind] == [3, 2, 1])
  }

  /// The calendar against the plain heap, hold by hold, at every length of time and for gaps that no length of a day fits.
  @Test(arguments: 0..<48)
  func theOrderIsThatOfAHeap(number: Int) {
    var stream = RandomStream(seed: UInt64(number), entity: "calendar", purpose: "test")
    let scale = Int64(1) << Int64(number % 8 * 4)
    let shape = number / 8
    func gap(_ progress: Int) -> Int64 {
      let near = Int64(stream.below(1000))
      switch shape {
      case 0: return near &* scale
      case 1: return (stream.bernoulli(0.1) ? near &* 1_000_000 : near) &* (scale >> 12)
      case 2: return stream.bernoulli(0.01) ? 1_000_000 : 0
      case 3: return scale &* 1_000_000 &+ near
      case 4: return near &* max(1, scale >> Int64(progress / 400))
      default: return (1 << Int64(stream.below(40))) &- 1
      }
    }
    var queue = EventQueue(minimumCapacity: 1)
    var heap = EventHeap(minimumCapacity: 1)
    var (now, wrong) = (Int64(0), 0)
    for step in 0..<20_000 {
      // It grows, stays, shrinks to nothing, and grows again.
      let pushes = [2, 1, 0, 1, 3, 1, 0, 1, 1, 1][step / 2000]
      for _ in 0..<pushes {
        let time = SimTime(picoseconds: min(now &+ gap(step), SimTime.longest.picoseconds))
        let event = Event(
          time: time, sequence: queue.reserveSequence(), kind: 0, target: UInt32(step), argument: 0)
        queue.push(event)
        heap.push(event)
      }
      let limit = stream.bernoulli(0.9) ? SimTime.never : SimTime(picoseconds: now &+ gap(step))
      let expected = heap.isEmpty || heap.first.time > limit ? nil : heap.pop()
      if queue.pop(notAfter: limit) != expected { wrong += 1 }
      if let expected { now = expected.time.picoseconds }
    }
    #expect(wrong == 0)
    #expect(queue.count == heap.count)
  }

  /// The same with so many events that lists are fetched ahead: near, a thousand times as far, years ahead, and spread over so
  /// many years that blocks are divided among others.
  @Test(arguments: 0..<4)
  func theOrderIsThatOfAHeapOfManyEvents(shape: Int) {
    var stream = RandomStream(seed: UInt64(shape), entity: "calendar", purpose: "many")
    func gap() -> Int64 {
      let near = Int64(stream.below(1_000_000))
      switch shape {
      case 0: return near
      case 1: return stream.bernoulli(0.9) ? near : near &* 1000 &+ 1_000_000_000_000
      case 2: return near &* 1000 &+ 1_000_000_000_000
      default: return near &* 1_000_000_000
      }
    }
    var queue = EventQueue(minimumCapacity: 1)
    var heap = EventHeap(minimumCapacity: 1)
    var (now, wrong) = (Int64(0), 0)
    for step in 0..<120_000 {
      // Forty thousand, all of them popped about twice, then down to none.
      if step < 80_000 {
        let event = Event(
          time: SimTime(picoseconds: now &+ gap()), sequence: queue.reserveSequence(), kind: 0,
          target: UInt32(step), argument: 0)
        queue.push(event)
        heap.push(event)
      }
      if step < 40_000 { continue }
      let expected = heap.pop()
      if queue.pop() != expected { wrong += 1 }
      if let expected { now = expected.time.picoseconds }
    }
    #expect(wrong == 0)
    #expect(queue.isEmpty && heap.isEmpty)
  }

  @Test func anEventIsThirtyTwoBytes() {
    #expect(MemoryLayout<Event>.stride == 32)
  }
}
