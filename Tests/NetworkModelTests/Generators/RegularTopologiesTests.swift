import Testing

@testable import NetworkModel

@Suite struct RegularTopologiesTests {
  @Test func aLineIsAChain() throws {
    let network = try GeneratedNetwork("line", ["nodes": 4])
    #expect(network.routers == ["r1", "r2", "r3", "r4"])
    #expect(network.links == ["r1 -- r2", "r2 -- r3", "r3 -- r4"])
  }

  @Test func aRingClosesTheChainOnACircle() throws {
    let network = try GeneratedNetwork("ring", ["nodes": 6])
    #expect(network.links.last == "r6 -- r1")
    #expect(network.links.count == 6)
    for router in network.spec.routers {
      let place = try #require(router.position)
      let radius = (place.longitude * place.longitude + place.latitude * place.latitude).squareRoot()
      #expect(abs(radius - 1) < 1e-12)
    }
  }

  @Test func aStarHasOneCentre() throws {
    let network = try GeneratedNetwork("star", ["nodes": 5])
    #expect(network.degree("r1") == 4)
    #expect((2...5).allSatisfy { network.degree("r\($0)") == 1 })
  }

  @Test func aMeshLinksEveryPairOnce() throws {
    let network = try GeneratedNetwork("mesh", ["nodes": 6])
    #expect(network.links.count == 15)
    #expect(network.routers.allSatisfy { network.degree($0) == 5 })
    network.expectSimple()
  }

  @Test func aGridIsALatticeInRowsAndColumns() throws {
    let network = try GeneratedNetwork("grid", ["rows": 2, "columns": 3])
    #expect(network.routers == ["r1-1", "r1-2", "r1-3", "r2-1", "r2-2", "r2-3"])
    #expect(
      network.links == [
        "r1-1 -- r1-2", "r1-1 -- r2-1", "r1-2 -- r1-3", "r1-2 -- r2-2", "r1-3 -- r2-3", "r2-1 -- r2-2",
        "r2-2 -- r2-3",
      ])
    #expect(network.spec.routers.last?.position == GeoPosition(longitude: 2, latitude: -1))
  }

  @Test func everyRouterOfATorusHasFourNeighbours() throws {
    let network = try GeneratedNetwork("torus", ["rows": 4, "columns": 5])
    #expect(network.links.count == 40)
    #expect(network.routers.allSatisfy { network.degree($0) == 4 })
    network.expectSimple()
  }

  /// With two rows the link around would be the link across once more.
  @Test(arguments: [(1, 1, 0), (1, 2, 1), (2, 2, 4), (1, 3, 3), (2, 3, 9)])
  func aNarrowTorusHasNoParallelLinks(rows: Int, columns: Int, links: Int) throws {
    let network = try GeneratedNetwork("torus", ["rows": Double(rows), "columns": Double(columns)])
    #expect(network.links.count == links)
    network.expectSimple()
  }

  @Test func aTreeHasFanoutToThePowerOfDepthLeaves() throws {
    let network = try GeneratedNetwork("tree", ["depth": 3, "fanout": 3])
    #expect(network.routers.count == 1 + 3 + 9 + 27)
    #expect(network.links.count == network.routers.count - 1)
    #expect(network.routers.count { network.degree($0) == 1 } == 27)
    #expect(network.degree("r1") == 3)
    #expect(network.links.prefix(4) == ["r1 -- r2", "r1 -- r3", "r1 -- r4", "r2 -- r5"])
    #expect(network.parts == 1)
  }

  /// 1000²⁰ links do not fit into an integer: the refusal itself must not trap.
  @Test func aTreeBeyondAllNumbersIsRefused() {
    let error = #expect(throws: GeneratorError.self) {
      try GeneratedNetwork("tree", ["depth": 20, "fanout": 1000])
    }
    #expect(error?.description.contains("at most 1000000") == true)
  }

  @Test(arguments: ["line", "ring", "star", "mesh"])
  func oneRouterIsANetworkToo(family: String) throws {
    let network = try GeneratedNetwork(family, ["nodes": 1])
    #expect(network.routers == ["r1"])
    #expect(network.links.isEmpty)
    #expect(try GeneratedNetwork(family, ["nodes": 2]).links == ["r1 -- r2"])
  }
}
