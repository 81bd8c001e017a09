import NetworkModel

/// Kinds of paths, in the order of preference (RFC 2328 §11).
package enum OSPFPathType: UInt8, Sendable, Comparable, BitwiseCopyable {
  case intraArea = 1
  case interArea
  case external1
  case external2

  package static func < (a: OSPFPathType, b: OSPFPathType) -> Bool { a.rawValue < b.rawValue }
}

/// One router's OSPF routes, by prefix number: those of the last computation, and those being computed.
struct OSPFRouteTable: Sendable {
  struct Route: Sendable, Equatable, BitwiseCopyable {
    // In this order they take sixteen bytes.
    /// Zero: none.
    var rank: UInt8 = 0
    /// Of externals: 0 by a boundary router within an area other than the backbone, 1 else (§16.4.1).
    var preference: UInt8 = 0
    /// Place of the area in the router's list; of externals 0.
    var area: UInt16 = 0
    var cost: UInt32 = 0
    /// Of type 2 externals: the metric that counts first.
    var type2: UInt32 = 0
    var hops: Int32 = NextHopSets.here

    init() {}

    init(
      rank: OSPFPathType, area: Int = 0, cost: UInt32, type2: UInt32 = 0, preference: UInt8 = 0,
      hops: Int32 = NextHopSets.here
    ) {
      self.rank = rank.rawValue
      self.preference = preference
      self.area = UInt16(truncatingIfNeeded: area)
      self.cost = cost
      self.type2 = type2
      self.hops = hops
    }

    var pathType: OSPFPathType? { OSPFPathType(rawValue: rank) }

    @inline(__always)
    static func == (a: Route, b: Route) -> Bool {
      a.rank == b.rank && a.area == b.area && a.cost == b.cost && a.type2 == b.type2 && a.hops == b.hops
    }

    /// The order of preference: type of path, then the type 2 metric, then the cost.
    @inline(__always)
    func isBetter(than other: Route) -> Bool {
      if other.rank == 0 { return true }
      if rank != other.rank { return rank < other.rank }
      if type2 != other.type2 { return type2 < other.type2 }
      if preference != other.preference { return preference < other.preference }
      return cost < other.cost
    }

    /// Takes the ways of an equally good one, too. The router's own network needs no other way.
    mutating func join(_ other: Route, _ sets: inout NextHopSets) {
      if hops == other.hops { return }
      if hops == NextHopSets.here || other.hops == NextHopSets.here {
        hops = NextHopSets.here
      } else {
        hops = sets.union(hops, other.hops)
      }
    }

    @inline(__always)
    func isEqual(to other: Route) -> Bool {
      rank == other.rank && type2 == other.type2 && preference == other.preference && cost == other.cost
    }
  }

  let numbering: LinkStateNumbering
  /// By area and the area's number of a prefix: its number here; empty where both are the same.
  private var translation: [[UInt32]]
  private let areas: [LinkStateNumbering]
  var current: [Route] = []
  var next: [Route] = []
  /// Numbers of own networks that `prune` is for.
  private var lost: [Int] = []

  /// With one area its numbering serves here, too; border routers have one of their own.
  init(areas: [LinkStateNumbering]) {
    self.areas = areas
    numbering = areas.count == 1 ? areas[0] : LinkStateNumbering()
    translation = areas.map { _ in [] }
  }

  /// The number here of an area's prefix.
  mutating func number(_ prefix: UInt32, inArea area: Int) -> Int {
    if areas.count == 1 { return Int(prefix) }
    let position = Int(prefix)
    if position >= translation[area].count {
      let missing = position + 1 - translation[area].count
      translation[area].append(contentsOf: repeatElement(.max, count: missing))
    }
    if translation[area][position] == .max {
      translation[area][position] = numbering.prefix(areas[area].prefix(numbered: position))
    }
    return Int(translation[area][position])
  }

  mutating func begin() {
    next = [Route](repeating: Route(), count: numbering.prefixCount)
  }

  /// Offers the networks of an area's routers and transit networks, as far as the tree reaches (§16.1).
  mutating func offerStubs(
    of tree: ShortestPathTree, inArea area: Int, _ shared: OSPFSharedNetwork, _ sets: inout NextHopSets
  ) {
    guard let graph = tree.graph else { return }
    // All numbers are known before the loop, so that nothing moves in it.
    let isSame = areas.count == 1
    var bound = graph.prefixBound
    if !isSame {
      for stub in graph.stubs { bound = max(bound, number(stub.prefix, inArea: area) + 1) }
    }
    if bound > next.count { next.append(contentsOf: repeatElement(Route(), count: bound - next.count)) }
    if !isSame && shared == .ofTheFirst { noteLostStubs(of: tree, graph, inArea: area) }
    let translation = translation[area]
    next.withUnsafeMutableBufferPointer { next in
      graph.stubs.withUnsafeBufferPointer { stubs in
        for position in tree.order {
          let vertex = Int(position)
          var route = Route(rank: .intraArea, area: area, cost: 0, hops: tree.hops[vertex])
          let distance = tree.distance[vertex]
          for place in graph.stubs(of: vertex) {
            let stub = stubs[place]
            let number = isSame ? Int(stub.prefix) : Int(translation[Int(stub.prefix)])
            route.cost = distance &+ stub.metric
            if route.isBetter(than: next[number]) {
              let first = next[number].rank == 0 || shared != .ofTheFirst ? UInt16(area) : next[number].area
              next[number] = route
              next[number].area = first
            } else if route.isEqual(to: next[number]),
              shared != .ofTheLargest || route.area == next[number].area
            {
              next[number].join(route, &sets)
            }
          }
        }
      }
    }
  }

  /// See `OSPFSharedNetwork.ofTheFirst`.
  private mutating func noteLostStubs(of tree: ShortestPathTree, _ graph: AreaGraph, inArea area: Int) {
    guard let root = tree.order.first.map(Int.init) else { return }
    for stub in graph.stubs(of: root).map({ graph.stubs[$0] }) {
      let number = number(stub.prefix, inArea: area)
      let known = next[number]
      if known.rank != 0 && Int(known.area) != area && stub.metric < known.cost { lost.append(number) }
    }
  }

  /// Takes out what has no next hops.
  mutating func prune() {
    for number in lost where next[number].hops == NextHopSets.here { next[number] = Route() }
    lost = []
  }

  /// Where the next routes are others than the current ones, ascending.
  var changedNumbers: [Int] {
    var changed: [Int] = []
    let none = Route()
    next.withUnsafeBytes { nextBytes in
      current.withUnsafeBytes { currentBytes in
        // Equal bits are equal routes: asked for first, since of a thousand routes few have changed.
        let known = min(current.count, next.count)
        for number in 0..<known {
          let offset = number &* MemoryLayout<Route>.stride
          let (a, b) = (
            nextBytes.load(fromByteOffset: offset, as: SIMD2<UInt64>.self),
            currentBytes.load(fromByteOffset: offset, as: SIMD2<UInt64>.self)
          )
          let difference = a ^ b
          if difference.x | difference.y != 0, !(next[number] == current[number]) { changed.append(number) }
        }
        for number in known..<next.count where !(next[number] == none) { changed.append(number) }
      }
    }
    return changed
  }

  /// Takes a route in where there is none of any kind, or none within the areas. Returns what was there.
  mutating func fill(_ prefix: Int, _ route: Route, replacesInterArea: Bool) -> Route? {
    if prefix >= next.count {
      next.append(contentsOf: repeatElement(Route(), count: prefix + 1 - next.count))
    }
    let present = next[prefix]
    guard present.rank == 0 || replacesInterArea && present.pathType == .interArea else { return nil }
    next[prefix] = route
    return present.rank == 0 ? nil : present
  }

  /// Of an external route, the preference that others are compared with.
  mutating func setPreference(_ prefix: Int, _ preference: UInt8) {
    if next[prefix].rank >= OSPFPathType.external1.rawValue { next[prefix].preference = preference }
  }

  /// Takes a path in if it is the best so far, or joins it with an equal one.
  mutating func offer(_ prefix: Int, _ route: Route, _ sets: inout NextHopSets) {
    if prefix >= next.count {
      next.append(contentsOf: repeatElement(Route(), count: prefix + 1 - next.count))
    }
    if route.isBetter(than: next[prefix]) {
      next[prefix] = route
    } else if route.isEqual(to: next[prefix]) {
      next[prefix].join(route, &sets)
    }
  }

  /// Puts a route in the place of what is there.
  mutating func replace(_ prefix: Int, by route: Route) { next[prefix] = route }

  subscript(number: Int) -> Route? {
    number < current.count && current[number].rank != 0 ? current[number] : nil
  }

  /// The best route within the domain that covers an address, in the table being computed, whatever external routes are there
  /// already (§16.4 (3)). O(prefixes).
  func matchInside(_ address: IPv4Address) -> Route? {
    var best: (length: Int, route: Route)?
    for (number, route) in next.enumerated()
    where route.rank != 0 && route.rank <= OSPFPathType.interArea.rawValue {
      let prefix = numbering.prefix(numbered: number)
      if prefix.contains(address), prefix.length > best?.length ?? -1 { best = (prefix.length, route) }
    }
    return best?.route
  }
}
