import CPrefetch

extension EventQueue {
  /// Days of no more events are sorted by insertion.
  private static let shortDay = 16

  /// More days than this without an event are a pause.
  private static let pause: UInt64 = 64

  /// Opens the next day that has events. False when there is none. The present day must be over.
  @usableFromInline @inline(never)
  mutating func beginNextDay() -> Bool {
    runHead = 0
    runEnd = 0
    if size == 0 { return false }
    let before = today
    var next = inRing > 0 ? nextOccupiedDay() : .max
    while nextFarDay <= next {
      openBlock()
      next = inRing > 0 ? nextOccupiedDay() : .max
    }
    if next &- before > Self.pause {
      pauses += 1
      pausedFor = pausedFor &+ Int64(truncatingIfNeeded: (next &- before) &<< shift)
    }
    today = next
    if size > Self.largeSize { fetchAhead() }
    openDay(Int(truncatingIfNeeded: today & dayMask))
    return true
  }

  /// More entries than the nearer caches hold.
  private static let largeSize = 1 << 14
  /// Days that are fetched ahead.
  private static let fetchedDays: UInt64 = 7

  /// Goes one entry further along the list of each of the next days. Each entry names the next, and the memory answers one such
  /// question after the other; of several lists it answers one each at once.
  private mutating func fetchAhead() {
    let last = today &+ Self.fetchedDays
    var day = today &+ 1
    while day <= min(fetchedTo, last) {
      let place = Int(truncatingIfNeeded: day & 7)
      let entry = fetched[place]
      if entry != Self.none { fetch(entries[Int(entry)].next, place) }
      day &+= 1
    }
    while day <= last {
      fetch(days[Int(truncatingIfNeeded: day & dayMask)], Int(truncatingIfNeeded: day & 7))
      day &+= 1
    }
    fetchedTo = last
  }

  @inline(__always)
  private mutating func fetch(_ entry: UInt32, _ place: Int) {
    fetched[place] = entry
    if entry != Self.none { prefetch(entries + Int(entry)) }
  }

  func day(of event: Event) -> UInt64 { UInt64(bitPattern: event.time.picoseconds) &>> shift }

  /// A year is 2^yearBits days.
  var yearBits: UInt64 { UInt64(truncatingIfNeeded: 64 - dayMask.leadingZeroBitCount) }

  /// The ring must not be empty.
  private func nextOccupiedDay() -> UInt64 {
    let start = (today &+ 1) & dayMask
    let words = Int(dayMask >> 6) + 1
    var word = Int(start >> 6)
    var bits = occupied[word] & (~0 << (start & 63))
    while bits == 0 {
      word = word + 1 == words ? 0 : word + 1
      bits = occupied[word]
    }
    let place = UInt64(word * 64 + bits.trailingZeroBitCount)
    return today &+ 1 &+ ((place &- start) & dayMask)
  }

  /// Moves the events of a day into the run, in order. The run is empty. The list has the latest scheduled first.
  private mutating func openDay(_ place: Int) {
    occupied[place &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: place & 63))
    var entry = days[place]
    days[place] = Self.none
    var count = 0
    while entry != Self.none && count < Self.shortDay {
      let event = entries[Int(entry)].event
      let key = event.key
      var hole = count
      while hole != 0 && key < run[hole &- 1].key {
        run[hole] = run[hole &- 1]
        hole &-= 1
      }
      run[hole] = event
      count &+= 1
      release(&entry)
    }
    runEnd = count
    inRing &-= count
    if entry != Self.none { openRestOfDay(entry) }
  }

  /// A day that is too long, or in which much happens at once: it is sorted, which is quick where much is in order already.
  @inline(never)
  private mutating func openRestOfDay(_ first: UInt32) {
    var entry = first
    let known = runEnd
    while entry != Self.none {
      if runEnd == runCapacity { makeRoomInRun() }
      run[runEnd] = entries[Int(entry)].event
      runEnd += 1
      release(&entry)
    }
    inRing -= runEnd - known
    // As it was scheduled: the list has the latest first, and what was sorted by insertion is the latest.
    var all = UnsafeMutableBufferPointer(start: run, count: runEnd)
    all.reverse()
    all[(runEnd - known)...].reverse()
    all.sort { $0.key < $1.key }
  }

  /// Puts an entry on the free list and goes on to the next one of its day.
  @inline(__always)
  mutating func release(_ entry: inout UInt32) {
    let following = entries[Int(entry)].next
    entries[Int(entry)].next = firstFree
    entries[Int(entry)].isUsed = false
    firstFree = entry
    entry = following
  }

  @usableFromInline @inline(never)
  mutating func makeRoomInRun() {
    let count = runEnd - runHead
    if runHead > runCapacity / 2 {
      run.update(from: run + runHead, count: count)
    } else {
      let larger = UnsafeMutablePointer<Event>.allocate(capacity: runCapacity * 2)
      larger.update(from: run + runHead, count: count)
      run.deallocate()
      run = larger
      runCapacity *= 2
    }
    runHead = 0
    runEnd = count
  }
}
