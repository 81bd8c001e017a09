import CPrefetch

extension EventQueue {
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

  /// The ring must not be empty. `mutating`, or the whole queue is copied for it.
  private mutating func nextOccupiedDay() -> UInt64 {
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
}
