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
    /// Zero: none.
    var rank: UInt8 = 0
    /// Place of the area in the router's list; of externals 0.
    var area: UInt16 = 0
    var cost: UInt32 = 0
    /// Of type 2 externals: the metric that counts first.
    var type2: UInt32 = 0
    var hops: Int32 = NextHopSets.here

    var pathType: OSPFPathType? { OSPFPathType(rawValue: rank) }

    static func == (a: Route, b: Route) -> Bool {
      a.rank == b.rank && a.area == b.area && a.cost == b.cost && a.type2 == b.type2 && a.hops == b.hops
    }

    /// The order of preference: type of path, then the type 2 metric, then the cost.
    func isBetter(than other: Route) -> Bool {
      if other.rank == 0 { return true }
      if rank != other.rank { return rank < other.rank }
      if type2 != other.type2 { return type2 < other.type2 }
      return cost < other.cost
    }

    func isEqual(to other: Route) -> Bool { rank == other.rank && type2 == other.type2 && cost == other.cost }
  }

  let numbering: LinkStateNumbering
  var current: [Route] = []
  var next: [Route] = []

  init(numbering: LinkStateNumbering) { self.numbering = numbering }

  mutating func begin() {
    next = [Route](repeating: Route(), count: numbering.prefixCount)
  }

  /// Takes a path in if it is the best so far, or joins it with an equal one.
  mutating func offer(_ prefix: Int, _ route: Route, _ sets: inout NextHopSets) {
    if prefix >= next.count {
      next.append(contentsOf: repeatElement(Route(), count: prefix + 1 - next.count))
    }
    if route.isBetter(than: next[prefix]) {
      next[prefix] = route
    } else if route.isEqual(to: next[prefix]) {
      // The router's own network needs no other way.
      if next[prefix].hops == NextHopSets.here || route.hops == NextHopSets.here {
        next[prefix].hops = NextHopSets.here
      } else {
        next[prefix].hops = sets.union(next[prefix].hops, route.hops)
      }
    }
  }

  subscript(number: Int) -> Route? {
    number < current.count && current[number].rank != 0 ? current[number] : nil
  }

  /// The best route that covers an address, in the table being computed. O(prefixes).
  func match(_ address: IPv4Address) -> Route? {
    var best: (length: Int, route: Route)?
    for (number, route) in next.enumerated() where route.rank != 0 {
      let prefix = numbering.prefix(numbered: number)
      if prefix.contains(address), prefix.length > best?.length ?? -1 { best = (prefix.length, route) }
    }
    return best?.route
  }
}
