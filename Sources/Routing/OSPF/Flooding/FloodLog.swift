/// What is to be flooded in the everyday case, kept once for all interfaces: each batch goes out of all that its scope is flooded
/// on, but for the one that it came from.
struct FloodLog: Sendable {
  private struct Batch: BitwiseCopyable, Sendable {
    let scope: Int32
    /// The interface that it came from.
    let source: Int32
    /// One past its last LSA.
    let end: Int32
  }

  private var instances: [LSAInstance] = []
  private var batches: [Batch] = []
  /// By interface: its first batch, and −1 when nothing waits for it.
  private var first: [Int32] = []
  private var pending = 0

  var isEmpty: Bool { pending == 0 }

  func isPending(_ interface: Int) -> Bool { interface < first.count && first[interface] >= 0 }

  /// The batch that is added next is for this interface, too. True when nothing has waited for it.
  mutating func announce(_ interface: Int) -> Bool {
    if interface >= first.count {
      first.append(contentsOf: repeatElement(-1, count: interface + 1 - first.count))
    }
    if first[interface] >= 0 { return false }
    first[interface] = Int32(truncatingIfNeeded: batches.count)
    pending += 1
    return true
  }

  /// - Parameter older: seconds by which the LSAs are older when they are sent on.
  mutating func add(
    _ batch: ArraySlice<LSAInstance>, agedBy older: Int, scope: Int, from source: Int
  ) {
    if pending == 0 { return }
    for instance in batch { instances.append(instance.aged(by: older)) }
    batches.append(
      Batch(
        scope: Int32(truncatingIfNeeded: scope), source: Int32(truncatingIfNeeded: source),
        end: Int32(truncatingIfNeeded: instances.count)))
  }

  /// Appends what waits for an interface; nothing does any more.
  mutating func take(for interface: Int, scope: Int, into list: inout [LSAInstance]) {
    guard isPending(interface) else { return }
    let from = Int(first[interface])
    var start = from == 0 ? 0 : Int(batches[from - 1].end)
    list.reserveCapacity(list.count + instances.count - start)
    instances.withUnsafeBufferPointer { instances in
      batches.withUnsafeBufferPointer { batches in
        // Neighbouring batches go at once.
        var end = start
        for batch in batches[from...] {
          if Int(batch.scope) == scope && Int(batch.source) != interface {
            end = Int(batch.end)
            continue
          }
          if end > start { list.append(contentsOf: UnsafeBufferPointer(rebasing: instances[start..<end])) }
          start = Int(batch.end)
          end = start
        }
        if end > start { list.append(contentsOf: UnsafeBufferPointer(rebasing: instances[start..<end])) }
      }
    }
    first[interface] = -1
    pending -= 1
    if pending == 0 {
      instances.removeAll(keepingCapacity: true)
      batches.removeAll(keepingCapacity: true)
    }
  }
}
