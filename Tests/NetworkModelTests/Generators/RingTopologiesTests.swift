import Testing

@testable import NetworkModel

@Suite struct RingTopologiesTests {
  @Test(arguments: [(9, 1), (20, 2), (100, 2), (300, 3)])
  func everyRouterHasTwoLinksARing(nodes: Int, rings: Int) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let network = try GeneratedNetwork(
        "random-rings", ["nodes": Double(nodes), "rings": Double(rings)], seed: seed)
      #expect(network.parts == 1, "seed \(seed)")
      network.expectSimple("seed \(seed)")
      #expect(network.routers.count == nodes, "seed \(seed)")
      #expect(network.routers.allSatisfy { network.degree($0) == 2 * rings }, "seed \(seed)")
    }
  }

  /// Each area hangs together by itself, and meets the backbone at its borders only, by links of its own.
  @Test func areasMeetAtTheirBorders() throws {
    let network = try GeneratedNetwork("areas", ["areas": 5, "routers": 12, "borders": 2])
    #expect(network.routers.count == 60 && network.parts == 1)
    network.expectSimple("areas")
    let topology = try Topology(network.spec)
    for area in 0..<5 as Range<UInt32> {
      #expect(topology.nodes.count { $0.area == area } == 12)
      let borders = topology.nodes.indices.count { node in
        let inside = topology[NodeIndex(node)].interfaces.map { topology.area(of: $0) }
        return inside.contains(area) && inside.contains { $0 != area }
      }
      #expect(borders == (area == 0 ? 8 : 2))
    }
  }
}
