import Testing

@testable import NetworkModel

@Suite struct DataCenterTopologiesTests {
  /// Al-Fares et al. 2008, §3: (k/2)² cores, k pods of k switches, k³/4 hosts; every switch has k ports, all in use.
  @Test(arguments: [2, 4, 6, 8])
  func aFatTreeUsesEveryPortOfEverySwitch_AlFares2008_3(k: Int) throws {
    let network = try GeneratedNetwork("fat-tree", ["k": Double(k)])
    #expect(network.routers.count == k * k / 4 + k * k)
    #expect(network.hosts.count == k * k * k / 4)
    #expect(network.links.count == 3 * k * k * k / 4)
    #expect(network.routers.allSatisfy { network.degree($0) == k })
    #expect(network.hosts.allSatisfy { network.degree($0) == 1 })
    #expect(network.parts == 1)
    network.expectSimple()
  }

  @Test func aFatTreeNamesPodAndPlace() throws {
    let network = try GeneratedNetwork("fat-tree", ["k": 4])
    #expect(network.routers.prefix(6) == ["core-0", "core-1", "core-2", "core-3", "agg-0-0", "edge-0-0"])
    #expect(network.hosts.first == "host-0-0-0")
    #expect(network.hosts.last == "host-3-1-1")
    // §3: the i-th aggregation switch of each pod leads to the i-th group of k/2 cores.
    #expect(network.links.contains("agg-2-1 -- core-2"))
    #expect(network.links.contains("agg-2-1 -- core-3"))
    #expect(!network.links.contains("agg-2-1 -- core-0"))
  }

  @Test func aFatTreeCanDoWithoutHosts() throws {
    let network = try GeneratedNetwork("fat-tree", ["k": 4, "hosts": 0, "stubs": 1])
    #expect(network.hosts.isEmpty)
    #expect(network.links.count == 32)
    #expect(Set(network.spec.routers.flatMap(\.stubs)).count == 20)
  }

  @Test func anOddFatTreeIsRefused() {
    #expect(throws: GeneratorError.odd(parameter: "k", value: 5)) {
      try GeneratedNetwork("fat-tree", ["k": 5])
    }
  }

  @Test func everyLeafSeesEverySpine() throws {
    let network = try GeneratedNetwork("leaf-spine", ["leaves": 3, "spines": 2, "hosts": 4])
    #expect(network.routers == ["spine-1", "spine-2", "leaf-1", "leaf-2", "leaf-3"])
    #expect(network.links.count == 3 * 2 + 3 * 4)
    #expect(network.degree("spine-1") == 3)
    #expect(network.degree("leaf-2") == 6)
    #expect(network.degree("host-3-4") == 1)
    #expect(network.parts == 1)
    network.expectSimple()
  }

  @Test func stubsOfLeafAndSpineDiffer() throws {
    let network = try GeneratedNetwork("leaf-spine", ["leaves": 3, "spines": 2, "hosts": 0, "stubs": 1])
    #expect(Set(network.spec.routers.flatMap(\.stubs)).count == 5)
  }
}
