/// Envoy's schedule: a heap of deadlines, the first in among equal ones first.
struct DeadlineSchedule: Sendable {
  private struct Entry: BitwiseCopyable {
    var deadline: Double
    /// How often the backend has been put in: its deadline is turns / weight when nothing but the weight moves it.
    var turns: Int
    var weight: Double
    var order: UInt64
    var backend: Int32
  }

  private var heap: [Entry] = []
  private var last: Entry?
  private var order: UInt64 = 0
  /// The deadline of the last pick.
  private(set) var now = 0.0

  init(capacity: Int) { heap.reserveCapacity(capacity) }

  mutating func removeAll() {
    heap.removeAll(keepingCapacity: true)
    last = nil
    order = 0
    now = 0
  }

  /// Due 1/weight after the last pick.
  mutating func add(_ backend: Int, weight: Double) {
    push(backend, turns: 1, weight: weight, deadline: now + 1 / weight)
  }

  /// Due at its next multiple of 1/weight, as a fraction that is compared exactly.
  mutating func addExactly(_ backend: Int, weight: Double) {
    let turns = (last?.backend == Int32(truncatingIfNeeded: backend) ? last?.turns ?? 0 : 0) + 1
    push(backend, turns: turns, weight: weight, deadline: Double(turns) / weight)
  }

  private mutating func push(_ backend: Int, turns: Int, weight: Double, deadline: Double) {
    order &+= 1
    heap.append(
      Entry(
        deadline: deadline, turns: turns, weight: weight, order: order,
        backend: Int32(truncatingIfNeeded: backend)))
    var hole = heap.count - 1
    while hole > 0, Self.isBefore(heap[hole], heap[(hole - 1) / 2]) {
      heap.swapAt(hole, (hole - 1) / 2)
      hole = (hole - 1) / 2
    }
  }

  /// Takes the earliest one out.
  mutating func next() -> Int? {
    guard let first = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var hole = 0
    while true {
      var least = hole
      for child in [2 * hole + 1, 2 * hole + 2] where child < heap.count {
        if Self.isBefore(heap[child], heap[least]) { least = child }
      }
      if least == hole { break }
      heap.swapAt(hole, least)
      hole = least
    }
    last = first
    now = first.deadline
    return Int(first.backend)
  }

  /// A quotient of two whole numbers below 2⁵³ is rounded correctly, so equal fractions are equal here.
  private static func isBefore(_ a: Entry, _ b: Entry) -> Bool {
    a.deadline == b.deadline ? a.order < b.order : a.deadline < b.deadline
  }
}
