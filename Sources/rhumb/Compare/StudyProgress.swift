import Synchronization

/// How far a comparison is: a line on a terminal that is drawn over, plain lines in a file or a CI log.
final class StudyProgress: Sendable {
  private let isTerminal = Console.isTerminal(2)
  private let isShown: Bool
  private let started = Console.wallSeconds
  private let state: Mutex<State>

  private struct State {
    var planned = 0
    var ended = 0
    var lastDrawn = 0.0
    var isDrawn = false
  }

  init(isShown: Bool) {
    self.isShown = isShown
    state = Mutex(State())
  }

  /// More runs are ahead.
  func plan(_ count: Int) { state.withLock { $0.planned += count } }

  func runEnded() {
    state.withLock { state in
      state.ended += 1
      guard isShown else { return }
      let elapsed = Console.wallSeconds - started
      // A log is not to be flooded: after ten seconds, then ever more seldom.
      let gap = isTerminal ? 0.1 : max(10, elapsed / 5)
      guard elapsed > 0.5, elapsed - state.lastDrawn >= gap else { return }
      state.lastDrawn = elapsed
      draw(&state, elapsed)
    }
  }

  private func draw(_ state: inout State, _ elapsed: Double) {
    let share = Double(state.ended) / Double(max(1, state.planned))
    let left = Self.words(elapsed / max(share, 1e-9) - elapsed)
    let count = "\(state.ended) of \(state.planned) runs"
    guard isTerminal else {
      Console.writeError("rhumb: \(count) (\(Int(share * 100))%), \(left) left\n")
      return
    }
    state.isDrawn = true
    let filled = Int(share * 30)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    Console.writeError("\r\u{1B}[K\(bar) \(Int(share * 100))%  \(count), \(left) left")
  }

  private static func words(_ seconds: Double) -> String {
    let whole = Int(min(1e9, max(0, seconds)) + 0.5)
    if whole < 60 { return "\(whole)s" }
    return whole < 3600 ? "\(whole / 60)min \(whole % 60)s" : "\(whole / 3600)h \(whole / 60 % 60)min"
  }

  func finish() {
    state.withLock { if $0.isDrawn { Console.writeError("\r\u{1B}[K") } }
  }
}
