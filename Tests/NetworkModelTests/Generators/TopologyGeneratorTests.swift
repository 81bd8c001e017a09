import Kernel
import Testing

@testable import NetworkModel

@Suite struct TopologyGeneratorTests {
  @Test func theCatalogueHasEveryFamilyOnceWithDefaultsInRange() {
    let names = TopologyGenerator.families.map(\.name)
    #expect(
      names == [
        "line", "ring", "star", "mesh", "grid", "torus", "tree", "fat-tree", "leaf-spine", "waxman",
        "barabasi-albert", "random-rings", "areas", "as-graph",
      ])
    for family in TopologyGenerator.families {
      #expect(Set(family.parameters.map(\.name)).count == family.parameters.count)
      for parameter in family.parameters {
        #expect(parameter.range.contains(parameter.defaultValue), "\(family.name) \(parameter.name)")
        #expect(!parameter.summary.isEmpty)
      }
    }
  }

  @Test(arguments: TopologyGenerator.families.map(\.name))
  func everyFamilyMakesAConnectedNetworkOfItsDefaults(family: String) throws {
    let network = try GeneratedNetwork(family)
    network.expectSimple()
    #expect(network.parts == 1)
    #expect(network.spec.routers.allSatisfy { $0.position != nil && $0.stubs.isEmpty })
    #expect(network.spec.hosts.allSatisfy { $0.position != nil })
    #expect(try GeneratedNetwork(family).spec == network.spec)
  }

  @Test(arguments: TopologyGenerator.families.map(\.name))
  func stubsGiveEveryRouterANetworkOfItsOwn(family: String) throws {
    let routers = try GeneratedNetwork(family, ["stubs": 1]).spec.routers
    #expect(routers.allSatisfy { $0.stubs.count == 1 })
    #expect(Set(routers.flatMap(\.stubs)).count == routers.count)
  }

  @Test func stubNetworksAreReadableAndNeverOverlap() {
    #expect(StubNetworks.network(0)?.description == "192.168.1.0/24")
    #expect(StubNetworks.network(253)?.description == "192.168.254.0/24")
    #expect(StubNetworks.network(254)?.description == "100.64.0.0/24")
    #expect(StubNetworks.network(StubNetworks.count - 1)?.description == "100.127.255.0/24")
    #expect(StubNetworks.network(StubNetworks.count) == nil)
    #expect(StubNetworks.network(-1) == nil)
    #expect(Set((0..<StubNetworks.count).map { StubNetworks.network($0) }).count == StubNetworks.count)
  }

  @Test func moreRoutersThanStubNetworksAreRefused() {
    #expect(throws: GeneratorError.tooManyStubs(routers: 20_000)) {
      try GeneratedNetwork("line", ["nodes": 20_000, "stubs": 1])
    }
  }

  @Test func linksHaveTheGivenProperties() throws {
    var link = LinkSpec("", "")
    link.bandwidth = .megabits(10)
    link.delay = .milliseconds(7)
    link.loss = 0.25
    let network = try GeneratedNetwork("ring", link: link)
    for made in network.spec.links {
      var expected = link
      expected.ends = made.ends
      #expect(made == expected)
    }
  }

  /// What a caller passes unchecked is refused with the parameter's name and range, whatever number it is.
  @Test(arguments: [0, -1, 2.5, 1e9, 1e300, .infinity, -.infinity, .nan])
  func aValueOutOfRangeIsRefused(value: Double) {
    for name in ["line", "ring", "star", "mesh", "waxman", "barabasi-albert"] {
      let error = #expect(throws: GeneratorError.self) { try GeneratedNetwork(name, ["nodes": value]) }
      #expect(error?.description.contains("`nodes` must be a whole number from 1 to ") == true)
    }
  }

  @Test func aFractionNeedNotBeWhole() throws {
    _ = try GeneratedNetwork("waxman", ["alpha": 0.123])
    let error = #expect(throws: GeneratorError.self) { try GeneratedNetwork("waxman", ["alpha": 1.5]) }
    #expect(error?.description == "`alpha` must be a number from 0.0001 to 1, not 1.5")
  }

  /// Refused before anything is built: each of these would have more than a million links.
  @Test(
    arguments: [
      ("mesh", ["nodes": 100_000]), ("grid", ["rows": 10_000, "columns": 10_000]),
      ("torus", ["rows": 10_000, "columns": 10_000]), ("tree", ["depth": 20, "fanout": 2]),
      ("leaf-spine", ["leaves": 2000, "spines": 500, "hosts": 500]),
      ("barabasi-albert", ["nodes": 100_000, "m": 50]),
    ])
  func moreThanAMillionLinksAreRefused(family: String, values: [String: Double]) {
    let error = #expect(throws: GeneratorError.self) { try GeneratedNetwork(family, values) }
    if case .tooManyLinks? = error {} else { Issue.record("\(family): \(String(describing: error))") }
  }

  @Test func sinesAreGoodEnoughForDrawing() {
    let east = Circle.point(1, of: 4, radius: 2)
    #expect(abs(east.x - 2) < 1e-12 && abs(east.y) < 1e-12)
  }
}
