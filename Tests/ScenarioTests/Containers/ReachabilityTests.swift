import Engine
import Kernel
import Metrics
import NetworkModel
import ScenarioFormats
import Testing

/// Who reaches whom, tried with datagrams, against what Docker documents:
/// https://docs.docker.com/engine/network/packet-filtering-firewalls/ and the pages of the drivers.
@Suite struct ReachabilityTests {
  /// h1 and h2 are Docker hosts behind a router, `outside` is anybody else.
  static let network = """
    title: t
    duration: 6s
    network:
      routers: {r: }
      hosts: {outside: , h1: , h2: }
      networks:
        a: {on: h1}
        b: {on: h1}
        c: {on: h2}
        closed: {on: h1, internal: true}
        apart: {on: h1, icc: false}
        open: {on: h1, gateway-mode: nat-unprotected}
        routed: {on: h1, gateway-mode: routed}
        stack: {driver: host, on: h1}
        mesh: {driver: overlay, on: [h1, h2]}
        quiet: {driver: overlay, on: [h1, h2], internal: true}
      containers:
        a1: {networks: [a]}
        a2: {networks: [a]}
        b1: {networks: [b], ports: ["9001:9/udp"]}
        local: {networks: [b], ports: ["127.0.0.1:9002:9/udp"]}
        both: {networks: [a, b]}
        c1: {networks: [c]}
        c2: {networks: [c], ports: ["9003:9/udp"]}
        i1: {networks: [closed]}
        i2: {networks: [closed], ports: ["9004:9/udp"]}
        s1: {networks: [apart]}
        s2: {networks: [apart]}
        o1: {networks: [open]}
        r1: {networks: [routed]}
        r2: {networks: [routed], ports: ["9/udp", "9005:9/udp"]}
        k1: {networks: [stack]}
        m1: {on: h1, networks: [mesh]}
        m2: {on: h2, networks: [mesh]}
        m3: {on: h1, networks: [mesh], ports: ["9006:9/udp"]}
        q1: {on: h1, networks: [quiet]}
        q2: {on: h2, networks: [quiet]}
      links: [outside -- r, h1 -- r, h2 -- r]
    traffic:

    """

  /// From, to, port; whether anything arrives.
  static let expected: [(String, String, Int, Bool)] =
    sameHost + fromOutside + toOutside + acrossHosts

  private static let sameHost: [(String, String, Int, Bool)] = [
    ("a1", "a2", 9, true), ("a1", "b1", 8, false), ("b1", "a1", 9, false),
    ("a1", "both", 9, true), ("b1", "both", 9, true), ("both", "b1", 9, true),
    // By the port that the host publishes, from another network, from the same one, and from the host.
    ("a1", "10.0.2.1", 9001, true), ("both", "10.0.2.1", 9001, true), ("h1", "10.0.2.1", 9001, true),
    ("i1", "10.0.2.1", 9001, false),
    ("i1", "i2", 9, true), ("a1", "i1", 9, false), ("i1", "a1", 9, false), ("h1", "i1", 9, true),
    ("s1", "s2", 9, false), ("h1", "s1", 9, true), ("s1", "h1", 9, true),
    ("a1", "o1", 9, false), ("a1", "r1", 9, false), ("a1", "r2", 9, true),
    ("h1", "a1", 9, true), ("a1", "h1", 9, true), ("a1", "k1", 9, true), ("k1", "a1", 9, true),
    ("h1", "10.0.2.1", 9002, true), ("a1", "10.0.2.1", 9002, true),
  ]

  private static let fromOutside: [(String, String, Int, Bool)] = [
    ("outside", "a1", 9, false), ("outside", "b1", 9, true), ("outside", "b1", 8, false),
    ("outside", "10.0.2.1", 9001, true), ("outside", "i1", 9, false), ("outside", "i2", 9, false),
    ("outside", "o1", 9, true), ("outside", "o1", 77, true), ("outside", "r1", 9, false),
    ("outside", "r2", 9, true), ("outside", "k1", 9, true), ("outside", "m1", 9, false),
    ("outside", "m3", 9, true), ("h2", "a1", 9, false), ("h2", "b1", 9, true),
  ]

  private static let toOutside: [(String, String, Int, Bool)] = [
    ("a1", "outside", 9, true), ("both", "outside", 9, true), ("i1", "outside", 9, false),
    ("s1", "outside", 9, true), ("o1", "outside", 9, true), ("r1", "outside", 9, true),
    ("k1", "outside", 9, true), ("m1", "outside", 9, true), ("q1", "outside", 9, false),
  ]

  private static let acrossHosts: [(String, String, Int, Bool)] = [
    ("a1", "c1", 9, false), ("a1", "c2", 9, true), ("c1", "h1", 9, true),
    ("m1", "m2", 9, true), ("m2", "m1", 9, true), ("q1", "q2", 9, true), ("a1", "m1", 9, false),
    ("m1", "a1", 9, false),
    // Swarm's mesh: any host of the overlay takes the connection, whoever runs the container.
    ("outside", "10.0.3.1", 9006, true), ("outside", "10.0.2.1", 9006, true),
  ]

  @Test func whoReachesWhomIsAsDockerDocuments() throws {
    var text = Self.network
    for (number, line) in Self.expected.enumerated() {
      text +=
        "  - {name: f\(number), from: \(line.0), to: \(line.1), port: \(line.2), flow: udp, rate: 800bps, packet: 100B, "
        + "start: \(number)ms, stop: 4s}\n"
    }
    let result = try Self.run(text)
    for (number, line) in Self.expected.enumerated() {
      let flow = try #require(result.flows.first { $0.name == "f\(number)" })
      let arrives =
        isForeign(line) ? flow.received > 0 && flow.icmpUnreachable == 0 : flow.received > 0
      #expect(arrives == line.3, "\(line.0) to \(line.1) port \(line.2)")
    }
    #expect(result.conservation.isBalanced)
  }

  /// To an address the datagram arrives even where nobody listens but the host.
  private func isForeign(_ line: (String, String, Int, Bool)) -> Bool { line.1.contains(".") }

  @Test func childrenOfAnInterfaceMeetEverybodyButTheirHost() throws {
    for driver in ["macvlan", "ipvlan"] {
      let result = try Self.run(
        """
        title: t
        duration: 8s
        network:
          hosts: {h: , other: }
          bridges: {sw: {stp: off, subnet: 192.168.7.0/24}}
          networks: {lan: {driver: \(driver), on: h}}
          containers: {v1: {networks: [lan]}, v2: {networks: [lan]}}
          links: [h -- sw, other -- sw]
        traffic:
          - {from: v1, to: v2, flow: udp, rate: 800bps, packet: 100B, stop: 2s}
          - {from: other, to: v1, flow: udp, rate: 800bps, packet: 100B, stop: 2s}
          - {from: v1, to: other, flow: udp, rate: 800bps, packet: 100B, stop: 2s}
          - {from: h, to: other, flow: udp, rate: 800bps, packet: 100B, stop: 2s}
          - {from: h, to: v1, flow: udp, rate: 800bps, packet: 100B, stop: 2s}
          - {from: v1, to: h, flow: udp, rate: 800bps, packet: 100B, stop: 2s}
        """)
      #expect(result.flows.map { $0.received > 0 } == [true, true, true, true, false, false], "\(driver)")
    }
  }

  @Test func ipvlanL3IsRoutedByItsHost() throws {
    let result = try Self.run(
      """
      title: t
      duration: 3s
      network:
        hosts: {h: , other: }
        routers: {r: }
        networks:
          one: {driver: ipvlan, mode: l3, on: h, subnet: 10.50.0.0/24}
          two: {driver: ipvlan, mode: l3, on: h, subnet: 10.51.0.0/24}
        containers: {v1: {networks: [one]}, v2: {networks: [two]}}
        links: [h -- r, other -- r]
      traffic:
        - {from: v1, to: v2, flow: udp, rate: 8kbps, packet: 100B, stop: 2s}
        - {from: other, to: v1, flow: udp, rate: 8kbps, packet: 100B, stop: 2s}
        - {from: v1, to: other, flow: udp, rate: 8kbps, packet: 100B, stop: 2s}
      """)
    #expect(result.flows.allSatisfy { $0.received > 0 })
  }

  @Test func aContainerWithoutANetworkHasNoAddress() throws {
    #expect(throws: ScenarioFileError.self) {
      try Self.run(
        """
        title: t
        network:
          hosts: {h: }
          networks: {nothing: {driver: none, on: h}}
          containers: {c: {networks: [nothing]}}
        traffic: [{from: c, to: h, flow: udp, rate: 8kbps}]
        """)
    }
  }

  static func run(_ text: String) throws -> RunResult {
    let loaded = try ScenarioFile.decode(text, name: "test")
    var simulation = try Simulation.prepare(loaded.scenario)
    simulation.run()
    return simulation.result()
  }
}
