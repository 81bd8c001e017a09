/// The link state retransmission lists of all of a router's neighbours for one flooding scope (RFC 2328 §10): for each LSA, by
/// its number, a bit for each neighbour that has not acknowledged it.
struct RetransmissionLists: Sendable {
  /// Rows of `stride` words, one an LSA.
  private var words: [UInt64] = []
  private var stride = 1
  /// By neighbour.
  private var counts: [Int32] = []

  func count(_ neighbor: Int) -> Int { neighbor < counts.count ? Int(counts[neighbor]) : 0 }

  @inline(__always)
  func contains(_ number: Int, _ neighbor: Int) -> Bool {
    let word = number &* stride &+ neighbor &>> 6
    return neighbor < counts.count && word < words.count && words[word] & Self.bit(neighbor) != 0
  }

  @inline(__always)
  mutating func insert(_ number: Int, _ neighbor: Int) {
    if neighbor >= counts.count || (number &+ 1) &* stride > words.count { makeRoom(number, neighbor) }
    let word = number &* stride &+ neighbor &>> 6
    if words[word] & Self.bit(neighbor) != 0 { return }
    words[word] |= Self.bit(neighbor)
    counts[neighbor] &+= 1
  }

  /// True when it was there.
  @inline(__always)
  @discardableResult
  mutating func remove(_ number: Int, _ neighbor: Int) -> Bool {
    guard contains(number, neighbor) else { return false }
    words[number &* stride &+ neighbor &>> 6] &= ~Self.bit(neighbor)
    counts[neighbor] &-= 1
    return true
  }

  /// Whether any neighbour has still to acknowledge an LSA.
  func isAwaited(_ number: Int) -> Bool {
    let first = number * stride
    return first < words.count && words[first..<(first + stride)].contains { $0 != 0 }
  }

  /// §10.3: the list of a neighbour whose adjacency goes. O(LSAs).
  mutating func clear(_ neighbor: Int) {
    if count(neighbor) == 0 { return }
    for number in numbers(neighbor) { remove(number, neighbor) }
  }

  /// A neighbour's list, ascending. O(LSAs).
  func numbers(_ neighbor: Int) -> [Int] {
    if count(neighbor) == 0 { return [] }
    return (0..<(words.count / stride)).filter { contains($0, neighbor) }
  }

  private mutating func makeRoom(_ number: Int, _ neighbor: Int) {
    if neighbor >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: neighbor + 1 - counts.count))
    }
    let wanted = (counts.count + 63) / 64
    if wanted > stride {
      var wider = [UInt64](repeating: 0, count: words.count / stride * wanted)
      for (place, word) in words.enumerated() { wider[place / stride * wanted + place % stride] = word }
      (words, stride) = (wider, wanted)
    }
    let missing = (number + 1) * stride - words.count
    if missing > 0 { words.append(contentsOf: repeatElement(0, count: missing)) }
  }

  @inline(__always)
  private static func bit(_ neighbor: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: neighbor & 63) }
}
