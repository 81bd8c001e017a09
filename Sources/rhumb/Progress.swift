import Kernel

/// One line on the terminal while a long run goes on; nothing in a file or a pipe.
struct Progress {
  private let isShown: Bool
  private let title: String
  private let end: SimTime
  private let started = Console.wallSeconds
  private var lastDrawn = 0.0
  private(set) var isDrawn = false

  init(_ title: String, end: SimTime, quiet: Bool) {
    self.title = title
    self.end = end
    isShown = !quiet && Console.isTerminal(2)
  }

  /// Draws ten times a second at most, and not in the first half second.
  mutating func update(_ now: SimTime, _ events: UInt64) {
    let elapsed = Console.wallSeconds - started
    guard isShown, elapsed > 0.5, elapsed - lastDrawn > 0.1 else { return }
    lastDrawn = elapsed
    isDrawn = true
    let share = end > .zero ? min(1, Double(now.picoseconds) / Double(end.picoseconds)) : 0
    let filled = Int(share * 30)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    let left = share > 0.01 ? Int(elapsed / share - elapsed + 0.5) : 0
    Console.writeError(
      "\r\u{1B}[K\(title.prefix(30)) \(bar) \(Int(share * 100))%  \(events / 1_000_000)M events, \(left)s left"
    )
  }

  func finish() {
    if isDrawn { Console.writeError("\r\u{1B}[K") }
  }
}
