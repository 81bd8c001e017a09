import Kernel

/// The events of the next days of the queue, as far as they are known, on their way through the steps of the look-ahead.
///
/// A ring. Events are counted from the first one ever that was listed. They stand by day, within a day in no order; what is pushed
/// into a day that is listed already is missing. Both cost nothing but time.
struct UpcomingEvents: ~Copyable {
  struct Entry: BitwiseCopyable {
    let kind: UInt32
    let target: UInt32
    let day: UInt64
  }

  /// How many events ahead of the present one each step is taken: the memory has the time of some events for each.
  enum Distance {
    static let first = 14
    static let second = 10
    static let third = 6
    static let fourth = 3
  }

  private static let mask = 63
  /// More than the longest distance are listed, if there are so many in the next days.
  private static let wanted = 24
  private static let mostDays: UInt64 = 32

  private let entries: UnsafeMutablePointer<Entry>
  /// About where the next event of the queue stands.
  private var next = 0
  private var end = 0
  private var presentDay = UInt64.max
  /// The last day that is listed.
  private var listedDay: UInt64 = 0
  private var first = 0
  private var second = 0
  private var third = 0
  private var fourth = 0

  init() {
    entries = .allocate(capacity: Self.mask + 1)
    entries.initialize(repeating: Entry(kind: .max, target: 0, day: 0), count: Self.mask + 1)
  }

  deinit { entries.deallocate() }

  /// An event has been popped.
  @inline(__always)
  mutating func advance(in queue: borrowing EventQueue) {
    if queue.presentDay != presentDay {
      beginDay(in: queue)
    } else if next < end {
      next &+= 1
    }
  }

  /// The next event that a step is due for, step by step; nil when that step has come as far as it should.
  @inline(__always)
  mutating func dueFirst() -> Entry? { take(Self.due(&first, Distance.first, from: next, to: end)) }
  @inline(__always)
  mutating func dueSecond() -> Entry? { take(Self.due(&second, Distance.second, from: next, to: end)) }
  @inline(__always)
  mutating func dueThird() -> Entry? { take(Self.due(&third, Distance.third, from: next, to: end)) }
  @inline(__always)
  mutating func dueFourth() -> Entry? { take(Self.due(&fourth, Distance.fourth, from: next, to: end)) }

  /// The number of the event; −1: none.
  @inline(__always)
  private static func due(_ step: inout Int, _ distance: Int, from next: Int, to end: Int) -> Int {
    if step < next { step = next }
    if step == end || step &- next >= distance { return -1 }
    step &+= 1
    return step &- 1
  }

  @inline(__always)
  private func take(_ number: Int) -> Entry? { number < 0 ? nil : entries[number & Self.mask] }

  @inline(never)
  private mutating func beginDay(in queue: borrowing EventQueue) {
    let day = queue.presentDay
    // A calibration has given the days other numbers.
    if day < presentDay && presentDay != .max || listedDay > day &+ Self.mostDays {
      (next, listedDay) = (end, day)
    }
    presentDay = day
    while next < end && entries[next & Self.mask].day < day { next &+= 1 }
    if listedDay < day { listedDay = day }
    while end &- next < Self.wanted && listedDay &- day < Self.mostDays {
      listedDay &+= 1
      var list = queue.eventsOfDay(ahead: listedDay &- day)
      while end &- next <= Self.mask, let event = queue.next(of: &list) {
        entries[end & Self.mask] = Entry(kind: event.kind, target: event.target, day: listedDay)
        end &+= 1
      }
    }
  }
}
