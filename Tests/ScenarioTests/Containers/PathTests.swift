import Engine
import Kernel
import Metrics
import NetworkModel
import ScenarioFormats
import Testing

/// The way of a packet as `rhumb explain … path` tells it.
@Suite struct PathTests {
  private static func paths(_ text: String, _ ends: [(String, String, Int?)], udp: Bool = true) throws
    -> [PathTrace]
  {
    let scenario = try ScenarioFile.decode(text, name: "test").scenario
    var simulation = try Simulation.prepare(scenario)
    simulation.run(until: .seconds(1))
    var traces: [PathTrace] = []
    for (from, to, port) in ends {
      let near = try #require(simulation.topology.node(named: from))
      let far = try #require(simulation.topology.node(named: to))
      traces.append(
        simulation.path(from: near, to: far, udp ? .udp : .tcp, port: port.flatMap { UInt16(exactly: $0) }))
    }
    return traces
  }

  @Test func theWalkAgreesWithThePackets() throws {
    let named = ReachabilityTests.expected.filter { !$0.1.contains(".") }
    let text = ReachabilityTests.network.replacing("traffic:", with: "")
    let traces = try Self.paths(text, named.map { ($0.0, $0.1, $0.2) })
    for (line, trace) in zip(named, traces) {
      let reason = trace.refusal.map { "\($0.node): \($0.reason)" } ?? "arrives"
      #expect(trace.arrives == line.3, "\(line.0) to \(line.1) port \(line.2): \(reason)")
    }
  }

  private static let overlay = """
    title: t
    duration: 2s
    network:
      hosts: {h1: , h2: }
      routers: {r: }
      networks: {mesh: {driver: overlay, encryption: swarm, on: [h1, h2], subnet: 10.9.0.0/24}}
      containers: {c1: {on: h1, networks: [mesh]}, c2: {on: h2, networks: [mesh]}}
      links: [h1 -- r, {between: [r, h2], mtu: 1500}]
    """

  @Test func anOverlayPacketIsDissectedHopByHop() throws {
    let trace = try Self.paths(Self.overlay, [("c1", "c2", nil)], udp: false)[0]
    #expect(trace.arrives)
    #expect(trace.hops.map(\.kind) == [.link, .wrap, .link, .link, .unwrap, .bridge, .deliver])
    let inner = "IPv4 20 | TCP 20 | payload 1384 = 1424"
    let outer =
      "IPv4 20 | ESP 8 | IV 8 | UDP 8 | VXLAN 8 | Ethernet 14 | IPv4 20 | TCP 20 | payload 1384"
      + " | ESP trailer 2 | ICV 8 = 1500"
    #expect(trace.hops.map(\.headers.description) == [inner, outer, outer, outer, inner, inner, inner])
    #expect(trace.hops.map(\.mtu) == [1424, 1424, 1500, 1500, nil, 1424, nil])
    #expect(trace.hops[0].addresses == "10.9.0.2:40000 -> 10.9.0.3:80")
    #expect(trace.hops[1].addresses == "10.0.1.1 -> 10.0.2.2")
  }

  @Test func aRefusalNamesItsRule() throws {
    let text = ReachabilityTests.network.replacing("traffic:", with: "")
    let traces = try Self.paths(
      text,
      [("a1", "o1", 9), ("outside", "a1", 9), ("outside", "r1", 9), ("i1", "outside", 9), ("s1", "s2", 9)])
    #expect(
      traces.map { $0.refusal?.text } == [
        "containers of different networks are isolated from each other",
        "nat: the port is not published, and direct routing is not allowed",
        "routed: the port is not published", "no route to 10.0.1.1", "the bridge keeps the two apart",
      ])
    #expect(traces.map { $0.refusal?.node } == ["h1", "h1", "h1", "i1", "apart"])
  }

  @Test func translationsAreTold() throws {
    let text = ReachabilityTests.network.replacing("traffic:", with: "")
    let traces = try Self.paths(text, [("a1", "c2", 9)])
    let translations = traces[0].hops.filter { $0.kind == .translate }
    // Out of h1 masqueraded, into h2 by its published port.
    #expect(translations.map(\.node) == ["h1", "h2"])
    #expect(translations[0].note.hasPrefix("masqueraded: was 172.17."))
    #expect(translations[0].addresses == "10.0.2.1:40000 -> 10.0.3.1:9003")
    #expect(translations[1].addresses.hasSuffix(":9"))
  }

  @Test func aNarrowLinkEndsALongPacket() throws {
    let text = """
      title: t
      duration: 2s
      network:
        hosts: {a: , b: }
        routers: {r1: {icmp: false}, r2: }
        links: [a -- r1, {between: [r1, r2], mtu: 1400}, r2 -- b]
      """
    let trace = try Self.paths(text, [("a", "b", nil)])[0]
    #expect(trace.refusal?.reason == "1500 bytes do not fit the MTU 1400 at eth1, and nobody is told")
  }

  @Test func aPolicyHasTheLastWord() throws {
    let scenario = try ScenarioFile.decode(Self.overlay, name: "test").scenario
    let simulation = try Simulation.prepare(scenario)
    let near = try #require(simulation.topology.node(named: "c1"))
    let far = try #require(simulation.topology.node(named: "c2"))
    let refused = simulation.path(from: near, to: far, .tcp, port: 80) { _, _, _, port in
      (port != 80, "default-deny")
    }
    #expect(refused.refusal == PathTrace.Refusal(node: "c2", reason: "default-deny"))
    let allowed = simulation.path(from: near, to: far, .tcp, port: 81) { _, _, _, port in
      (port != 80, "allow 81")
    }
    #expect(allowed.arrives)
    #expect(allowed.hops.contains { $0.kind == .rule && $0.note == "allow 81" })
  }
}
