import CPrefetch

/// Events that are more than a year ahead, see `FarEvents`. Every event moves down at most once a level, when its block is the next
/// one with anything in it; blocks between are stepped over.
extension EventQueue {
  @usableFromInline @inline(never)
  mutating func pushIntoYears(_ event: Event, _ day: UInt64) {
    if firstFree == Self.none { growEntries() }
    let entry = firstFree
    firstFree = entries[Int(entry)].next
    entries[Int(entry)].event = event
    entries[Int(entry)].isUsed = true
    file(entry, day)
  }

  /// Puts an entry that is more than a year ahead into its block. Of each level there are the present block and the next 255.
  private mutating func file(_ entry: UInt32, _ day: UInt64) {
    var level = 0
    var bits = yearBits
    while (day &>> bits) &- (today &>> bits) >= UInt64(FarEvents.blocks) && level < FarEvents.levels - 1 {
      level += 1
      bits += 8
    }
    years.append(
      entry, day: day, to: level * FarEvents.blocks + Int(truncatingIfNeeded: (day &>> bits) & 255))
    nextFarDay = min(nextFarDay, day)
  }

  /// Opens the block of the event on `nextFarDay`, which is later than the present day: all days before it are empty.
  mutating func openBlock() {
    guard let (place, first) = nextBlock() else { preconditionFailure("nextFarDay is of some block") }
    today = first &- 1
    var piece = years.take(place)
    while piece != FarEvents.none {
      for entry in years.entries(after: piece) { prefetch(entries + Int(entry)) }
      for entry in years.entries(of: piece) {
        prefetch(days + Int(truncatingIfNeeded: day(of: entries[Int(entry)].event) & dayMask))
      }
      for position in 0..<years.count(of: piece) {
        // Asked for one by one: where an entry is filed anew, the pieces may move.
        let entry = years.entry(position, of: piece)
        let day = day(of: entries[Int(entry)].event)
        if day &- today <= dayMask &+ 1 { fileIntoRing(entry, day) } else { file(entry, day) }
      }
      years.free(&piece)
    }
    nextFarDay = nextBlock()?.day ?? .max
  }

  /// The block with the earliest event.
  private func nextBlock() -> (place: Int, day: UInt64)? {
    var best: (place: Int, day: UInt64)?
    var bits = yearBits
    for level in 0..<FarEvents.levels {
      if let block = years.firstOccupied(level, from: today &>> bits), block.day < best?.day ?? .max {
        best = block
      }
      bits += 8
      if bits > 63 { break }
    }
    return best
  }
}
