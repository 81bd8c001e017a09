/// The present day: its list becomes a run of events in order.
extension EventQueue {
  /// Days of no more events are sorted by counting.
  static let shortDay = 16

  /// An event of a short day, and how many of the day are earlier.
  @usableFromInline
  struct Ranked: BitwiseCopyable {
    var key: UInt128
    var rank: Int
    var entry: UInt32
  }

  /// Moves the events of a day into the run, in order. The run is empty.
  ///
  /// Each event is compared with each before it and the outcome is added to the rank of one of the two: a few comparisons more than
  /// sorting by insertion has, but no branch that depends on them. Source: Knuth, "The Art of Computer Programming" 3,
  /// 5.2, algorithm C (comparison counting).
  mutating func openDay(_ place: Int) {
    occupied[place &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: place & 63))
    var entry = days[place]
    days[place] = Self.none
    var count = 0
    while entry != Self.none && count < Self.shortDay {
      let key = entries[Int(entry)].event.key
      var rank = count
      for other in 0..<count {
        let isEarlier = key < ranked[other].key ? 1 : 0
        ranked[other].rank &+= isEarlier
        rank &-= isEarlier
      }
      ranked[count] = Ranked(key: key, rank: rank, entry: entry)
      count &+= 1
      release(&entry)
    }
    // What is free keeps its event until it is used anew.
    for position in 0..<count { run[ranked[position].rank] = entries[Int(ranked[position].entry)].event }
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
    // As it was scheduled: the list has the latest first, and what is in order already is the latest.
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
