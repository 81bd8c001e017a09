import Kernel

/// The link state retransmission lists of all of a router's neighbours for one flooding scope (RFC 2328 §10): a bit for each
/// neighbour in the LSA's own slot, and rows beside for the few routers that have more of them.
extension LinkStateDatabase {
  /// Neighbours whose bits are in the slots.
  static let near = 62

  @inline(__always)
  static func bit(_ neighbor: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: neighbor & 63) }

  /// How many LSAs a neighbour has still to acknowledge.
  func unacknowledgedCount(_ neighbor: Int) -> Int {
    neighbor < awaited.count ? Int(awaited[neighbor]) : 0
  }

  @inline(__always)
  func isUnacknowledged(_ number: Int, by neighbor: Int) -> Bool {
    if neighbor >= Self.near { return further.contains(number, neighbor - Self.near) }
    return number < slots.count && slots[number].bits & Self.bit(neighbor) != 0
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
      slots[number].bits |= Self.bit(neighbor)
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
      slots[number].bits &= ~Self.bit(neighbor)
    }
    return true
  }

  /// Whether any neighbour has still to acknowledge an LSA.
  func isAwaited(_ number: Int) -> Bool {
    number < slots.count && slots[number].bits & Slot.lists != 0 || further.isAwaited(number)
  }

  /// A neighbour's list, ascending. O(LSAs).
  func unacknowledged(by neighbor: Int) -> [Int] {
    let count = unacknowledgedCount(neighbor)
    if count == 0 { return [] }
    if neighbor >= Self.near { return slots.indices.filter { isUnacknowledged($0, by: neighbor) } }
    var numbers: [Int] = []
    numbers.reserveCapacity(count)
    let bit = Self.bit(neighbor)
    slots.withUnsafeBufferPointer { slots in
      for number in slots.indices where slots[number].bits & bit != 0 {
        numbers.append(number)
        if numbers.count == count { break }
      }
    }
    return numbers
  }

  /// Takes the LSAs of an acknowledgement off a neighbour's list, in one loop over plain memory, as far as they are everyday
  /// cases: the very instance that is here, or one that is not on the list.
  ///
  /// - Parameter neighbor: one of the near ones.
  /// - Returns: the place of the first header that is another case.
  mutating func takeOff(
    _ headers: [LSAInstance], from first: Int, by neighbor: Int, at now: SimTime
  ) -> Int {
    let bit = Self.bit(neighbor)
    var taken: Int32 = 0
    let areNoneOld = now < firstMaxAge
    var place = first
    headers.withUnsafeBufferPointer { headers in
      slots.withUnsafeMutableBufferPointer { slots in
        while place < headers.count {
          let header = headers[place]
          let number = header.number
          if header.isWide { break }
          if number < slots.count && slots[number].bits & bit != 0 {
            if header.isMaxAge || !slots[number].isInUse(header, areNoneOld) { break }
            slots[number].bits &= ~bit
            taken &+= 1
          }
          place &+= 1
        }
      }
    }
    if taken > 0 { awaited[neighbor] &-= taken }
    return place
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
