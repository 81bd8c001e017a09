import Testing

@testable import GraphvizRender

@Suite struct LayoutChoiceTests {
  @Test func meshesAreSpringsAndTreesAndClustersAreLayers() {
    #expect(LayoutChoice.layout(for: grid(4)) == .neato)
    #expect(LayoutChoice.layout(for: chain(5)) == .dot)
    #expect(LayoutChoice.layout(for: everything()) == .dot)
    #expect(LayoutChoice.layout(for: grid(18)) == .sfdp)
  }

  @Test func denseMeshesAreNotLayered() {
    var mesh = drawing("", (0..<30).map { node("h\($0)", .host) })
    for one in 0..<30 { for other in 0..<one { mesh.edges.append(edge("h\(other)", "h\(one)")) } }
    #expect(LayoutChoice.layout(for: mesh) == .neato)
    #expect(!LayoutChoice.drawsCurves(mesh, .neato))
  }

  @Test func chainsLieFromLeftToRightAndTreesHang() {
    #expect(LayoutChoice.isLong(chain(4)))
    #expect(LayoutChoice.isLong(everything()))
    var tree = drawing("", (1...13).map { node("n\($0)", .router) })
    tree.edges = (2...13).map { edge("n\(($0 + 1) / 3)", "n\($0)") }
    #expect(!LayoutChoice.isLong(tree))
    #expect(!LayoutChoice.isLong(Drawing()))
    // A link to a node that is not in the drawing does no harm.
    #expect(LayoutChoice.isLong(drawing("", chain(3).nodes, chain(9).edges)))
  }

  @Test func positionsAreUsedOnlyWhenEveryNodeHasOneOfItsOwn() {
    var map = chain(3)
    #expect(!LayoutChoice.hasUsablePositions(map))
    for index in map.nodes.indices { map.nodes[index].position = (Double(index), 47) }
    #expect(LayoutChoice.hasUsablePositions(map))
    map.nodes[2].position = map.nodes[1].position
    #expect(!LayoutChoice.hasUsablePositions(map))
    map.nodes[2].position = (.nan, 0)
    #expect(!LayoutChoice.hasUsablePositions(map))
    map.nodes[2].position = (5, .infinity)
    #expect(!LayoutChoice.hasUsablePositions(map))
    map.nodes[2].position = nil
    #expect(!LayoutChoice.hasUsablePositions(map))
  }

  @Test func labelsMakeLinksLongerWithinReason() {
    var network = grid(2)
    let short = LayoutChoice.linkLength(network)
    network.edges[0].label = "100Mbps 20ms"
    #expect(LayoutChoice.linkLength(network) > short)
    network.edges[0].label = String(repeating: "long ", count: 100)
    #expect(LayoutChoice.linkLength(network) == 3)
  }
}
