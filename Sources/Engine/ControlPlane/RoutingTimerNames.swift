import Routing

/// The engine's timers for the processes of one router, by process and the process's own name for them: kinds and small indices
/// are dense.
struct RoutingTimerNames {
  private struct Name: Hashable {
    let process: Int
    let timer: RoutingTimer
  }

  /// Sixteen kinds a process, as many processes as the router has in a row, a row an index.
  private var dense: [UInt32] = []
  private var processes = 0
  private var sparse: [Name: UInt32] = [:]

  /// Before the first timer; a router that restarts has the same processes.
  mutating func makeRoom(processes count: Int) { if dense.isEmpty { processes = max(processes, count) } }

  private func place(_ timer: RoutingTimer, _ process: Int) -> Int? {
    guard timer.kind < 16, timer.index < 4096, process < processes else { return nil }
    return (Int(timer.index) &* processes &+ process) << 4 | Int(timer.kind)
  }

  /// `.max` where there is none.
  @inline(__always)
  mutating func find(_ timer: RoutingTimer, of process: Int) -> UInt32 {
    guard let place = place(timer, process) else {
      return sparse[Name(process: process, timer: timer)] ?? .max
    }
    return place < dense.count ? dense[place] : .max
  }

  mutating func name(_ number: UInt32, _ timer: RoutingTimer, of process: Int) {
    guard let place = place(timer, process) else {
      sparse[Name(process: process, timer: timer)] = number
      return
    }
    if place >= dense.count {
      let row = (Int(timer.index) + 1) * processes << 4
      dense.append(contentsOf: repeatElement(.max, count: row - dense.count))
    }
    dense[place] = number
  }

  /// Those of one process, ascending.
  func all(of process: Int) -> [UInt32] {
    let own = dense.indices.filter { processes > 0 && ($0 >> 4) % processes == process }.map { dense[$0] }
    let others = sparse.filter { $0.key.process == process }.values
    return (own.filter { $0 != .max } + others).sorted()
  }

  /// Ascending.
  var all: [UInt32] { (dense.filter { $0 != .max } + sparse.values).sorted() }
}
