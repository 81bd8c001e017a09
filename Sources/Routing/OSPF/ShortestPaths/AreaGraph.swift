import NetworkModel

/// The graph that an area's router- and network-LSAs describe (RFC 2328 §16.1), in flat arrays by vertex number.
///
/// Only links that both ends tell of are in it (§16.1 (2)(b)). Routers with equal databases share one: the tree depends on who
/// computes, the graph does not.
final class AreaGraph: Sendable {
  struct Edge: BitwiseCopyable, Sendable {
    let target: UInt32
    let metric: UInt32
    /// Of a router: its own address on the link, where the link leaves the root. Of a network: the address there of the router
    /// at the other end.
    let address: IPv4Address
  }

  /// What it was made of: see `LinkStateDatabase.described`.
  let described: [UInt]
  let isRouter: [Bool]
  /// By vertex, and one more: where its edges and stub networks begin.
  let firstEdge: [UInt32]
  let firstStub: [UInt32]
  let edges: [Edge]
  let stubs: [LSA.Stub]

  /// One more than the largest number of a stub network's prefix.
  let prefixBound: Int

  var vertexCount: Int { described.count }

  init(_ described: [UInt]) {
    self.described = described
    var isRouter = [Bool](repeating: false, count: described.count)
    var (firstEdge, firstStub): ([UInt32], [UInt32]) = ([], [])
    firstEdge.reserveCapacity(described.count + 1)
    firstStub.reserveCapacity(described.count + 1)
    var (edges, stubs): ([Edge], [LSA.Stub]) = ([], [])
    let most = Self.sizes(of: described)
    edges.reserveCapacity(most.edges)
    stubs.reserveCapacity(most.stubs)
    var bound = 0
    for vertex in described.indices {
      firstEdge.append(UInt32(truncatingIfNeeded: edges.count))
      firstStub.append(UInt32(truncatingIfNeeded: stubs.count))
      Self.withLSA(described[vertex]) { lsa in
        isRouter[vertex] = lsa.key.type == .router
        for stub in lsa.stubs {
          stubs.append(stub)
          bound = max(bound, Int(stub.prefix) + 1)
        }
        for edge in lsa.edges where Int(edge.vertex) < described.count {
          Self.withLSA(described[Int(edge.vertex)]) { other in
            guard other.leads(to: UInt32(vertex)) else { return }
            let address = isRouter[vertex] ? edge.data : other.edge(to: UInt32(vertex))?.data ?? .any
            edges.append(Edge(target: edge.vertex, metric: edge.metric, address: address))
          }
        }
      }
    }
    firstEdge.append(UInt32(truncatingIfNeeded: edges.count))
    firstStub.append(UInt32(truncatingIfNeeded: stubs.count))
    prefixBound = bound
    self.isRouter = isRouter
    self.firstEdge = firstEdge
    self.firstStub = firstStub
    self.edges = edges
    self.stubs = stubs
  }

  /// At most so many edges and stub networks there will be.
  private static func sizes(of described: [UInt]) -> (edges: Int, stubs: Int) {
    var sizes = (edges: 0, stubs: 0)
    for address in described {
      withLSA(address) { lsa in
        sizes.edges += lsa.edges.count
        sizes.stubs += lsa.stubs.count
      }
    }
    return sizes
  }

  /// The LSA at an address, which the numbering keeps; zero: none.
  @inline(__always)
  private static func withLSA(_ address: UInt, _ body: (LSA) -> Void) {
    guard let pointer = UnsafeRawPointer(bitPattern: address) else { return }
    Unmanaged<LSA>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
  }

  func edges(of vertex: Int) -> Range<Int> { Int(firstEdge[vertex])..<Int(firstEdge[vertex + 1]) }
  func stubs(of vertex: Int) -> Range<Int> { Int(firstStub[vertex])..<Int(firstStub[vertex + 1]) }
}
