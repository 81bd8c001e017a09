import Kernel
import NetworkModel

/// One prefix's way through an Internet of ASes, message by message.
///
/// Each AS is one speaker. It keeps what each neighbour told last (Adj-RIB-In), chooses by relation, path length and lowest
/// neighbour number (the full protocol's steps local preference, AS path length and router ID), and tells by Gao and Rexford's
/// rule, split by MRAI. Every message takes the same time, so that one queue in order holds all that are under way.
///
/// Memory for each direction of a link: 17 bytes of state and 12 of graph. A path is a list of cells that end in the origin;
/// an AS makes one cell for a choice, which all its neighbours share.
struct ASPropagation: ~Copyable {
  static let none = UInt32.max
  /// In `best`: the AS's own prefix.
  static let own = UInt32.max - 1

  struct Settings {
    var delay = SimTime.milliseconds(1)
    /// Zero: order only.
    var interval = SimTime.zero
    var limitsWithdrawals = true
    var hasJitter = true
    var messageLimit = 500_000_000
  }

  struct Cell: BitwiseCopyable {
    let number: UInt32
    let next: UInt32
    let length: UInt32
    let origin: UInt32
  }

  private struct Message: BitwiseCopyable {
    let time: Int64
    /// At the receiver.
    let session: UInt32
    let path: UInt32
  }

  let starts: FixedArray<UInt32>
  let sessions: FixedArray<ASGraph.Session>
  let owners: FixedArray<UInt32>
  let settings: Settings
  /// By AS: drops routes whose origin is not valid.
  let validates: FixedArray<Bool>
  /// By AS: tells everyone everything.
  let leaks: FixedArray<Bool>
  let count: Int

  private var received: FixedArray<UInt32>
  private var sent: FixedArray<UInt32>
  private var readyAt: FixedArray<Int64>
  private var isWaiting: FixedArray<Bool>
  /// By AS: the session that the best path came by, `own` or `none`.
  private(set) var best: FixedArray<UInt32>
  /// By AS: what it tells: its own number in front of the best path.
  private var told: FixedArray<UInt32>
  private(set) var cells: [Cell] = []
  private var messages: [Message]
  private var head = 0
  private var tail = 0
  private var expiries = EventHeap(minimumCapacity: 1024)
  private var expiryCount: UInt64 = 0
  private var jitter = SplitMix64(state: 0)
  private var now: Int64 = 0

  /// Origins that validating ASes accept; nil: all.
  var validOrigins: [UInt32]?
  private(set) var announcements = 0
  private(set) var withdrawals = 0
  private(set) var changes = 0
  private(set) var lastChange = SimTime.zero
  /// More messages than a run may have.
  private(set) var hasGivenUp = false
  /// No message is under way, and none waits for its interval.
  var isQuiet: Bool { head == tail && expiries.isEmpty }

  init(_ graph: ASGraph, _ settings: Settings, validates: [Bool], leaks: [Bool]) {
    count = graph.numbers.count
    starts = FixedArray(graph.starts)
    sessions = FixedArray(graph.sessions)
    owners = FixedArray(repeating: 0, count: graph.sessions.count)
    for place in 0..<count {
      for session in Int(graph.starts[place])..<Int(graph.starts[place + 1]) {
        owners.base[session] = UInt32(truncatingIfNeeded: place)
      }
    }
    self.settings = settings
    self.validates = FixedArray(validates)
    self.leaks = FixedArray(leaks)
    received = FixedArray(repeating: Self.none, count: graph.sessions.count)
    sent = FixedArray(repeating: Self.none, count: graph.sessions.count)
    readyAt = FixedArray(repeating: 0, count: settings.interval == .zero ? 0 : graph.sessions.count)
    isWaiting = FixedArray(repeating: false, count: settings.interval == .zero ? 0 : graph.sessions.count)
    best = FixedArray(repeating: Self.none, count: count)
    told = FixedArray(repeating: Self.none, count: count)
    messages = Array(repeating: Message(time: 0, session: 0, path: 0), count: 1 << 16)
  }

  /// Forgets the last prefix.
  mutating func reset(stream: UInt64) {
    received.base.update(repeating: Self.none, count: received.count)
    sent.base.update(repeating: Self.none, count: sent.count)
    readyAt.base.update(repeating: 0, count: readyAt.count)
    isWaiting.base.update(repeating: false, count: isWaiting.count)
    best.base.update(repeating: Self.none, count: count)
    told.base.update(repeating: Self.none, count: count)
    cells.removeAll(keepingCapacity: true)
    (head, tail, now) = (0, 0, 0)
    expiries = EventHeap(minimumCapacity: 1024)
    jitter = SplitMix64(state: stream)
    (announcements, withdrawals, changes) = (0, 0, 0)
    lastChange = .zero
    hasGivenUp = false
    validOrigins = nil
  }

  // MARK: Events

  mutating func announce(_ place: Int, at time: SimTime) {
    now = time.picoseconds
    choose(UInt32(truncatingIfNeeded: place), Self.own)
  }

  mutating func withdraw(_ place: Int, at time: SimTime) {
    now = time.picoseconds
    guard best[place] == Self.own else { return }
    best[place] = Self.none
    let owner = UInt32(truncatingIfNeeded: place)
    choose(owner, bestOf(owner))
  }

  /// Until nothing is under way before the given time.
  mutating func run(until end: SimTime) {
    while !hasGivenUp {
      let next = head == tail ? Int64.max : messages[head & (messages.count - 1)].time
      let expiry = expiries.isEmpty ? Int64.max : expiries.first.time.picoseconds
      if min(next, expiry) >= end.picoseconds { return }
      if next <= expiry {
        let message = messages[head & (messages.count - 1)]
        head &+= 1
        now = message.time
        receive(message)
      } else if let event = expiries.pop() {
        now = expiry
        isWaiting[event.target] = false
        tell(event.target)
      }
    }
  }

  @inline(__always)
  private mutating func receive(_ message: Message) {
    let session = message.session
    let owner = owners[session]
    var path = message.path
    if path != Self.none, isRejected(path, by: owner) { path = Self.none }
    if received[session] == path { return }
    received[session] = path
    let old = best[owner]
    if old == Self.own { return }
    if old == session {
      choose(owner, bestOf(owner))
    } else if path != Self.none, old == Self.none || isBetter(session, old) {
      choose(owner, session)
    }
  }

  /// The own AS in the path, or an origin that is not valid.
  @inline(__always)
  private func isRejected(_ path: UInt32, by owner: UInt32) -> Bool {
    if validates[owner], let validOrigins, !validOrigins.contains(cells[Int(path)].origin) { return true }
    var cell = path
    return cells.withUnsafeBufferPointer { cells in
      while cell != Self.none {
        if cells[Int(cell)].number == owner { return true }
        cell = cells[Int(cell)].next
      }
      return false
    }
  }

  // MARK: Decision

  private func bestOf(_ owner: UInt32) -> UInt32 {
    var winner = Self.none
    for session in starts[owner]..<starts[owner + 1] where received[session] != Self.none {
      if winner == Self.none || isBetter(session, winner) { winner = session }
    }
    return winner
  }

  @inline(__always)
  private func isBetter(_ a: UInt32, _ b: UInt32) -> Bool {
    let (first, second) = (sessions[a], sessions[b])
    if first.relation != second.relation { return first.relation.rawValue > second.relation.rawValue }
    let lengths = (cells[Int(received[a])].length, cells[Int(received[b])].length)
    return lengths.0 != lengths.1 ? lengths.0 < lengths.1 : first.neighbor < second.neighbor
  }

  /// Takes the path that came by a session; tells the neighbours when what there is to tell has changed.
  private mutating func choose(_ owner: UInt32, _ session: UInt32) {
    let tail = session < Self.own ? received[session] : Self.none
    if session == Self.none {
      if told[owner] == Self.none { return }
    } else if best[owner] == session, told[owner] != Self.none, cells[Int(told[owner])].next == tail {
      return
    }
    best[owner] = session
    changes &+= 1
    lastChange = SimTime(picoseconds: now)
    if session == Self.none {
      told[owner] = Self.none
    } else {
      let isOwn = tail == Self.none
      told[owner] = UInt32(truncatingIfNeeded: cells.count)
      cells.append(
        Cell(
          number: owner, next: tail, length: isOwn ? 1 : cells[Int(tail)].length &+ 1,
          origin: isOwn ? owner : cells[Int(tail)].origin))
    }
    for session in starts[owner]..<starts[owner + 1] { tell(session) }
  }

  // MARK: Output

  /// What the AS wants its neighbour to know: Gao and Rexford's rule, and nothing back to where it came from.
  @inline(__always)
  private func wanted(_ session: UInt32) -> UInt32 {
    let owner = owners[session]
    let source = best[owner]
    if source == Self.none || source == session { return Self.none }
    let mayGoAnywhere = source == Self.own || sessions[source].relation == .customer || leaks[owner]
    return mayGoAnywhere || sessions[session].relation == .customer ? told[owner] : Self.none
  }

  @inline(__always)
  private mutating func tell(_ session: UInt32) {
    let path = wanted(session)
    if sent[session] == path { return }
    if settings.interval != .zero {
      let mustWait = now < readyAt[session] && (path != Self.none || settings.limitsWithdrawals)
      if mustWait {
        if !isWaiting[session] {
          isWaiting[session] = true
          expiryCount &+= 1
          expiries.push(
            Event(
              time: SimTime(picoseconds: readyAt[session]), sequence: expiryCount, kind: 0, target: session,
              argument: 0))
        }
        return
      }
      if path != Self.none || settings.limitsWithdrawals { readyAt[session] = now &+ interval() }
    }
    sent[session] = path
    if path == Self.none { withdrawals &+= 1 } else { announcements &+= 1 }
    if announcements &+ withdrawals > settings.messageLimit { hasGivenUp = true }
    push(
      Message(
        time: now &+ settings.delay.picoseconds, session: sessions[session].reverse, path: path))
  }

  /// RFC 4271 §10: between three quarters of the interval and all of it.
  private mutating func interval() -> Int64 {
    guard settings.hasJitter else { return settings.interval.picoseconds }
    let share = 0.75 + 0.25 * (Double(jitter.next() &>> 11) * 0x1p-53)
    return settings.interval.scaled(by: share).picoseconds
  }

  @inline(__always)
  private mutating func push(_ message: Message) {
    if tail &- head == messages.count { grow() }
    messages[tail & (messages.count - 1)] = message
    tail &+= 1
  }

  private mutating func grow() {
    let old = messages
    let size = old.count
    messages = Array(unsafeUninitializedCapacity: size * 2) { buffer, initialized in
      for position in 0..<size { buffer[position] = old[(head + position) & (size - 1)] }
      for position in size..<(size * 2) { buffer[position] = old[0] }
      initialized = size * 2
    }
    (head, tail) = (0, size)
  }

  // MARK: Results

  /// The path of an AS, its own number first; nil when it has none.
  func path(of place: Int) -> UInt32? { told[place] == Self.none ? nil : told[place] }
}
