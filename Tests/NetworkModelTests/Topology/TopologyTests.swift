import Kernel
import NetworkModel
import Testing

@Suite struct AddressTests {
  @Test(arguments: ["10.0.0.1", "0.0.0.0", "255.255.255.255"]) func readsAddresses(text: String) {
    #expect(IPv4Address(text)?.description == text)
  }

  @Test(arguments: ["10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1 ", "a.b.c.d", "", "1.2.3.4.5", "١.2.3.4"])
  func refusesWhatIsNoAddress(text: String) { #expect(IPv4Address(text) == nil) }

  @Test func prefixesHaveNoHostBits() {
    #expect(IPv4Prefix("10.0.0.0/8")?.description == "10.0.0.0/8")
    #expect(IPv4Prefix("10.0.0.1/8") == nil)
    #expect(IPv4Prefix("10.0.0.0/33") == nil)
    #expect(IPv4Prefix("0.0.0.0/0") == .all)
    #expect(IPv4Prefix.all.contains(IPv4Address(1, 2, 3, 4)))
  }
}

@Suite struct TopologyTests {
  private static func network(_ routers: [String], _ links: [(String, String)]) -> NetworkSpec {
    var network = NetworkSpec()
    network.routers = routers.map(RouterSpec.init)
    network.links = links.map { LinkSpec($0.0, $0.1) }
    return network
  }

  @Test func linksFindAddressesWhereAStubIsAllOfTheirUsualNetwork() throws {
    var network = Self.network(["r1", "r2"], [("r1", "r2"), ("r1", "r2")])
    network.routers[0].stubs = [try #require(IPv4Prefix("10.0.0.0/8"))]
    let topology = try Topology(network)
    #expect(
      topology.segments.compactMap { $0.prefix?.description }.filter { $0.hasPrefix("198.18.0.") }.count == 2)
  }

  private static func addresses(_ topology: Topology, of node: String) -> [String] {
    guard let index = topology.node(named: node) else { return [] }
    return topology[index].interfaces.compactMap { topology[$0].address?.description }
  }

  @Test func linksGetReadableNetworksInTheirOrder() throws {
    let topology = try Topology(Self.network(["r1", "r2", "r3"], [("r1", "r2"), ("r2", "r3")]))
    #expect(Self.addresses(topology, of: "r1") == ["10.0.1.1/30"])
    #expect(Self.addresses(topology, of: "r2") == ["10.0.1.2/30", "10.0.2.1/30"])
  }

  @Test func networksThatAreGivenAreSteppedOver() throws {
    var network = Self.network(["r1", "r2", "r3"], [("r1", "r2"), ("r2", "r3")])
    network.routers[0].stubs = [try #require(IPv4Prefix("10.0.1.0/24"))]
    let topology = try Topology(network)
    #expect(Self.addresses(topology, of: "r2") == ["10.0.2.2/30", "10.0.3.1/30"])
  }

  @Test func theOtherEndOfAGivenAddressIsFilledIn() throws {
    var network = Self.network(["r1", "r2"], [("r1", "r2")])
    network.links[0].addresses = Pair(InterfaceAddress(IPv4Address(172, 16, 0, 2), length: 30), nil)
    let topology = try Topology(network)
    #expect(Self.addresses(topology, of: "r2") == ["172.16.0.1/30"])
  }

  @Test func bridgesJoinTheirStationsToOneSegmentWithRoutersFirst() throws {
    var network = Self.network(["r1"], [])
    network.hosts = [HostSpec(name: "h1"), HostSpec(name: "h2")]
    network.bridges = [BridgeSpec(name: "s1"), BridgeSpec(name: "s2")]
    network.links = [LinkSpec("h1", "s1"), LinkSpec("s1", "s2"), LinkSpec("h2", "s2"), LinkSpec("r1", "s2")]
    let topology = try Topology(network)
    #expect(topology.segments.count == 1)
    #expect(topology.segments[0].isShared)
    #expect(Self.addresses(topology, of: "r1") == ["192.168.1.1/24"])
    #expect(Self.addresses(topology, of: "h2") == ["192.168.1.3/24"])
    let host = try #require(topology.node(named: "h1"))
    #expect(topology[host].gateways.map(\.address.description) == ["192.168.1.1"])
  }

  @Test func containersStandOnTheirHostsBridge() throws {
    var network = Self.network(["r1"], [("r1", "docker")])
    network.hosts = [HostSpec(name: "docker")]
    network.containerNetworks = [ContainerNetworkSpec(name: "front", host: "docker")]
    var web = ContainerSpec(name: "web", host: "docker")
    web.replicas = 2
    web.networks = ["front"]
    network.containers = [web]
    let topology = try Topology(network)
    #expect(Self.addresses(topology, of: "docker") == ["10.0.1.2/30", "172.17.0.1/16"])
    #expect(Self.addresses(topology, of: "web-2") == ["172.17.0.3/16"])
    #expect(topology.members(of: "web").count == 2)
    let container = try #require(topology.node(named: "web-1"))
    #expect(topology[container].gateways.map(\.address.description) == ["172.17.0.1"])
    #expect(topology[container].host == topology.node(named: "docker"))
  }

  @Test func parallelLinksAreNumbered() throws {
    let topology = try Topology(Self.network(["a", "b"], [("a", "b"), ("b", "a"), ("a", "b")]))
    #expect(topology.links.map(\.name) == ["a -- b", "b -- a #2", "a -- b #3"])
    #expect(topology.links(matching: LinkReference("b", "a")).count == 3)
    #expect(topology.links(matching: LinkReference("a", "b", number: 2)).map(\.position) == [1])
    #expect(topology.links(matching: LinkReference("a", "b", number: 4)).isEmpty)
  }

  @Test func tooManyStationsForASubnetAreAnError() {
    var network = NetworkSpec()
    network.hosts = (1...7).map { HostSpec(name: "h\($0)") }
    var bridge = BridgeSpec(name: "s")
    bridge.subnet = IPv4Prefix("10.0.0.0/29")
    network.bridges = [bridge]
    network.links = (1...7).map { LinkSpec("h\($0)", "s") }
    #expect(throws: TopologyError.self) { try Topology(network) }
  }

  @Test func tenThousandLinksGetDifferentNetworks() throws {
    let names = (0...70_000).map { "r\($0)" }
    let topology = try Topology(Self.network(names, (1...70_000).map { ("r\($0 - 1)", "r\($0)") }))
    #expect(Set(topology.segments.compactMap(\.prefix)).count == 70_000)
  }
}
