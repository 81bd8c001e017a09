/// Reads a regular expression by recursive descent: alternatives of sequences of repeated atoms.
struct RegularExpressionParser {
  private typealias Step = RegularExpression.Step

  private let octets: [UInt8]
  private var position = 0
  private var depth = 0

  private static let longest = 256
  private static let deepest = 24
  private static let mostSteps = 4096
  private static let delimiters = RegularExpression.OctetSet(" ,{}()".utf8)

  init(_ text: String) { octets = Array(text.utf8) }

  /// Nil: that is no expression.
  mutating func compiled() -> [RegularExpression.Step]? {
    guard !octets.isEmpty, octets.count <= Self.longest, let steps = alternatives(), position == octets.count
    else { return nil }
    return steps + [.accept]
  }

  private var next: UInt8? { position < octets.count ? octets[position] : nil }

  private mutating func take(_ character: Character) -> Bool {
    guard let next, next == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func alternatives() -> [Step]? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest, var steps = sequence() else { return nil }
    while take("|") {
      guard let other = sequence() else { return nil }
      steps = Self.either(steps, other)
      if steps.count > Self.mostSteps { return nil }
    }
    return steps
  }

  private mutating func sequence() -> [Step]? {
    var steps: [Step] = []
    while let next, next != UInt8(ascii: "|"), next != UInt8(ascii: ")") {
      guard let atom = atom(), let repeated = repeated(atom) else { return nil }
      steps += Self.moved(repeated, by: steps.count)
      if steps.count > Self.mostSteps { return nil }
    }
    return steps
  }

  private mutating func atom() -> [Step]? {
    guard let octet = next else { return nil }
    position += 1
    switch octet {
    case UInt8(ascii: "("):
      guard let inner = alternatives(), take(")") else { return nil }
      return inner
    case UInt8(ascii: "["): return bracket().map { [.octet($0)] }
    case UInt8(ascii: "."): return [.octet(.init(UInt8.min...UInt8.max))]
    case UInt8(ascii: "^"): return [.begin]
    case UInt8(ascii: "$"): return [.end]
    case UInt8(ascii: "_"): return Self.either(Self.either([.begin], [.end]), [.octet(Self.delimiters)])
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): return nil
    case UInt8(ascii: "\\"):
      guard let escaped = next else { return nil }
      position += 1
      return [.octet(.init([escaped]))]
    default: return [.octet(.init([octet]))]
    }
  }

  /// What stands in brackets: octets and ranges of them.
  private mutating func bracket() -> RegularExpression.OctetSet? {
    var set = RegularExpression.OctetSet()
    let isInverted = take("^")
    var isFirst = true
    while let octet = next, isFirst || octet != UInt8(ascii: "]") {
      position += 1
      isFirst = false
      let isRange =
        next == UInt8(ascii: "-") && position + 1 < octets.count && octets[position + 1] != UInt8(ascii: "]")
      guard isRange else {
        set.insert(octet)
        continue
      }
      let last = octets[position + 1]
      position += 2
      guard octet <= last else { return nil }
      for member in octet...last { set.insert(member) }
    }
    guard take("]") else { return nil }
    if isInverted { set.invert() }
    return set
  }

  private mutating func repeated(_ atom: [Step]) -> [Step]? {
    var steps = atom
    while true {
      if take("*") {
        steps = Self.anyNumber(of: steps)
      } else if take("+") {
        steps += Self.moved(Self.anyNumber(of: steps), by: steps.count)
      } else if take("?") {
        steps = Self.optional(steps)
      } else if next == UInt8(ascii: "{"), let bounds = bounds() {
        guard let counted = Self.counted(steps, bounds) else { return nil }
        steps = counted
      } else {
        return steps
      }
      if steps.count > Self.mostSteps { return nil }
    }
  }

  /// `{2}`, `{2,}`, `{2,4}`; nil: a brace that stands for itself, as those of an AS set.
  private mutating func bounds() -> (least: Int, most: Int?)? {
    let start = position
    func failed() -> (least: Int, most: Int?)? { nil }
    position += 1
    guard let least = number() else {
      position = start
      return failed()
    }
    if take("}") { return (least, least) }
    if take(",") {
      if take("}") { return (least, nil) }
      if let most = number(), take("}"), least <= most { return (least, most) }
    }
    position = start
    return failed()
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let octet = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet), value ?? 0 < 1000 {
      value = (value ?? 0) * 10 + Int(octet - UInt8(ascii: "0"))
      position += 1
    }
    return value
  }

  // MARK: Programs

  private static func moved(_ steps: [Step], by distance: Int) -> [Step] {
    steps.map { step in
      switch step {
      case .fork(let first, let second): .fork(first + distance, second + distance)
      case .jump(let target): .jump(target + distance)
      case .octet, .begin, .end, .accept: step
      }
    }
  }

  private static func either(_ first: [Step], _ second: [Step]) -> [Step] {
    let middle = first.count + 2
    return [.fork(1, middle)] + moved(first, by: 1) + [.jump(middle + second.count)]
      + moved(second, by: middle)
  }

  private static func optional(_ steps: [Step]) -> [Step] {
    [.fork(1, steps.count + 1)] + moved(steps, by: 1)
  }

  private static func anyNumber(of steps: [Step]) -> [Step] {
    [.fork(1, steps.count + 2)] + moved(steps, by: 1) + [.jump(0)]
  }

  private static func counted(_ steps: [Step], _ bounds: (least: Int, most: Int?)) -> [Step]? {
    let copies = max(bounds.least, bounds.most ?? 0) + 1
    guard copies * (steps.count + 2) <= mostSteps else { return nil }
    var result: [Step] = []
    for _ in 0..<bounds.least { result += moved(steps, by: result.count) }
    guard let most = bounds.most else { return result + moved(anyNumber(of: steps), by: result.count) }
    for _ in bounds.least..<most { result += moved(optional(steps), by: result.count) }
    return result
  }
}
