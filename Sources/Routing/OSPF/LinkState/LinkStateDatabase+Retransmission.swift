/// The link state retransmission lists of all of a router's neighbours for one flooding scope (RFC 2328 §10): a bit for each
/// neighbour in the LSA's own entry, and rows beside for the few routers that have more of them.
extension LinkStateDatabase {
  /// Neighbours whose bits are in the entries.
  static let near = 63

  @inline(__always)
  static func bit(_ neighbor: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: neighbor & 63) }

  /// How many LSAs a neighbour has still to acknowledge.
  func unacknowledgedCount(_ neighbor: Int) -> Int {
    neighbor < awaited.count ? Int(awaited[neighbor]) : 0
  }

  @inline(__always)
  func isUnacknowledged(_ number: Int, by neighbor: Int) -> Bool {
    if neighbor >= Self.near { return further.contains(number, neighbor - Self.near) }
    return number < entries.count && entries[number].bits & Self.bit(neighbor) != 0
  }

  /// Puts an LSA on a neighbour's list.
  mutating func expectAcknowledgement(_ number: Int, of neighbor: Int) {
    makeRoom(number)
    knowNeighbors(neighbor + 1)
    if isUnacknowledged(number, by: neighbor) { return }
    awaited[neighbor] &+= 1
    if neighbor >= Self.near {
      further.insert(number, neighbor - Self.near)
    } else {
      entries[number].bits |= Self.bit(neighbor)
    }
  }

  /// Takes an LSA off a neighbour's list. True when it was there.
  @discardableResult
  mutating func acknowledge(_ number: Int, by neighbor: Int) -> Bool {
    guard isUnacknowledged(number, by: neighbor) else { return false }
    awaited[neighbor] &-= 1
    if neighbor >= Self.near {
      further.remove(number, neighbor - Self.near)
    } else {
      entries[number].bits &= ~Self.bit(neighbor)
    }
    return true
  }

  /// Whether any neighbour has still to acknowledge an LSA.
  func isAwaited(_ number: Int) -> Bool {
    number < entries.count && entries[number].bits & ~Entry.flooded != 0 || further.isAwaited(number)
  }

  /// A neighbour's list, ascending. O(LSAs).
  func unacknowledged(by neighbor: Int) -> [Int] {
    if unacknowledgedCount(neighbor) == 0 { return [] }
    return entries.indices.filter { isUnacknowledged($0, by: neighbor) }
  }

  /// §10.3: empties the list of a neighbour whose adjacency goes. O(LSAs).
  mutating func forgetList(of neighbor: Int) {
    for number in unacknowledged(by: neighbor) { acknowledge(number, by: neighbor) }
  }

  mutating func knowNeighbors(_ count: Int) {
    if count > awaited.count {
      awaited.append(contentsOf: repeatElement(0, count: count - awaited.count))
    }
  }
}
