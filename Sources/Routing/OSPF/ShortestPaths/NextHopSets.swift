import NetworkModel

/// Sets of next hops by number, each kept once: a path is then a few bytes, and two routes are compared by a number.
struct NextHopSets: Sendable {
  /// The router itself.
  static let here: Int32 = 0
  /// Nowhere: a discard route.
  static let discard: Int32 = 1

  private var hops: [NextHop] = []
  private var numberOfHop: [NextHop: Int32] = [:]
  /// Sorted numbers of hops.
  private var sets: [[Int32]] = [[], []]
  private var numberOfSet: [[Int32]: Int32] = [[]: 0]
  private var unions = UnionTable()
  /// As the RIB wants them: sorted.
  private var lists: [[NextHop]] = [[], []]
  private var areDirect = [false, false]

  mutating func single(_ hop: NextHop) -> Int32 {
    if let known = numberOfHop[hop] { return set([known]) }
    let number = Int32(hops.count)
    numberOfHop[hop] = number
    hops.append(hop)
    return set([number])
  }

  mutating func union(_ a: Int32, _ b: Int32) -> Int32 {
    if a == b || b == Self.here { return a }
    if a == Self.here { return b }
    let (low, high) = (min(a, b), max(a, b))
    let known = unions.find(low, high)
    if known >= 0 { return known }
    let made = set(Array(Set(sets[Int(a)]).union(sets[Int(b)])).sorted())
    unions.insert(low, high, made)
    return made
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

  private mutating func set(_ members: [Int32]) -> Int32 {
    if let known = numberOfSet[members] { return known }
    let number = Int32(sets.count)
    numberOfSet[members] = number
    sets.append(members)
    let list = members.map { hops[Int($0)] }.sorted()
    lists.append(list)
    areDirect.append(list.contains { $0.address == nil })
    return number
  }
}
