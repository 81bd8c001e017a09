import NetworkModel

/// One instance of a link-state advertisement (RFC 2328 §12.1), immutable and shared by all databases that hold it.
///
/// Its age is not here: it differs from place to place and time to time (see `LSAInstance`). What the shortest-path
/// computation needs of it is worked out once, when it is originated: vertices and prefixes by number. Its numbering keeps it.
package final class LSA: Sendable {
  package let key: LSAKey
  package let sequence: Int32
  package let checksum: UInt16
  package let options: LSAOptions
  /// Its place in every database of its flooding scope.
  let number: Int
  /// Of router- and network-LSAs: the vertex that it describes.
  let vertex: Int
  /// Header and body in bytes.
  package let length: Int
  package let body: LSABody
  let edges: [Edge]
  let stubs: [Stub]
  /// Vertices at the far ends of `edges`, sorted, for the check of the link back.
  private let sortedEnds: [UInt32]

  /// A way from this vertex to another one.
  struct Edge: BitwiseCopyable, Sendable {
    let vertex: UInt32
    let metric: UInt32
    /// The router's own address on the link; zero of a network.
    let data: IPv4Address
    let isVirtual: Bool
  }

  /// A network that ends here, by its number.
  struct Stub: BitwiseCopyable, Sendable {
    let prefix: UInt32
    let metric: UInt32
  }

  package init(
    _ key: LSAKey, sequence: Int32, options: LSAOptions, body: LSABody, numbering: LinkStateNumbering
  ) {
    self.key = key
    self.sequence = sequence
    self.options = options
    self.body = body
    length = 20 + body.bytes
    checksum = LSAEncoding.checksum(key, sequence: sequence, options: options, body: body)
    number = numbering.lsa(key)
    var edges: [Edge] = []
    var stubs: [Stub] = []
    switch body {
    case .router(_, let links):
      vertex = numbering.router(key.advertisingRouter)
      for link in links {
        switch link.kind {
        case .stub:
          let prefix = IPv4Prefix(link.id, length: link.data.bits.nonzeroBitCount)
          stubs.append(Stub(prefix: numbering.prefix(prefix), metric: UInt32(link.metric)))
        case .pointToPoint, .virtual, .transit:
          let isTransit = link.kind == .transit
          let end = isTransit ? numbering.network(link.id) : numbering.router(link.id)
          edges.append(
            Edge(
              vertex: UInt32(end), metric: UInt32(link.metric), data: link.data,
              isVirtual: link.kind == .virtual))
        }
      }
    case .network(let length, let attached):
      vertex = numbering.network(key.linkStateID)
      stubs.append(Stub(prefix: numbering.prefix(IPv4Prefix(key.linkStateID, length: length)), metric: 0))
      for router in attached {
        edges.append(
          Edge(vertex: UInt32(numbering.router(router)), metric: 0, data: .any, isVirtual: false))
      }
    case .summary(let length, let metric):
      vertex = -1
      if key.type == .summary {
        let prefix = IPv4Prefix(key.linkStateID, length: length)
        stubs.append(Stub(prefix: numbering.prefix(prefix), metric: metric))
      }
    case .external: vertex = -1
    }
    self.edges = edges
    self.stubs = stubs
    sortedEnds = edges.count > 8 ? edges.map(\.vertex).sorted() : []
    numbering.keep(self)
  }

  /// Whether there is a link to the vertex. O(log n).
  func leads(to vertex: UInt32) -> Bool {
    if sortedEnds.isEmpty { return edges.contains { $0.vertex == vertex } }
    var (low, high) = (0, sortedEnds.count)
    while low < high {
      let middle = (low + high) / 2
      if sortedEnds[middle] < vertex { low = middle + 1 } else { high = middle }
    }
    return low < sortedEnds.count && sortedEnds[low] == vertex
  }

  func edge(to vertex: UInt32) -> Edge? { edges.first { $0.vertex == vertex } }

  /// Says the same as another instance, so that no route depends on which of the two is used (§13.2).
  func saysTheSame(as other: LSA) -> Bool { options == other.options && body == other.body }
}

/// The Options field (§A.2).
package struct LSAOptions: OptionSet, Sendable, BitwiseCopyable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }
  /// The area takes AS-external-LSAs.
  package static let external = LSAOptions(rawValue: 2)
  /// In hellos N: the area is an NSSA; in type-7 LSAs P: to be translated (RFC 3101 §2.3).
  package static let nssa = LSAOptions(rawValue: 8)
}
