import NetworkModel
import Synchronization

/// Dense numbers for what the LSAs of one flooding scope name: the LSAs themselves, vertices, prefixes.
///
/// All routers of an area share one, so that databases, retransmission lists and shortest paths are plain arrays and bit
/// sets. It is only a dictionary of names: no router learns anything through it, and no result depends on its order.
package final class LinkStateNumbering: Sendable {
  private struct Tables {
    var lsas: [LSAKey: Int] = [:]
    var vertices: [UInt64: Int] = [:]
    var prefixes: [IPv4Prefix: UInt32] = [:]
    var prefixByNumber: [IPv4Prefix] = []
    var kept: [LSA] = []
    /// Graphs of late, the newest first.
    var graphs: [AreaGraph] = []
  }

  private let tables = Mutex(Tables())

  package init() {}

  func lsa(_ key: LSAKey) -> Int {
    tables.withLock { tables in
      let next = tables.lsas.count
      return Self.number(key, in: &tables.lsas, next: next)
    }
  }

  var lsaCount: Int { tables.withLock { $0.lsas.count } }

  /// The number of an LSA that some router has originated once.
  func knownLSA(_ key: LSAKey) -> Int? { tables.withLock { $0.lsas[key] } }

  func router(_ id: RouterID) -> Int { vertex(UInt64(id.bits)) }

  /// A network, by the address of its designated router.
  func network(_ address: IPv4Address) -> Int { vertex(1 << 32 | UInt64(address.bits)) }

  private func vertex(_ name: UInt64) -> Int {
    tables.withLock { tables in
      let next = tables.vertices.count
      return Self.number(name, in: &tables.vertices, next: next)
    }
  }

  func prefix(_ prefix: IPv4Prefix) -> UInt32 {
    tables.withLock { tables in
      if let known = tables.prefixes[prefix] { return known }
      let number = UInt32(tables.prefixByNumber.count)
      tables.prefixes[prefix] = number
      tables.prefixByNumber.append(prefix)
      return number
    }
  }

  func prefix(numbered number: Int) -> IPv4Prefix { tables.withLock { $0.prefixByNumber[number] } }

  /// Prefixes by number. Cheap: the array is shared.
  var prefixList: [IPv4Prefix] { tables.withLock { $0.prefixByNumber } }

  var prefixCount: Int { tables.withLock { $0.prefixByNumber.count } }
  var vertexCount: Int { tables.withLock { $0.vertices.count } }

  /// Keeps an LSA for as long as the numbering lives, so that packets and databases need not count references: MinLSInterval
  /// bounds how many there will be.
  func keep(_ lsa: LSA) { tables.withLock { $0.kept.append(lsa) } }

  // MARK: Graphs

  private static let graphLimit = 8

  /// The graph of a database, made anew unless a router with an equal database has had it made lately.
  ///
  /// - Parameter described: the database's.
  func graph(_ described: [UInt]) -> AreaGraph {
    let known = tables.withLock { tables -> AreaGraph? in
      guard let place = tables.graphs.firstIndex(where: { $0.described == described }) else {
        return nil
      }
      let found = tables.graphs[place]
      if place > 0 {
        tables.graphs.remove(at: place)
        tables.graphs.insert(found, at: 0)
      }
      return found
    }
    if let known { return known }
    let made = AreaGraph(described)
    tables.withLock { tables in
      if tables.graphs.count == Self.graphLimit { tables.graphs.removeLast() }
      tables.graphs.insert(made, at: 0)
    }
    return made
  }

  private static func number<Name: Hashable>(_ name: Name, in table: inout [Name: Int], next: Int) -> Int {
    if let known = table[name] { return known }
    table[name] = next
    return next
  }
}

/// The numberings of a routing domain: one an area, and one for what is flooded everywhere.
package final class OSPFDomain: Sendable {
  private let areas = Mutex<[UInt32: LinkStateNumbering]>([:])
  let wide = LinkStateNumbering()

  package init() {}

  func numbering(ofArea area: UInt32) -> LinkStateNumbering {
    areas.withLock { areas in
      if let known = areas[area] { return known }
      let made = LinkStateNumbering()
      areas[area] = made
      return made
    }
  }
}
