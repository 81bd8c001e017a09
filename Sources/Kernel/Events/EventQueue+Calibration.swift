import CPrefetch

extension EventQueue {
  /// A microsecond, until the events have shown their pace.
  static let initialShift: UInt64 = 20
  static let shortestPeriod = 1024

  /// Fits the length of a day to the pace of the last events: about six a day, and a year that most pending events fall
  /// into. Rare long pauses do not count. A factor of two or so is left alone. The period between two looks is at least the
  /// number of events that would have to be moved, so moving is O(1) an event.
  @usableFromInline @inline(never)
  mutating func recalibrate(at now: SimTime) {
    var elapsed = now.picoseconds - calibratedAt.picoseconds
    if pauses < calibrationPeriod / 16 { elapsed = max(1, elapsed - pausedFor) }
    pauses = 0
    pausedFor = 0
    let pace = Int64(calibrationPeriod)
    let wanted = UInt64(max(1, elapsed / pace * 8 + elapsed % pace * 8 / pace))
    let length: UInt64 = 1 << shift
    // Events at one time tell nothing of the pace.
    let isWrong = elapsed > 0 && (length > 2 * wanted || length < wanted / 4)
    let count = Self.days(for: size)
    let present = Int(dayMask) + 1
    if isWrong || count > 2 * present || count < present / 16 {
      rebuild(shift: isWrong ? UInt64(63 - wanted.leadingZeroBitCount) : shift, days: count)
    }
    calibratedAt = now
    calibrationPeriod = max(Self.shortestPeriod, size)
    popsToCalibration = calibrationPeriod
  }

  /// Two days for each event: the year is then at least five mean times long, where times ahead are exponential.
  static func days(for events: Int) -> Int {
    var days = 1024
    while days < 2 * events && days < 1 << 22 { days *= 2 }
    return days
  }

  private mutating func rebuild(shift newShift: UInt64, days count: Int) {
    let moved = UnsafeMutableBufferPointer<Event>.allocate(capacity: max(1, size))
    defer { moved.deallocate() }
    takeAll(into: moved)
    let now = size == 0 ? .zero : moved[0].time
    days.deallocate()
    occupied.deallocate()
    fetchedTo = 0
    (days, occupied) = Self.makeDays(count)
    dayMask = UInt64(count - 1)
    shift = newShift
    // The day before the earliest event, so that the run is filled by opening a day.
    let first = UInt64(bitPattern: now.picoseconds) >> shift
    today = first == 0 ? 0 : first - 1
    let number = size
    size = 0
    for place in 0..<number {
      if place + 16 < number {
        prefetch(days + Int(truncatingIfNeeded: day(of: moved[place + 16]) & dayMask))
      }
      push(moved[place])
    }
  }

  /// Empties all parts; the earliest event comes first, the others in any order.
  private mutating func takeAll(into moved: UnsafeMutableBufferPointer<Event>) {
    var count = 0
    var earliest = 0
    func take(_ event: Event) {
      moved.initializeElement(at: count, to: event)
      if event.key < moved[earliest].key { earliest = count }
      count += 1
    }
    while runHead < runEnd {
      take(run[runHead])
      runHead += 1
    }
    unordered.removeAll(take)
    // One after the other, as they lie in memory, and then all of them are free: along the lists each would be waited for.
    for place in 0..<entryCapacity where entries[place].isUsed { take(entries[place].event) }
    Self.link(entries, from: 0, to: entryCapacity)
    firstFree = 0
    years.removeAll()
    nextFarDay = .max
    inRing = 0
    runHead = 0
    runEnd = 0
    if count > 0 { moved.swapAt(0, earliest) }
  }

  // MARK: Memory

  static func makeDays(_ count: Int) -> (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt64>) {
    let days = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    days.initialize(repeating: none, count: count)
    let occupied = UnsafeMutablePointer<UInt64>.allocate(capacity: count / 64)
    occupied.initialize(repeating: 0, count: count / 64)
    return (days, occupied)
  }

  static func makeEntries(_ capacity: Int) -> (UnsafeMutablePointer<Entry>, UInt32) {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    link(entries, from: 0, to: capacity)
    return (entries, 0)
  }

  /// Chains free entries.
  private static func link(_ entries: UnsafeMutablePointer<Entry>, from: Int, to end: Int) {
    let nothing = Event(time: .zero, sequence: 0, kind: 0, target: 0, argument: 0)
    for place in from..<end {
      let next = place + 1 < end ? UInt32(truncatingIfNeeded: place + 1) : none
      (entries + place).initialize(to: Entry(event: nothing, next: next, isUsed: false))
    }
  }

  @usableFromInline @inline(never)
  mutating func growEntries() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: entryCapacity * 2)
    larger.update(from: entries, count: entryCapacity)
    Self.link(larger, from: entryCapacity, to: entryCapacity * 2)
    entries.deallocate()
    entries = larger
    firstFree = UInt32(truncatingIfNeeded: entryCapacity)
    entryCapacity *= 2
  }
}
