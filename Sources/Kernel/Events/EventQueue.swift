/// The pending events, earliest first; among equal times, first scheduled first served.
///
/// A calendar queue: a ring of days, each with its list of events, of which only the present one is in order. With days as
/// long as about six events take, `push` and `pop` are O(1). Source: Brown, "Calendar queues: a fast O(1) priority queue
/// implementation for the simulation event set problem", CACM 31 (1988).
///
/// Three things keep it good where the plain calendar is bad:
/// - Events of later years wait in a hierarchy of ever longer blocks, and a day of the ring holds events of one day only.
/// - The present day is a sorted run, and a heap for what is pushed into it later and out of order: with days far too long the
///   queue is a 4-ary heap.
/// - The length of a day follows the events that were popped, see `recalibrate`.
///
/// All of it depends on the events alone, so the order is the same everywhere; it would be with any other structure too.
///
/// | file | topic |
/// |---|---|
/// | `EventQueue.swift` | state, push, pop |
/// | `EventQueue+Days.swift` | from one day to the next |
/// | `EventQueue+Run.swift` | the present day in order |
/// | `EventQueue+Years.swift`, `FarEvents.swift` | what is more than a year ahead |
/// | `EventQueue+Calibration.swift` | the length of a day |
@frozen
public struct EventQueue: ~Copyable {
  /// An event in the list of its day.
  @frozen @usableFromInline
  struct Entry: BitwiseCopyable {
    @usableFromInline var event: Event
    /// The next one of the day, or of the free list.
    @usableFromInline var next: UInt32
    /// In a list of a day or a block: what is moved is found without going along the lists.
    @usableFromInline var isUsed: Bool
  }

  @usableFromInline static let none = UInt32.max

  /// Its sequence is higher than any that is given out.
  @usableFromInline static var nothingAside: Event {
    @inlinable get { Event(time: .never, sequence: .max, kind: 0, target: 0, argument: 0) }
  }

  @usableFromInline var nextSequence: UInt64 = 0
  @usableFromInline var size = 0

  // The present day and what came too late for the days before it.
  @usableFromInline var run: UnsafeMutablePointer<Event>
  @usableFromInline var runHead = 0
  @usableFromInline var runEnd = 0
  @usableFromInline var runCapacity: Int
  /// Room for the ranks of a short day while it is opened.
  @usableFromInline let ranked: UnsafeMutablePointer<Ranked>
  @usableFromInline var unordered = EventHeap()
  /// Number of the present day: its time over the length of a day.
  @usableFromInline var today: UInt64 = 0

  // The days after it, up to a year.
  @usableFromInline var entries: UnsafeMutablePointer<Entry>
  @usableFromInline var entryCapacity: Int
  @usableFromInline var firstFree: UInt32
  @usableFromInline var days: UnsafeMutablePointer<UInt32>
  /// A bit a day, set when it has events.
  @usableFromInline var occupied: UnsafeMutablePointer<UInt64>
  /// Days of a year, a power of two, less one.
  @usableFromInline var dayMask: UInt64
  /// A day is 2^shift picoseconds.
  @usableFromInline var shift: UInt64
  @usableFromInline var inRing = 0
  /// By day modulo eight: how far the list of one of the next days has been fetched, see `fetchAhead`.
  @usableFromInline let fetched: UnsafeMutablePointer<UInt32>
  /// The last of these days.
  @usableFromInline var fetchedTo: UInt64 = 0

  /// One event beside the calendar, see `pushAside`; without any, one that is later than all others.
  @usableFromInline var aside = Self.nothingAside

  // What is a year ahead or more.
  @usableFromInline var years: FarEvents
  /// The first day of any of them; `.max` when there is none.
  var nextFarDay = UInt64.max

  // Since the last calibration.
  @usableFromInline var popsToCalibration: Int
  @usableFromInline var calibrationPeriod: Int
  @usableFromInline var calibratedAt = SimTime.zero
  @usableFromInline var pauses = 0
  @usableFromInline var pausedFor: Int64 = 0

  public init(minimumCapacity: Int = 1024) {
    entryCapacity = max(64, minimumCapacity)
    (entries, firstFree) = Self.makeEntries(entryCapacity)
    let count = Self.days(for: minimumCapacity)
    (days, occupied) = Self.makeDays(count)
    dayMask = UInt64(count - 1)
    years = FarEvents()
    fetched = .allocate(capacity: 8)
    fetched.initialize(repeating: Self.none, count: 8)
    shift = Self.initialShift
    runCapacity = 64
    run = .allocate(capacity: runCapacity)
    ranked = .allocate(capacity: Self.shortDay)
    calibrationPeriod = Self.shortestPeriod
    popsToCalibration = calibrationPeriod
  }

  deinit {
    run.deallocate()
    ranked.deallocate()
    entries.deallocate()
    days.deallocate()
    occupied.deallocate()
    fetched.deallocate()
  }

  @inlinable
  public var count: Int { size &+ (aside.sequence == .max ? 0 : 1) }

  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// Takes the next place in the order of scheduling, for an event that will be pushed later.
  ///
  /// A channel reserves one for each packet that it accepts, and pushes only its head: the order is then the same as
  /// if every packet had its own entry from the start.
  @inlinable
  public mutating func reserveSequence() -> UInt64 {
    let sequence = nextSequence
    nextSequence &+= 1
    return sequence
  }

  @inlinable
  public mutating func push(at time: SimTime, kind: UInt32, target: UInt32, argument: UInt64 = 0) {
    push(
      Event(time: time, sequence: reserveSequence(), kind: kind, target: target, argument: argument))
  }

  @inlinable
  public mutating func push(_ event: Event) {
    size &+= 1
    let day = UInt64(bitPattern: event.time.picoseconds) &>> shift
    if day > today {
      if day &- today <= dayMask { pushIntoRing(event, day) } else { pushIntoYears(event, day) }
    } else {
      pushIntoToday(event)
    }
  }

  /// As `push(at:kind:target:argument:)`, for a kind of event of which one is nearly always pending, such as the next arrival
  /// of a stream: one of them waits beside the calendar, where it costs two comparisons.
  @inlinable
  public mutating func pushAside(at time: SimTime, kind: UInt32, target: UInt32, argument: UInt64 = 0) {
    let event = Event(
      time: time, sequence: reserveSequence(), kind: kind, target: target, argument: argument)
    if aside.sequence == .max { aside = event } else { push(event) }
  }

  /// The earliest event, unless it is later than `limit`. O(1) on average.
  @inlinable @inline(__always)
  public mutating func pop(notAfter limit: SimTime = .never) -> Event? {
    if runHead == runEnd && unordered.isEmpty && !beginNextDay() { return popAside(limit) }
    return unordered.isEmpty ? popFromRun(limit) : popFromRunOrHeap(limit)
  }

  /// The run must not be empty, and have the earliest event but for what waits aside.
  @inlinable @inline(__always)
  mutating func popFromRun(_ limit: SimTime) -> Event? {
    let event = run[runHead]
    if aside.key < event.key { return popAside(limit) }
    if event.time > limit { return nil }
    runHead &+= 1
    hasPopped(event)
    return event
  }

  /// The heap must not be empty.
  @usableFromInline @inline(never)
  mutating func popFromRunOrHeap(_ limit: SimTime) -> Event? {
    let first = unordered.first
    if runHead != runEnd && run[runHead].key < first.key { return popFromRun(limit) }
    if aside.key < first.key { return popAside(limit) }
    if first.time > limit { return nil }
    let event = unordered.removeFirst()
    hasPopped(event)
    return event
  }

  @inlinable @inline(__always)
  mutating func hasPopped(_ event: Event) {
    size &-= 1
    popsToCalibration &-= 1
    if popsToCalibration == 0 { recalibrate(at: event.time) }
  }

  /// How many of the next events are known in order: the rest of the present day, unless much came out of order. The little that
  /// did, what is pushed from now on, and what waits aside may come between. For fetching what they will touch.
  @inlinable @inline(__always)
  public var foreseen: Int { unordered.count <= 8 ? runEnd &- runHead : 0 }

  /// The event of the present day was its first.
  @inlinable @inline(__always)
  public var hasJustBegunDay: Bool { runHead == 1 }

  /// - Parameter position: below `foreseen`.
  @inlinable @inline(__always)
  public func foreseen(_ position: Int) -> Event { run[runHead &+ position] }

  @inlinable @inline(__always)
  mutating func popAside(_ limit: SimTime) -> Event? {
    let event = aside
    if event.sequence == .max || event.time > limit { return nil }
    aside = Self.nothingAside
    return event
  }

  @inlinable
  mutating func pushIntoToday(_ event: Event) {
    if runHead == runEnd {
      runHead = 0
      runEnd = 0
    } else if event.key < run[runEnd &- 1].key {
      unordered.push(event)
      return
    }
    if runEnd == runCapacity { makeRoomInRun() }
    run[runEnd] = event
    runEnd &+= 1
  }

  @inlinable
  mutating func pushIntoRing(_ event: Event, _ day: UInt64) {
    if firstFree == Self.none { growEntries() }
    let entry = firstFree
    firstFree = entries[Int(entry)].next
    entries[Int(entry)].event = event
    entries[Int(entry)].isUsed = true
    fileIntoRing(entry, day)
  }

  @inlinable @inline(__always)
  mutating func fileIntoRing(_ entry: UInt32, _ day: UInt64) {
    let place = Int(truncatingIfNeeded: day & dayMask)
    entries[Int(entry)].next = days[place]
    days[place] = entry
    occupied[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place & 63)
    inRing &+= 1
  }
}
