/// Events that are more than a year ahead: levels of 256 blocks each, a block of one level as long as all of the level below.
/// Every event moves down at most once a level, when its block is the next one with anything in it.
/// Source: Varghese and Lauck, "Hashed and hierarchical timing wheels", SOSP 1987, scheme 7.
extension EventQueue {
  /// Enough for all times: days are at least one picosecond, years at least 2¹⁰ days.
  private static let levels = 7
  private static let blocks: UInt64 = 256

  @usableFromInline @inline(never)
  mutating func pushIntoYears(_ event: Event, _ day: UInt64) {
    if firstFree == Self.none { growEntries() }
    let entry = firstFree
    firstFree = entries[Int(entry)].next
    entries[Int(entry)].event = event
    file(entry, day)
  }

  /// Puts an entry that is more than a year ahead into its block. The place of the present block is free for the one that
  /// is 256 ahead, as that of the present day is for the one a year ahead: seen from the day before a block, all of it is
  /// near enough for the level below.
  private mutating func file(_ entry: UInt32, _ day: UInt64) {
    var level = 0
    var bits = yearBits
    while (day &>> bits) &- (today &>> bits) > Self.blocks && level < Self.levels - 1 {
      level += 1
      bits += 8
    }
    let block = day &>> bits
    let place = level * 256 + Int(truncatingIfNeeded: block & 255)
    entries[Int(entry)].next = blocks[place]
    blocks[place] = entry
    occupiedBlocks[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place & 63)
    nextFarDay = min(nextFarDay, block &<< bits)
  }

  /// Opens the block that begins at `nextFarDay`, which is later than the present day: all days before it are empty.
  mutating func openBlock() {
    guard let (place, start) = nextBlock() else { preconditionFailure("nextFarDay names a block") }
    today = start &- 1
    occupiedBlocks[place &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: place & 63))
    var entry = blocks[place]
    blocks[place] = Self.none
    while entry != Self.none {
      let following = entries[Int(entry)].next
      let day = day(of: entries[Int(entry)].event)
      if day &- today <= dayMask &+ 1 { fileIntoRing(entry, day) } else { file(entry, day) }
      entry = following
    }
    nextFarDay = nextBlock()?.start ?? .max
  }

  /// The occupied block that begins first; of several the longest, which may hold anything that the others hold.
  private func nextBlock() -> (place: Int, start: UInt64)? {
    var best: (place: Int, start: UInt64)?
    var bits = yearBits
    for level in 0..<Self.levels {
      if let block = nextBlock(of: level, after: today &>> bits) {
        let start = block &<< bits
        if best.map({ start <= $0.start }) ?? true {
          best = (level * 256 + Int(truncatingIfNeeded: block & 255), start)
        }
      }
      bits += 8
      if bits > 63 { break }
    }
    return best
  }

  private func nextBlock(of level: Int, after present: UInt64) -> UInt64? {
    let first = (present &+ 1) & 255
    for step in 0...4 {
      let word = Int(first >> 6) + step
      var bits = occupiedBlocks[level * 4 + word & 3]
      if step == 0 { bits &= ~0 << (first & 63) }
      if step == 4 { bits &= ~(~0 << (first & 63)) }
      if bits != 0 {
        let place = UInt64((word & 3) * 64 + bits.trailingZeroBitCount)
        return present &+ 1 &+ ((place &- first) & 255)
      }
    }
    return nil
  }

  /// Hands over all entries of the blocks and leaves them empty.
  mutating func takeYears(_ take: (Event) -> Void) {
    for place in 0..<Self.levels * 256 { releaseAll(&blocks[place], take) }
    occupiedBlocks.update(repeating: 0, count: Self.levels * 4)
    nextFarDay = .max
  }

  static func makeBlocks() -> (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt64>) {
    let blocks = UnsafeMutablePointer<UInt32>.allocate(capacity: levels * 256)
    blocks.initialize(repeating: none, count: levels * 256)
    let occupied = UnsafeMutablePointer<UInt64>.allocate(capacity: levels * 4)
    occupied.initialize(repeating: 0, count: levels * 4)
    return (blocks, occupied)
  }
}
