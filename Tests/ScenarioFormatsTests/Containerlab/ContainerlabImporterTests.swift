import Kernel
import NetworkModel
import Testing

@testable import ScenarioFormats

@Suite struct ContainerlabImporterTests {
  static let lab = """
    name: lab
    topology:
      kinds: {nokia_srlinux: {image: srl}}
      groups:
        routers: {kind: linux, image: frrouting/frr}
      nodes:
        r1: {group: routers, binds: ["r1/frr.conf:/etc/frr/frr.conf"]}
        r2: {group: routers, binds: ["r2/frr.conf:/etc/frr/frr.conf"]}
        srl: {kind: nokia_srlinux}
        br: {kind: bridge}
        pc: {kind: linux, exec: [ip addr add 192.168.11.2/24 dev eth1, ping x]}
      links:
        - endpoints: ["r1:eth1", "r2:eth1"]
        - endpoints: ["pc:eth1", "r1:eth3"]
        - endpoints: [{node: srl, interface: e1-1}, {node: r2, interface: eth2}]
        - {endpoints: ["br:p1", "r2:eth4"], mtu: 9000}
        - endpoints: ["r1:eth9", "host:veth"]
    """

  static let configurations = [
    "lab/r1/frr.conf": """
    interface eth1
     ip address 192.168.1.1/24
     ip ospf cost 7
    !
    interface eth3
     ip address 192.168.11.1/24
    interface lo
     ip address 10.10.10.1/32
    router ospf
     ospf router-id 1.1.1.1
     passive-interface eth3
     network 192.168.1.0/24 area 0.0.0.5
     network 192.168.0.0/16 area 3
     max-metric router-lsa
    """,
    "lab/r2/frr.conf": "interface eth1\n ip address 192.168.1.2/24\nrouter ospf\nrouter bgp 65002\n",
  ]

  static func load(_ text: String) -> Imported {
    var files = configurations
    files["lab/lab.clab.yml"] = text
    return ContainerlabImporter.load("lab/lab.clab.yml", files: ComposeText.files(files))
  }

  @Test func nodesLinksAndConfigurations() throws {
    let imported = Self.load(Self.lab)
    #expect(!imported.hasErrors)
    let network = imported.scenario.network
    #expect(network.routers.map(\.name) == ["r1", "r2", "srl"])
    #expect(network.hosts.map(\.name) == ["pc"] && network.bridges.map(\.name) == ["br"])
    #expect(network.links.map(\.name) == ["r1 -- r2", "pc -- r1", "srl -- r2", "br -- r2"])
    #expect(network.routers[0].routerID == IPv4Address("1.1.1.1"))
    #expect(network.routers[0].loopback == IPv4Address("10.10.10.1"))
    #expect(network.routers[1].autonomousSystem == 65002)
    #expect(network.links[0].addresses.first == InterfaceAddress("192.168.1.1/24"))
    #expect(network.links[0].addresses.second == InterfaceAddress("192.168.1.2/24"))
    #expect(network.links[1].addresses.first == InterfaceAddress("192.168.11.2/24"))
    // The longest network decides.
    #expect(network.links.map(\.area) == [5, 3, nil, nil])
    #expect(network.links[0].costs.first == 7 && network.links[0].costs.second == 1)
    #expect(network.links[3].mtu == 9000)
    #expect(imported.scenario.routing.protocols == ["ospf", "bgp"])
    let notes = ComposeText.messages(imported, .note)
    #expect(notes.contains("17:30: not modelled: topology.links (`host` is outside of the lab)"))
    #expect(notes.contains("14:1: not modelled: `max-metric router-lsa` (router ospf)"))
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    let scenario = Self.load(Self.lab).scenario
    let decoded = try ScenarioText.decode(ScenarioYAML.text(scenario))
    #expect(decoded.network == scenario.network)
    #expect(decoded.routing.protocols == scenario.routing.protocols)
  }

  @Test func anUnknownNodeIsAnError() {
    let text = "topology:\n  nodes: {r1: {kind: linux}}\n  links: [{endpoints: [\"r1:e\", \"r2:e\"]}]\n"
    #expect(ComposeText.messages(Self.load(text), .error) == ["3:32: there is no node `r2`"])
  }

  @Test(.timeLimit(.minutes(1)), arguments: 0..<30) func mutationsEndWithAScenarioOrErrors(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), entity: "containerlab", purpose: "mutation")
    for _ in 0..<10 {
      var text = Self.lab
      for _ in 0..<(1 + stream.below(3)) { text = ComposeMutationTests.mutated(text, &stream) }
      let imported = Self.load(text)
      if imported.hasErrors { continue }
      do {
        let decoded = try ScenarioFile.decode(ScenarioYAML.text(imported.scenario), name: "written.yaml")
          .scenario
        #expect(decoded.network == imported.scenario.network, "seed \(seed):\n\(text)")
      } catch {
        // Addresses that do not fit together are the lab's own.
        #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty }, "seed \(seed)")
      }
    }
  }
}
