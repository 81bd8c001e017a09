/// Lists of the calendar's entries by block of time, for events more than a year ahead: levels of 256 blocks each, a block of one
/// level as long as all of the level below.
///
/// A list is made of pieces of fourteen entries, a line of the cache each, so that what a block holds can be fetched together:
/// linked from entry to entry, the memory would answer them one after the other.
/// Source: Varghese and Lauck, "Hashed and hierarchical timing wheels", SOSP 1987, scheme 7.
@frozen
public struct FarEvents: ~Copyable {
  /// Enough for all times: days are at least one picosecond, years at least 2¹⁰ days.
  static let levels = 7
  static let blocks = 256
  static let none = UInt32.max

  /// Sixteen words a piece: the next piece of the list or of the free ones, how many entries it has, the entries.
  @usableFromInline var pieces: UnsafeMutablePointer<UInt32>
  @usableFromInline var capacity = 16
  @usableFromInline var firstFree: UInt32 = 0
  /// By level and block: the first piece, the earliest day, and whether there is any.
  @usableFromInline let lists: UnsafeMutablePointer<UInt32>
  @usableFromInline let firstDays: UnsafeMutablePointer<UInt64>
  @usableFromInline let occupied: UnsafeMutablePointer<UInt64>

  private static let words = 16
  private static let room: UInt32 = 14
  private static let places = levels * blocks

  init() {
    lists = .allocate(capacity: Self.places)
    lists.initialize(repeating: Self.none, count: Self.places)
    firstDays = .allocate(capacity: Self.places)
    firstDays.initialize(repeating: .max, count: Self.places)
    occupied = .allocate(capacity: Self.places / 64)
    occupied.initialize(repeating: 0, count: Self.places / 64)
    pieces = Self.allocate(capacity)
    Self.chain(pieces, from: 0, to: capacity)
  }

  deinit {
    lists.deallocate()
    firstDays.deallocate()
    occupied.deallocate()
    pieces.deallocate()
  }

  /// - Parameter place: 256 times the level, plus the block modulo 256.
  mutating func append(_ entry: UInt32, day: UInt64, to place: Int) {
    var piece = lists[place]
    if piece == Self.none || pieces[Int(piece) &* Self.words &+ 1] == Self.room {
      if firstFree == Self.none { grow() }
      let fresh = firstFree
      let words = pieces + Int(fresh) &* Self.words
      firstFree = words[0]
      words[0] = piece
      words[1] = 0
      lists[place] = fresh
      piece = fresh
      occupied[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place & 63)
    }
    let words = pieces + Int(piece) &* Self.words
    words[2 &+ Int(words[1])] = entry
    words[1] &+= 1
    if day < firstDays[place] { firstDays[place] = day }
  }

  /// The first occupied block of a level, from the one of a number on.
  func firstOccupied(_ level: Int, from block: UInt64) -> (place: Int, day: UInt64)? {
    let first = Int(truncatingIfNeeded: block & 255)
    for step in 0...4 {
      let word = first >> 6 + step
      var bits = occupied[level * 4 + word & 3]
      if step == 0 { bits &= ~0 << UInt64(first & 63) }
      if step == 4 { bits &= ~(~0 << UInt64(first & 63)) }
      if bits != 0 {
        let place = level * Self.blocks + (word & 3) * 64 + bits.trailingZeroBitCount
        return (place, firstDays[place])
      }
    }
    return nil
  }

  /// Takes a block's list off; to be gone through by `entries(of:)` and `free`.
  mutating func take(_ place: Int) -> UInt32 {
    let list = lists[place]
    lists[place] = Self.none
    firstDays[place] = .max
    occupied[place &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: place & 63))
    return list
  }

  func count(of piece: UInt32) -> Int { Int(pieces[Int(piece) &* Self.words &+ 1]) }

  func entry(_ position: Int, of piece: UInt32) -> UInt32 {
    pieces[Int(piece) &* Self.words &+ 2 &+ position]
  }

  /// Stands until something is appended.
  func entries(of piece: UInt32) -> UnsafeBufferPointer<UInt32> {
    let words = pieces + Int(piece) &* Self.words
    return UnsafeBufferPointer(start: words + 2, count: Int(words[1]))
  }

  /// Of the next piece of its list; none after the last.
  func entries(after piece: UInt32) -> UnsafeBufferPointer<UInt32> {
    let next = pieces[Int(piece) &* Self.words]
    return next == Self.none ? UnsafeBufferPointer(start: nil, count: 0) : entries(of: next)
  }

  /// Gives a piece back and goes on to the next one of its list.
  mutating func free(_ piece: inout UInt32) {
    let words = pieces + Int(piece) &* Self.words
    let next = words[0]
    words[0] = firstFree
    firstFree = piece
    piece = next
  }

  mutating func removeAll() {
    lists.update(repeating: Self.none, count: Self.places)
    firstDays.update(repeating: .max, count: Self.places)
    occupied.update(repeating: 0, count: Self.places / 64)
    Self.chain(pieces, from: 0, to: capacity)
    firstFree = 0
  }

  // MARK: Memory

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt32> {
    let bytes = capacity * words * MemoryLayout<UInt32>.stride
    return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: UInt32.self, capacity: capacity * words)
  }

  private static func chain(_ pieces: UnsafeMutablePointer<UInt32>, from: Int, to end: Int) {
    for piece in from..<end {
      pieces[piece * words] = piece + 1 < end ? UInt32(truncatingIfNeeded: piece + 1) : none
    }
  }

  @inline(never)
  private mutating func grow() {
    let larger = Self.allocate(capacity * 2)
    larger.update(from: pieces, count: capacity * Self.words)
    Self.chain(larger, from: capacity, to: capacity * 2)
    pieces.deallocate()
    pieces = larger
    firstFree = UInt32(truncatingIfNeeded: capacity)
    capacity *= 2
  }
}
