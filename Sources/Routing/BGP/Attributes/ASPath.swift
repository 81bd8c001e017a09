/// The autonomous systems that a route has passed, nearest first (RFC 4271 §4.3 b, RFC 5065 §3).
package struct ASPath: Hashable, Sendable {
  package enum Kind: Int, Hashable, Sendable {
    case set = 1
    case sequence = 2
    case confederationSequence = 3
    case confederationSet = 4
  }

  package struct Segment: Hashable, Sendable {
    package var kind: Kind
    /// At most 255; sets are sorted.
    package var numbers: [UInt32]

    package init(_ kind: Kind, _ numbers: [UInt32]) {
      self.kind = kind
      self.numbers = numbers
    }
  }

  package var segments: [Segment] = []

  package init() {}

  package init(_ numbers: [UInt32]) {
    if !numbers.isEmpty { segments = [Segment(.sequence, numbers)] }
  }

  /// What the decision counts: an AS_SET is one however many it holds (RFC 4271 §9.1.2.2 a), segments of the own
  /// confederation are none (RFC 5065 §5.3).
  package var length: Int {
    segments.reduce(0) { sum, segment in
      switch segment.kind {
      case .sequence: sum + segment.numbers.count
      case .set: sum + 1
      case .confederationSequence, .confederationSet: sum
      }
    }
  }

  package func contains(_ number: UInt32) -> Bool {
    segments.contains { $0.numbers.contains(number) }
  }

  package var isEmpty: Bool { segments.isEmpty }

  /// The neighbouring AS that the path was learned from, by which MEDs are compared (RFC 4271 §9.1.2.2 c): the first
  /// of the first sequence outside the confederation. Nil for a path from within the own AS or one that begins with a set.
  package var neighbor: UInt32? {
    let first = segments.first { $0.kind == .sequence || $0.kind == .set }
    return first.flatMap { $0.kind == .sequence ? $0.numbers.first : nil }
  }

  /// The AS that originated the route; nil when that is not told (an empty path, or one that ends in a set).
  package var origin: UInt32? {
    guard let last = segments.last, last.kind == .sequence else { return nil }
    return last.numbers.last
  }

  /// Every number in order, sets included.
  package var numbers: [UInt32] { segments.flatMap(\.numbers) }

  /// Puts an AS in front (RFC 4271 §5.1.2 b 1), in a segment of its own where the first one is full or of another kind.
  package mutating func prepend(_ number: UInt32, as kind: Kind = .sequence, times: Int = 1) {
    for _ in 0..<max(0, times) {
      if let first = segments.first, first.kind == kind, first.numbers.count < 255 {
        segments[0].numbers.insert(number, at: 0)
      } else {
        segments.insert(Segment(kind, [number]), at: 0)
      }
    }
  }

  /// What FRR's `bgp bestpath as-path confed` counts beside `length`: the member ASes, a set of them as one.
  package var confederationLength: Int {
    segments.reduce(0) { sum, segment in
      switch segment.kind {
      case .sequence, .set: sum
      case .confederationSequence: sum + segment.numbers.count
      case .confederationSet: sum + 1
      }
    }
  }

  /// Without the segments of the own confederation (RFC 5065 §4.1 c 1).
  package mutating func removeConfederation() {
    segments.removeAll { $0.kind == .confederationSequence || $0.kind == .confederationSet }
  }

  /// Octets of the attribute's value: two for each segment, four for each number (RFC 6793).
  package var octets: Int { segments.reduce(0) { $0 + 2 + 4 * $1.numbers.count } }
}

extension ASPath: CustomStringConvertible {
  /// As FRR prints it: `65001 65002 {65003,65004}`, confederations in parentheses.
  package var description: String {
    segments.map { segment in
      let numbers = segment.numbers.map(String.init)
      switch segment.kind {
      case .sequence: return numbers.joined(separator: " ")
      case .set: return "{" + numbers.joined(separator: ",") + "}"
      case .confederationSequence: return "(" + numbers.joined(separator: " ") + ")"
      case .confederationSet: return "[" + numbers.joined(separator: ",") + "]"
      }
    }.joined(separator: " ")
  }
}
