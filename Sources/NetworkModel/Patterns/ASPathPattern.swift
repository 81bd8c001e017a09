/// What an AS path must have: a run of AS numbers (`65001` anywhere, `^65001` first, `65003$` last, `^$` an empty path), or a regular
/// expression on the path as it is written (`^65001 .* 6500[34]$`, `_65001_`), as FRR's `bgp as-path access-list` has it.
package struct ASPathPattern: Sendable, Equatable {
  private enum Form: Sendable, Equatable {
    /// Whole numbers.
    case run([UInt32], isAtStart: Bool, isAtEnd: Bool)
    case expression(RegularExpression)
  }

  private let form: Form

  /// Of AS paths, and of expressions (FRR `config_bgp_aspath_validate`): one with others would never be found.
  private static let characters = Set("1234567890_^|[,{}() ]$*+.?-\\")

  /// Nil: it is neither.
  package init?(_ text: some StringProtocol) {
    if let run = Self.run(text) {
      form = run
    } else if text.allSatisfy(Self.characters.contains), let expression = RegularExpression(String(text)) {
      form = .expression(expression)
    } else {
      return nil
    }
  }

  private static func run(_ text: some StringProtocol) -> Form? {
    var body = Substring(text)
    let isAtStart = body.hasPrefix("^")
    if isAtStart { body = body.dropFirst() }
    let isAtEnd = body.hasSuffix("$")
    if isAtEnd { body = body.dropLast() }
    let words = body.split { $0 == " " || $0 == "_" }
    let numbers = words.compactMap { UInt32($0) }
    guard numbers.count == words.count, !numbers.isEmpty || (isAtStart && isAtEnd) else { return nil }
    return .run(numbers, isAtStart: isAtStart, isAtEnd: isAtEnd)
  }

  /// - Parameters:
  ///   - path: all numbers of the path in order.
  ///   - text: the path as it is written, sets in braces.
  package func matches(_ path: [UInt32], text: @autoclosure () -> String = "") -> Bool {
    switch form {
    case .expression(let expression): return expression.isFound(in: text())
    case .run(let numbers, let isAtStart, let isAtEnd):
      if isAtStart && isAtEnd { return path == numbers }
      if isAtStart { return path.starts(with: numbers) }
      if isAtEnd { return path.reversed().starts(with: numbers.reversed()) }
      guard path.count >= numbers.count else { return false }
      return (0...(path.count - numbers.count)).contains { path[$0...].starts(with: numbers) }
    }
  }
}
