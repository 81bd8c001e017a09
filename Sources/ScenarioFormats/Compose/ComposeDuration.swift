import Kernel

/// Durations as compose files and Kubernetes write them, which are Go's: `1h30m`, `1m30s`, `500ms`, `1.5s`.
enum ComposeDuration {
  private static let units: [(name: String, seconds: Double)] = [
    ("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("ns", 1e-9), ("h", 3600), ("m", 60), ("s", 1), ("d", 86400),
  ]

  /// Nil for what is no duration, is negative or is longer than 50 days.
  static func parse(_ text: String) -> SimTime? {
    if text == "0" { return .zero }
    var rest = Substring(text)
    var seconds = 0.0
    guard !rest.isEmpty, rest.utf8.count <= 60 else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      guard let number = Double(digits), number.isFinite else { return nil }
      rest = rest.dropFirst(digits.count)
      guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
      rest = rest.dropFirst(unit.name.count)
      seconds += number * unit.seconds
    }
    guard seconds <= 50 * 86400 else { return nil }
    return .seconds(seconds)
  }
}
