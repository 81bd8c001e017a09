import Kernel

/// When the requests of a service time out, in order: all of them have the same time, so the first to come is the first to go.
///
/// A ring of plain entries. Entries are counted from the first one ever; that number finds one again when its request goes on
/// in another slot. Those of requests that have ended stay until they are at the front.
struct DeadlineQueue: ~Copyable {
  struct Entry: BitwiseCopyable {
    let deadline: SimTime
    var request: UInt32
    var stamp: UInt32
  }

  private var entries: UnsafeMutablePointer<Entry>
  /// Of the ring; a power of two, less one.
  private var mask = 63
  private(set) var first = 0
  private(set) var end = 0

  init() { entries = .allocate(capacity: mask + 1) }

  deinit { entries.deallocate() }

  var isEmpty: Bool { first == end }

  /// The entry of this number; it must be between `first` and `end`.
  subscript(number: Int) -> Entry {
    @inline(__always)
    unsafeAddress { UnsafePointer(entries + (number & mask)) }
    @inline(__always)
    unsafeMutableAddress { entries + (number & mask) }
  }

  func contains(_ number: Int) -> Bool { number >= first && number < end }

  /// - Returns: the entry's number.
  mutating func append(_ entry: Entry) -> Int {
    if end &- first > mask { grow() }
    (entries + (end & mask)).initialize(to: entry)
    end &+= 1
    return end &- 1
  }

  mutating func removeFirst() { first &+= 1 }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: (mask + 1) * 2)
    for number in first..<end { (larger + (number & (mask * 2 + 1))).initialize(to: self[number]) }
    entries.deallocate()
    entries = larger
    mask = mask * 2 + 1
  }
}
