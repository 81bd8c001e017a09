/// A look at the next days, for fetching what their events will touch. What is pushed from now on, and what waits aside, may come
/// between.
extension EventQueue {
  /// Changes from one day to the next.
  @inlinable @inline(__always)
  public var presentDay: UInt64 { today }

  /// More of a day are not worth looking at: what is fetched first would be gone again.
  public static var foreseenOfDay: Int { @inlinable get { 32 } }

  /// Some events of one day, in no order.
  @frozen
  public struct DayList {
    @usableFromInline var entry: UInt32
    @usableFromInline var rest = EventQueue.foreseenOfDay

    @inlinable
    init(entry: UInt32) { self.entry = entry }
  }

  @inlinable @inline(__always)
  public func eventsOfDay(ahead count: UInt64) -> DayList {
    DayList(entry: days[Int(truncatingIfNeeded: (today &+ count) & dayMask)])
  }

  /// The list's next event; nil at its end. Nothing may have been pushed or popped since it was begun.
  @inlinable @inline(__always)
  public func next(of list: inout DayList) -> Event? {
    if list.entry == Self.none || list.rest == 0 { return nil }
    let event = entries[Int(list.entry)].event
    list.entry = entries[Int(list.entry)].next
    list.rest &-= 1
    return event
  }
}
