import Testing

@testable import NetworkModel

@Suite struct RandomTopologiesTests {
  /// Also with so few links of its own that nearly all are made to join the parts.
  @Test(
    arguments: [(1, 0.4, 0.2), (2, 0.0001, 0.0001), (60, 0.0001, 0.0001), (60, 0.4, 0.1), (200, 0.2, 0.1)])
  func waxmanIsConnected(nodes: Int, alpha: Double, beta: Double) throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      let network = try GeneratedNetwork(
        "waxman", ["nodes": Double(nodes), "alpha": alpha, "beta": beta], seed: seed)
      #expect(network.routers.count == nodes)
      #expect(network.parts == 1, "seed \(seed)")
      network.expectSimple("seed \(seed)")
    }
  }

  /// With nothing drawn the joined parts are a tree.
  @Test func waxmanJoinsPartsWithOneLinkEach() throws {
    let network = try GeneratedNetwork("waxman", ["nodes": 50, "alpha": 0.0001, "beta": 0.0001])
    #expect(network.links.count == 49)
  }

  /// The mean length of a link shrinks with the reach.
  @Test func waxmanPrefersNearRouters() throws {
    func meanLength(_ beta: Double) throws -> Double {
      let spec = try GeneratedNetwork("waxman", ["nodes": 300, "alpha": 0.5, "beta": beta]).spec
      let places = Dictionary(uniqueKeysWithValues: spec.routers.map { ($0.name, $0.position) })
      var sum = 0.0
      for link in spec.links {
        let a = try #require(places[link.ends.first] ?? nil)
        let b = try #require(places[link.ends.second] ?? nil)
        let (dx, dy) = (a.longitude - b.longitude, a.latitude - b.latitude)
        sum += (dx * dx + dy * dy).squareRoot()
      }
      return sum / Double(spec.links.count)
    }
    #expect(try meanLength(0.05) < 0.6 * meanLength(1))
  }

  @Test func aWaxmanWithMoreThanAMillionLinksIsRefused() {
    #expect(throws: GeneratorError.tooManyLinks(nil)) {
      try GeneratedNetwork("waxman", ["nodes": 3000, "alpha": 1, "beta": 1])
    }
  }

  @Test(arguments: [(1, 2), (2, 5), (6, 5), (30, 1), (200, 3)])
  func barabasiAlbertHasAMeshAndThenMLinksEach(nodes: Int, m: Int) throws {
    let network = try GeneratedNetwork("barabasi-albert", ["nodes": Double(nodes), "m": Double(m)])
    let seeds = min(nodes, m + 1)
    #expect(network.links.count == seeds * (seeds - 1) / 2 + (nodes - seeds) * m)
    #expect(network.parts == 1)
    network.expectSimple()
  }

  /// Barabási and Albert 1999: some routers become hubs, far above the mean of 2m.
  @Test func barabasiAlbertGrowsHubs() throws {
    let network = try GeneratedNetwork("barabasi-albert", ["nodes": 2000, "m": 2])
    var degrees: [String: Int] = [:]
    for link in network.spec.links {
      degrees[link.ends.first, default: 0] += 1
      degrees[link.ends.second, default: 0] += 1
    }
    #expect(degrees.values.max() ?? 0 > 40)
  }

  @Test(arguments: ["waxman", "barabasi-albert"])
  func theSeedDecidesAndNothingElse(family: String) throws {
    let first = try GeneratedNetwork(family, ["nodes": 40], seed: 7).spec
    #expect(try GeneratedNetwork(family, ["nodes": 40], seed: 7).spec == first)
    #expect(try GeneratedNetwork(family, ["nodes": 40], seed: 8).spec.links != first.links)
  }

  /// The first links that this version draws: another platform, or a change to the streams, would show here.
  @Test func theDrawsAreTheSameEverywhere() throws {
    let waxman = try GeneratedNetwork("waxman", ["nodes": 8], seed: 42).links
    #expect(
      waxman == [
        "r1 -- r2", "r2 -- r3", "r3 -- r4", "r2 -- r5", "r1 -- r6", "r2 -- r7", "r5 -- r8",
      ])
    let grown = try GeneratedNetwork("barabasi-albert", ["nodes": 8, "m": 1], seed: 42).links
    #expect(
      grown == [
        "r1 -- r2", "r2 -- r3", "r1 -- r4", "r1 -- r5", "r1 -- r6", "r6 -- r7", "r1 -- r8",
      ])
  }
}
