extension ASPath {
  /// The path of an aggregate with AS sets (RFC 4271 §9.2.2.2): what all paths begin with, in order, and then a set of
  /// every other AS.
  ///
  /// Two by two, in the order given, and with the reading of that section that FRR has: repeated numbers beyond the common
  /// beginning go to the set too (`65002` and `65002 65002` make `65002 {65002}`).
  ///
  /// - Parameter separatesConfederations: numbers from within the confederation go to a set of their own (RFC 5065 §3), so that
  ///   they are taken off at its border. FRR puts them with the others.
  package static func aggregate(of paths: [ASPath], separatesConfederations: Bool) -> ASPath {
    var unique: [ASPath] = []
    for path in paths where !unique.contains(path) { unique.append(path) }
    guard var result = unique.first else { return ASPath() }
    for path in unique.dropFirst() { result = merge(result, path, separatesConfederations) }
    return result
  }

  private static func merge(_ a: ASPath, _ b: ASPath, _ separates: Bool) -> ASPath {
    var result = ASPath()
    var position = 0
    var matched = 0
    while position < min(a.segments.count, b.segments.count) {
      let (first, second) = (a.segments[position], b.segments[position])
      guard first.kind == second.kind else { break }
      matched = zip(first.numbers, second.numbers).prefix { $0 == $1 }.count
      if matched > 0 { result.segments.append(Segment(first.kind, Array(first.numbers.prefix(matched)))) }
      guard matched == first.numbers.count, matched == second.numbers.count else { break }
      matched = 0
      position += 1
    }
    var (outside, inside): (Set<UInt32>, Set<UInt32>) = ([], [])
    for path in [a, b] {
      for (rank, segment) in path.segments.enumerated() where rank >= position {
        let rest = segment.numbers.dropFirst(rank == position ? matched : 0)
        let isInside = segment.kind == .confederationSequence || segment.kind == .confederationSet
        if separates && isInside { inside.formUnion(rest) } else { outside.formUnion(rest) }
      }
    }
    result.add(inside, as: .confederationSet)
    result.add(outside, as: .set)
    return result
  }

  /// As a last segment; to the one that is there when it is of the same kind.
  private mutating func add(_ numbers: Set<UInt32>, as kind: Kind) {
    guard !numbers.isEmpty else { return }
    if let last = segments.last, last.kind == kind {
      segments[segments.count - 1].numbers = numbers.union(last.numbers).sorted()
    } else {
      segments.append(Segment(kind, numbers.sorted()))
    }
  }
}
