import NetworkModel

/// Sets of next hops by number, each kept once: a path is then a few bytes, and two routes are compared by a number.
struct NextHopSets: Sendable {
  /// The router itself.
  static let here: Int32 = 0
  /// Nowhere: a discard route.
  static let discard: Int32 = 1

  private var hops: [NextHop] = []
  private var numberOfHop: [NextHop: Int32] = [:]
  /// By hop: the set of it alone.
  private var singles: [Int32] = []
  /// Sorted numbers of hops.
  private var sets: [[Int32]] = [[], []]
  private var numberOfSet: [[Int32]: Int32] = [[]: 0]
  /// By set: a bit for each hop, as far as the bits go; else, and for no hops, zero.
  private var bits: [UInt64] = [0, 0]
  private var numberOfBits: [UInt64: Int32] = [:]
  private var unions = UnionTable()
  /// As the RIB wants them: sorted.
  private var lists: [[NextHop]] = [[], []]
  private var areDirect = [false, false]

  mutating func single(_ hop: NextHop) -> Int32 {
    if let known = numberOfHop[hop] { return singles[Int(known)] }
    let number = Int32(hops.count)
    numberOfHop[hop] = number
    hops.append(hop)
    singles.append(make([number]))
    return singles[Int(number)]
  }

  mutating func union(_ a: Int32, _ b: Int32) -> Int32 {
    if a == b || b == Self.here { return a }
    if a == Self.here { return b }
    let (low, high) = (min(a, b), max(a, b))
    let known = unions.find(low, high)
    if known >= 0 { return known }
    let made = unionOfFew(a, b) ?? set(Array(Set(sets[Int(a)]).union(sets[Int(b)])).sorted())
    unions.insert(low, high, made)
    return made
  }

  /// As nearly everywhere, where the hops have a bit each.
  private mutating func unionOfFew(_ a: Int32, _ b: Int32) -> Int32? {
    let (ofA, ofB) = (bits[Int(a)], bits[Int(b)])
    if ofA == 0 || ofB == 0 { return nil }
    let both = ofA | ofB
    if both == ofA { return a }
    if both == ofB { return b }
    return numberOfBits[both] ?? make((0..<64).filter { both >> UInt64($0) & 1 != 0 })
  }

  /// The set with every direct way to a network turned into the way to one router on it (§16.1.1), and without the others if
  /// `onlyDirectly`.
  mutating func beyondNetwork(_ number: Int32, router address: IPv4Address, onlyDirectly: Bool = false)
    -> Int32
  {
    if !isDirect(number) { return number }
    var result = Self.here
    for hop in lists[Int(number)] where !onlyDirectly || hop.address == nil {
      let beyond = hop.address == nil ? NextHop(interface: hop.interface, address: address) : hop
      result = union(result, single(beyond))
    }
    return result
  }

  /// A network that the router is attached to.
  func isDirect(_ number: Int32) -> Bool { areDirect[Int(number)] }

  func list(_ number: Int32) -> [NextHop] { lists[Int(number)] }

  private mutating func set(_ members: [Int32]) -> Int32 { numberOfSet[members] ?? make(members) }

  /// - Parameter members: sorted, and no known set.
  private mutating func make(_ members: [Int32]) -> Int32 {
    let number = Int32(sets.count)
    numberOfSet[members] = number
    sets.append(members)
    bits.append(members.allSatisfy { $0 < 64 } ? members.reduce(0) { $0 | 1 << UInt64($1) } : 0)
    if let bits = bits.last, bits != 0 { numberOfBits[bits] = number }
    let list = members.map { hops[Int($0)] }.sorted()
    lists.append(list)
    areDirect.append(list.contains { $0.address == nil })
    return number
  }
}
