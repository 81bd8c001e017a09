import Kernel

/// The hold model of event queues: pop the earliest event, push one later; the queue keeps its size. A unit is a hold.
/// Source: Vaucher and Duval, "A comparison of simulation event list algorithms", CACM 18 (1975).
enum HoldModel {
  /// Times between an event and the one that it makes, as picoseconds.
  enum Gaps: String, CaseIterable {
    case exponential
    /// Nine of ten near, the tenth a thousand times as far.
    case bimodal
    /// No time passes at all.
    case equal
    /// Years ahead, all about as far.
    case far
    /// A hundredth of the length at the end.
    case shrinking
  }

  static func measure(_ gaps: Gaps, pending: Int, holds: Int = 3_000_000) -> Measurement {
    let table = GapTable()
    let own = best { holdQueue(gaps, pending, holds, table) }
    let bare = best { holdBareHeap(pending, holds, table) }
    let name = gaps == .exponential ? "" : ", \(gaps.rawValue)"
    return Measurement("event queue, \(pending) pending\(name)", unit: "hold", own, bare)
  }

  private static func holdQueue(
    _ gaps: Gaps, _ pending: Int, _ holds: Int, _ table: GapTable
  ) -> Run {
    var word: UInt64 = 88_172_645_463_325_252
    var queue = EventQueue(minimumCapacity: pending)
    for target in 0..<pending {
      let time = gap(gaps, table.next(&word), 0, of: holds)
      queue.push(at: SimTime(picoseconds: time), kind: 1, target: UInt32(truncatingIfNeeded: target))
    }
    var sum: UInt64 = 0
    return timed {
      for hold in 0..<holds {
        guard let event = queue.pop() else { break }
        sum = sum &* 31 &+ (UInt64(bitPattern: event.time.picoseconds) ^ UInt64(event.target))
        let later = event.time.picoseconds + gap(gaps, table.next(&word), hold, of: holds)
        queue.push(
          at: SimTime(picoseconds: later), kind: event.kind, target: event.target,
          argument: event.argument &+ 1)
      }
      return (holds, sum)
    }
  }

  @inline(__always)
  private static func gap(_ gaps: Gaps, _ gap: Int64, _ hold: Int, of holds: Int) -> Int64 {
    switch gaps {
    case .exponential: gap
    case .bimodal: gap % 10 == 0 ? gap * 1000 : gap
    case .equal: 0
    case .far: 1_000_000_000_000 + gap
    case .shrinking: Int64(Double(gap) * (1 - 0.99 * (Double(hold) / Double(holds))))
    }
  }

  /// The reference keeps times and targets in one number each.
  private static func holdBareHeap(_ pending: Int, _ holds: Int, _ table: GapTable) -> Run {
    var word: UInt64 = 88_172_645_463_325_252
    var heap = BareHeap(capacity: pending)
    for target in 0..<pending { heap.push(UInt64(table.next(&word)) << 20 | UInt64(target & 0xFFFFF)) }
    var sum: UInt64 = 0
    return timed {
      for _ in 0..<holds {
        let key = heap.pop()
        sum = sum &* 31 &+ key
        heap.push(key &+ UInt64(table.next(&word)) << 20)
      }
      return (holds, sum)
    }
  }
}

/// Exponential gaps with a mean of a million, from a table, so that drawing them costs next to nothing.
struct GapTable {
  private let gaps: [Int64]

  init() {
    var stream = RandomStream(word: 1)
    gaps = (0..<4096).map { _ in Int64(stream.exponential() * 1e6) }
  }

  @inline(__always)
  func next(_ word: inout UInt64) -> Int64 {
    word ^= word << 13
    word ^= word >> 7
    word ^= word << 17
    return gaps.withUnsafeBufferPointer { $0[Int(truncatingIfNeeded: word >> 52)] }
  }
}
