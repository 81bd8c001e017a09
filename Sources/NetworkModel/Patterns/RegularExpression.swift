/// A POSIX extended regular expression, as routers take them for AS paths: `.`, `[…]`, `*`, `+`, `?`, `{m,n}`, `|`, `(…)`, `^`, `$`,
/// and `_` for a beginning, an end, or what stands between two ASes (a blank, a comma, a brace or a parenthesis).
///
/// It is compiled to a nondeterministic automaton that is stepped through all its states at once (Thompson, "Regular Expression
/// Search Algorithm", CACM 11, 1968), so that no expression takes longer than O(text × expression).
package struct RegularExpression: Sendable, Equatable {
  enum Step: Sendable, Equatable {
    /// One of these octets.
    case octet(OctetSet)
    case begin
    case end
    case fork(Int, Int)
    case jump(Int)
    case accept
  }

  /// 256 bits.
  struct OctetSet: Sendable, Equatable {
    var words: [UInt64] = [0, 0, 0, 0]

    init() {}
    init(_ octets: some Sequence<UInt8>) { for octet in octets { insert(octet) } }

    mutating func insert(_ octet: UInt8) { words[Int(octet >> 6)] |= 1 << UInt64(octet & 63) }
    func contains(_ octet: UInt8) -> Bool { words[Int(octet >> 6)] & (1 << UInt64(octet & 63)) != 0 }
    mutating func invert() { words = words.map { ~$0 } }
  }

  let text: String
  private let steps: [Step]

  /// Nil: it is none, or one of more than 4096 steps.
  package init?(_ text: String) {
    var parser = RegularExpressionParser(text)
    guard let steps = parser.compiled() else { return nil }
    self.text = text
    self.steps = steps
  }

  package static func == (a: Self, b: Self) -> Bool { a.text == b.text }

  /// Whether some part of the text matches.
  package func isFound(in text: String) -> Bool {
    let octets = Array(text.utf8)
    var current = Set<Int>()
    for position in 0...octets.count {
      // A match may begin anywhere.
      if add(0, to: &current, at: position, of: octets.count) { return true }
      guard position < octets.count else { break }
      var next = Set<Int>()
      for step in current {
        if case .octet(let set) = steps[step], set.contains(octets[position]),
          add(step + 1, to: &next, at: position + 1, of: octets.count)
        {
          return true
        }
      }
      current = next
    }
    return false
  }

  /// A state with all that is reached from it without an octet; true when that is the end of the expression.
  private func add(_ start: Int, to states: inout Set<Int>, at position: Int, of count: Int) -> Bool {
    var stack = [start]
    while let step = stack.popLast() {
      guard states.insert(step).inserted else { continue }
      switch steps[step] {
      case .octet: break
      case .begin: if position == 0 { stack.append(step + 1) }
      case .end: if position == count { stack.append(step + 1) }
      case .fork(let first, let second): stack += [first, second]
      case .jump(let target): stack.append(target)
      case .accept: return true
      }
    }
    return false
  }
}
