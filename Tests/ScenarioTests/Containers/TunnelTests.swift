import Engine
import Kernel
import Metrics
import NetworkModel
import ScenarioFormats
import Testing

/// Packets in packets: bytes on the wire, learning, pod networks, the path's MTU.
@Suite struct TunnelTests {
  private static func overlay(_ options: String, packet: Int = 1000, underlay: String = "") -> String {
    """
    title: t
    duration: 2s
    network:
      defaults: {link: {bandwidth: 1Gbps, delay: 1ms\(underlay)}}
      hosts: {h1: , h2: , h3: }
      routers: {r: }
      networks: {mesh: {on: [h1, h2, h3]\(options)}}
      containers: {c1: {on: h1, networks: [mesh]}, c2: {on: h2, networks: [mesh]}, c3: {on: h3, networks: [mesh]}}
      links: [h1 -- r, h2 -- r, h3 -- r]
    traffic:
      - {from: c1, to: c2, flow: udp, rate: 80kbps, packet: \(packet)B, stop: 1s}
    """
  }

  /// Bytes from h1 to the router, after ten packets of 1000 bytes.
  private static func wireBytes(_ options: String) throws -> UInt64 {
    let result = try ReachabilityTests.run(overlay(options))
    #expect(result.flows[0].received == 10)
    #expect(result.conservation.isBalanced)
    return try #require(result.links.first { $0.name == "h1 -- r" }).bytes.first
  }

  @Test func theUnderlayCarriesTheOuterBytes() throws {
    // ARP is answered at home, so the tunnel carries the ten packets and nothing else.
    #expect(try Self.wireBytes(", driver: overlay") == 10 * 1050)
    #expect(try Self.wireBytes(", driver: overlay, encapsulation: geneve") == 10 * 1050)
    // 1000 + 30 inside ESP and 2 are 1032, whole words: 20 + 8 + 8 + 1032 + 8.
    #expect(try Self.wireBytes(", driver: overlay, encryption: true") == 10 * 1076)
    // 1050 padded to 1056 by WireGuard, and 60.
    #expect(try Self.wireBytes(", driver: overlay, encryption: wireguard") == 10 * 1116)
    #expect(try Self.wireBytes(", driver: calico") == 10 * 1020)
    #expect(try Self.wireBytes(", driver: calico, encapsulation: wireguard") == 10 * (1008 + 60))
    #expect(try Self.wireBytes(", driver: calico, encapsulation: none") == 10 * 1000)
    // An ESP tunnel with AES-GCM: 1000 + 2 is padded to 1004, and 20 + 8 + 8 + 16 are around it.
    #expect(try Self.wireBytes(", driver: calico, encapsulation: none, encryption: ipsec") == 10 * 1056)
  }

  @Test func flannelIsVXLANFromHostToHost() throws {
    #expect(try Self.wireBytes(", driver: flannel") == 10 * 1050)
  }

  @Test func withoutAControlPlaneTheFirstFramesGoToAllHosts_RFC7348_4_1() throws {
    // c1 asks by broadcast: one copy for h2, one for h3, of 46 + 50 bytes. Both hosts have learned c1 by then; c2's answer
    // goes to h1 alone, and the ten packets to h2 alone.
    #expect(try Self.wireBytes(", driver: overlay, learning: flooding") == 2 * 96 + 10 * 1050)
  }

  @Test func theContainersMTUIsWhatFitsIntoTheHosts() throws {
    for (options, mtu) in [
      (", driver: overlay", 1450), (", driver: overlay, encryption: true", 1424), (", driver: calico", 1480),
    ] {
      let scenario = try ScenarioFile.decode(Self.overlay(options), name: "test").scenario
      let topology = try Topology(scenario.network)
      let own = try #require(topology.node(named: "c1"))
      let link = try #require(topology[topology[own].interfaces[0]].link)
      #expect(topology[link].spec.mtu == mtu)
    }
  }

  @Test func aDatagramThatDoesNotFitIsLostUnlessItMayBeCut_RFC791_3_2() throws {
    let whole = try ReachabilityTests.run(Self.overlay(", driver: calico", packet: 1500))
    #expect(whole.flows[0].received == 0)
    #expect(whole.flows[0].lost == whole.flows[0].sent)
    let text = Self.overlay(", driver: calico", packet: 1500)
      .replacing("stop: 1s}", with: "stop: 1s, fragment: true}")
    let cut = try ReachabilityTests.run(text)
    #expect(cut.flows[0].received == cut.flows[0].sent)
    #expect(cut.conservation.isBalanced)
    // 1480 bytes of data in an MTU of 1480: pieces of 1456 and 24 bytes, each with two headers of 20.
    let bytes = try #require(cut.links.first { $0.name == "h1 -- r" }).bytes.first
    #expect(bytes == cut.flows[0].sent * (1456 + 40 + 24 + 40))
  }

  @Test func outerPacketsOfVXLANAreCutByTheUnderlay() throws {
    let result = try ReachabilityTests.run(
      Self.overlay(", driver: overlay, mtu: 1500", packet: 1500))
    // 1550 bytes outside: 1480 of 1530 bytes of data in the first piece, 50 in the second.
    let bytes = try #require(result.links.first { $0.name == "h1 -- r" }).bytes.first
    #expect(result.flows[0].received == result.flows[0].sent)
    #expect(bytes == result.flows[0].sent * (1500 + 70))
  }

  private static func narrow(icmp: Bool) -> String {
    """
    title: t
    duration: 20s
    network:
      hosts: {client: , server: }
      routers: {r1: {icmp: \(icmp)}, r2: }
      links: [client -- r1, {between: [r1, r2], mtu: 1400}, r2 -- server]
    services:
      web: {backends: [server], service-time: 1ms, timeout: 5s}
    traffic:
      - {from: client, to: web, arrivals: constant(1/s), request: 20kB, response: 100B, requests: 5}
    """
  }

  @Test func aSenderLearnsThePathsMTU_RFC1191_6() throws {
    let service = try ReachabilityTests.run(Self.narrow(icmp: true)).services[0]
    #expect(service.outcomes.map(\.outcome) == [.ok])
  }

  @Test func withoutICMPTheNarrowLinkIsABlackHole_RFC2923_2_1() throws {
    let text = Self.narrow(icmp: false)
    let service = try ReachabilityTests.run(text).services[0]
    #expect(service.outcomes.map(\.outcome) == [.timeout])
    // What is small goes through: that is what makes it a riddle.
    let small = try ReachabilityTests.run(text.replacing("request: 20kB", with: "request: 200B"))
    #expect(small.services[0].outcomes.map(\.outcome) == [.ok])
  }

  @Test func requestsFindTheirWayThroughTranslationAndBack() throws {
    let result = try ReachabilityTests.run(
      """
      title: t
      duration: 5s
      network:
        hosts: {client: , h1: , h2: }
        routers: {r: }
        networks:
          front: {on: h1}
          mesh: {driver: overlay, on: [h1, h2]}
        containers:
          web: {networks: [front], replicas: 2, ports: ["8080:80"]}
          api: {networks: [mesh], replicas: 2, ports: ["8081:80"]}
        links: [client -- r, h1 -- r, h2 -- r]
      services:
        web: {backends: [web], at: client, service-time: 1ms, health-check: {interval: 500ms}}
        api: {backends: [api], at: client, service-time: 1ms, health-check: {interval: 500ms}}
      traffic:
        - {from: client, to: web, arrivals: constant(50/s), request: 3kB, response: 30kB, stop: 4s}
        - {from: client, to: api, arrivals: constant(50/s), request: 3kB, response: 30kB, stop: 4s}
        - {from: api-1, to: web, arrivals: constant(50/s), request: 3kB, response: 30kB, stop: 4s}
      """)
    for service in result.services {
      #expect(service.outcomes.map(\.outcome) == [.ok], "\(service.name)")
      #expect(service.backends.allSatisfy { $0.isHealthy && $0.requests > 0 })
    }
    #expect(result.conservation.isBalanced)
  }
}
