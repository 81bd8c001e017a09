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

  init(_ database: LinkStateDatabase, _ described: [UInt]) {
    self.described = described
    var isRouter = [Bool](repeating: false, count: described.count)
    var (firstEdge, firstStub): ([UInt32], [UInt32]) = ([], [])
    firstEdge.reserveCapacity(described.count + 1)
    firstStub.reserveCapacity(described.count + 1)
    var edges: [Edge] = []
    var stubs: [LSA.Stub] = []
    for vertex in described.indices {
      firstEdge.append(UInt32(truncatingIfNeeded: edges.count))
      firstStub.append(UInt32(truncatingIfNeeded: stubs.count))
      guard let lsa = database.usable(vertex: vertex) else { continue }
      stubs += lsa.stubs
      isRouter[vertex] = lsa.key.type == .router
      for edge in lsa.edges {
        guard let other = database.usable(vertex: Int(edge.vertex)), other.leads(to: UInt32(vertex)) else {
          continue
        }
        let back = other.edges.first { $0.vertex == UInt32(vertex) }?.data ?? .any
        edges.append(
          Edge(target: edge.vertex, metric: edge.metric, address: isRouter[vertex] ? edge.data : back))
      }
    }
    firstEdge.append(UInt32(truncatingIfNeeded: edges.count))
    firstStub.append(UInt32(truncatingIfNeeded: stubs.count))
    prefixBound = stubs.reduce(0) { max($0, Int($1.prefix) + 1) }
    self.isRouter = isRouter
    self.firstEdge = firstEdge
    self.firstStub = firstStub
    self.edges = edges
    self.stubs = stubs
  }

  func edges(of vertex: Int) -> Range<Int> { Int(firstEdge[vertex])..<Int(firstEdge[vertex + 1]) }
  func stubs(of vertex: Int) -> Range<Int> { Int(firstStub[vertex])..<Int(firstStub[vertex + 1]) }
}
