/// Cancellable timers over an event queue that cannot delete.
///
/// A timer that is set again to a later time leaves its queue entry where it is; when that entry comes up too early it
/// is pushed again at the real deadline. So a timeout that every message postpones, the common case in protocols, costs
/// two stores, and the queue holds at most one live entry a timer. Cancelling is O(1). A stale entry is recognised by its
/// generation and skipped.
public struct TimerTable: ~Copyable {
  private struct Entry: BitwiseCopyable {
    var deadline: SimTime
    /// Time of the entry now in the queue; `.never` when there is none.
    var queuedAt: SimTime
    var generation: UInt32
    var owner: UInt32
    var token: UInt64
  }

  /// What a due timer belongs to: the two words given to `make`.
  public struct Due: BitwiseCopyable, Sendable {
    public let owner: UInt32
    public let token: UInt64
  }

  private var entries: [Entry] = []
  private var released: [UInt32] = []
  private let kind: UInt32

  /// - Parameter kind: the event kind under which timers stand in the queue.
  public init(kind: UInt32) { self.kind = kind }

  public mutating func make(owner: UInt32, token: UInt64) -> UInt32 {
    if let timer = released.popLast() {
      // The generation goes on, so that an entry of the former owner is recognised.
      entries[Int(timer)] = Entry(
        deadline: .never, queuedAt: .never, generation: entries[Int(timer)].generation &+ 1, owner: owner,
        token: token)
      return timer
    }
    entries.append(Entry(deadline: .never, queuedAt: .never, generation: 0, owner: owner, token: token))
    return UInt32(truncatingIfNeeded: entries.count - 1)
  }

  public mutating func set(_ timer: UInt32, at deadline: SimTime, queue: inout EventQueue) {
    entries[Int(timer)].deadline = deadline
    if deadline == .never || entries[Int(timer)].queuedAt <= deadline { return }
    push(timer, at: deadline, queue: &queue)
  }

  public mutating func cancel(_ timer: UInt32) { entries[Int(timer)].deadline = .never }

  /// Gives the slot back. Entries still in the queue are stale from now on.
  public mutating func release(_ timer: UInt32) {
    entries[Int(timer)].deadline = .never
    released.append(timer)
  }

  public func deadline(_ timer: UInt32) -> SimTime { entries[Int(timer)].deadline }

  /// The owner, if the queue entry that came up is this timer's real deadline; nil when it is stale or was postponed.
  public mutating func fire(_ event: Event, queue: inout EventQueue) -> Due? {
    let timer = event.target
    guard entries[Int(timer)].generation == UInt32(truncatingIfNeeded: event.argument) else { return nil }
    entries[Int(timer)].queuedAt = .never
    let entry = entries[Int(timer)]
    if entry.deadline == .never { return nil }
    if entry.deadline > event.time {
      push(timer, at: entry.deadline, queue: &queue)
      return nil
    }
    entries[Int(timer)].deadline = .never
    return Due(owner: entry.owner, token: entry.token)
  }

  private mutating func push(_ timer: UInt32, at time: SimTime, queue: inout EventQueue) {
    entries[Int(timer)].generation &+= 1
    entries[Int(timer)].queuedAt = time
    queue.push(at: time, kind: kind, target: timer, argument: UInt64(entries[Int(timer)].generation))
  }
}
