/// Autonomous systems and their business relations, compactly: an Internet of 75,000 ASes takes some megabytes.
///
/// ASes are named by their place in `numbers`, which is sorted; the sessions of one are neighbours in `sessions`.
package struct ASGraph: Sendable, Equatable {
  /// One AS's view of a link.
  package struct Session: Sendable, Equatable, BitwiseCopyable {
    /// Place of the neighbour.
    package let neighbor: UInt32
    /// Place of the same link in the neighbour's view.
    package let reverse: UInt32
    /// What the neighbour is to this AS.
    package let relation: Relation
  }

  /// The raw value grows with how much a route from there is worth (Gao and Rexford 2001).
  package enum Relation: UInt8, Sendable, BitwiseCopyable {
    case provider
    case peer
    case customer
  }

  /// A link as files have it: the first provides transit to the second, or both are peers.
  package struct Link: Sendable, Equatable, BitwiseCopyable {
    package let first: UInt32
    package let second: UInt32
    package let isPeering: Bool

    package init(_ first: UInt32, _ second: UInt32, isPeering: Bool) {
      self.first = first
      self.second = second
      self.isPeering = isPeering
    }
  }

  /// AS numbers, ascending.
  package let numbers: [UInt32]
  /// `sessions[starts[n] ..< starts[n + 1]]` are those of the n-th AS, in the order of the links.
  package let starts: [UInt32]
  package let sessions: [Session]

  /// - Complexity: O(links · log ASes).
  package init(_ links: [Link]) {
    numbers = Self.distinct(links)
    let places = Places(numbers)
    var starts = [UInt32](repeating: 0, count: numbers.count + 1)
    let ends = links.map { (places[$0.first], places[$0.second]) }
    for (a, b) in ends {
      starts[a + 1] += 1
      starts[b + 1] += 1
    }
    for place in numbers.indices { starts[place + 1] += starts[place] }
    var next = starts
    let empty = Session(neighbor: 0, reverse: 0, relation: .peer)
    var sessions = [Session](repeating: empty, count: links.count * 2)
    for (link, (a, b)) in zip(links, ends) {
      let (forth, back) = (next[a], next[b])
      next[a] += 1
      next[b] += a == b ? 0 : 1
      sessions[Int(forth)] = Session(
        neighbor: UInt32(b), reverse: back, relation: link.isPeering ? .peer : .customer)
      sessions[Int(back)] = Session(
        neighbor: UInt32(a), reverse: forth, relation: link.isPeering ? .peer : .provider)
    }
    self.starts = starts
    self.sessions = sessions
  }

  package var linkCount: Int { sessions.count / 2 }

  /// The place of an AS number; nil when there is no such AS. O(log n).
  package func place(of number: UInt32) -> Int? {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == number ? low : nil
  }

  /// The name that an AS has as a router: `as64512`.
  package static func name(of number: UInt32) -> String { "as\(number)" }

  /// Reads `as64512`, `AS64512` or `64512`.
  package static func number(named name: some StringProtocol) -> UInt32? {
    UInt32(name.lowercased().hasPrefix("as") ? name.dropFirst(2) : name[...])
  }

  private static func distinct(_ links: [Link]) -> [UInt32] {
    let largest = links.reduce(0) { max($0, $1.first, $1.second) }
    if largest < 1 << 23 {
      var isThere = [Bool](repeating: false, count: Int(largest) + 1)
      for link in links {
        isThere[Int(link.first)] = true
        isThere[Int(link.second)] = true
      }
      return isThere.indices.lazy.filter { isThere[$0] }.map { UInt32($0) }
    }
    var all = links.flatMap { [$0.first, $0.second] }
    all.sort()
    var result: [UInt32] = []
    for number in all where result.last != number { result.append(number) }
    return result
  }

  /// From numbers to places: a table where numbers are small, else a search.
  private struct Places {
    private let numbers: [UInt32]
    private var table: [UInt32] = []

    init(_ numbers: [UInt32]) {
      self.numbers = numbers
      guard let largest = numbers.last, largest < 1 << 23 else { return }
      table = [UInt32](repeating: 0, count: Int(largest) + 1)
      for (place, number) in numbers.enumerated() { table[Int(number)] = UInt32(place) }
    }

    subscript(number: UInt32) -> Int {
      if !table.isEmpty { return Int(table[Int(number)]) }
      var (low, high) = (0, numbers.count)
      while low < high {
        let middle = (low + high) / 2
        if numbers[middle] < number { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
