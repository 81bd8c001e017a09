/// A set of LSA numbers, a bit each.
struct LSANumberSet: Sendable {
  private var words: [UInt64] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  func contains(_ number: Int) -> Bool {
    let word = number >> 6
    return word < words.count && words[word] & (1 << UInt64(number & 63)) != 0
  }

  mutating func insert(_ number: Int) {
    let word = number >> 6
    if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
    let bit: UInt64 = 1 << UInt64(number & 63)
    if words[word] & bit == 0 {
      words[word] |= bit
      count += 1
    }
  }

  /// True when it was there.
  @discardableResult
  mutating func remove(_ number: Int) -> Bool {
    if count == 0 { return false }
    let word = number >> 6
    let bit: UInt64 = 1 << UInt64(number & 63)
    guard word < words.count, words[word] & bit != 0 else { return false }
    words[word] &= ~bit
    count -= 1
    return true
  }

  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    count = 0
  }

  /// In ascending order.
  var numbers: [Int] {
    if count == 0 { return [] }
    var found: [Int] = []
    found.reserveCapacity(count)
    for (position, content) in words.enumerated() {
      var rest = content
      while rest != 0 {
        found.append(position << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return found
  }
}

/// One set for the LSAs of the area, one for those of the whole domain.
struct ScopedNumberSets: Sendable {
  private var area = LSANumberSet()
  private var wide = LSANumberSet()

  /// 0: of the area; 1: of the domain.
  subscript(slot: Int) -> LSANumberSet {
    _read { if slot == 0 { yield area } else { yield wide } }
    _modify { if slot == 0 { yield &area } else { yield &wide } }
  }

  var isEmpty: Bool { area.isEmpty && wide.isEmpty }
  var count: Int { area.count + wide.count }
}
