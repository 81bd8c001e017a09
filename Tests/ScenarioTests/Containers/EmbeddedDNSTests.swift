import Metrics
import NetworkModel
import ScenarioFormats
import Testing

/// Names on container networks (https://docs.docker.com/engine/network/#dns-services).
@Suite struct EmbeddedDNSTests {
  private static let network = """
    title: t
    duration: 20s
    network:
      hosts: {h: }
      networks:
        front: {on: h}
        back: {on: h}
        bridge: {on: h, default: true}
        stack: {driver: host, on: h}
      containers:
        web: {replicas: 2, networks: {front: {aliases: [site]}, back: }}
        blog: {networks: {front: {aliases: [site]}}}
        db: {networks: {back: {aliases: [store, site]}}}
        old: {networks: [bridge]}
        far: {networks: [stack]}

    """

  private static func dns() throws -> EmbeddedDNS {
    EmbeddedDNS(try ScenarioFile.decode(network, name: "test").scenario.network)
  }

  @Test func namesSetsAndAliasesAreKnownOnTheirNetworks() throws {
    let dns = try Self.dns()
    #expect(dns.answer("web", for: "blog").containers == ["web-1", "web-2"])
    #expect(dns.answer("web-2", for: "blog").containers == ["web-2"])
    #expect(dns.answer("site", for: "blog").containers == ["web-1", "web-2", "blog"])
    #expect(dns.answer("store", for: "web-1").containers == ["db"])
    #expect(dns.answer("store", for: "blog").containers.isEmpty)
  }

  @Test func theFirstNetworkThatKnowsTheNameAnswers() throws {
    let dns = try Self.dns()
    let answer = dns.answer("site", for: "web")
    #expect(answer.network == "front")
    #expect(dns.answer("site", for: "db").containers == ["db"])
  }

  @Test func defaultBridgesAndHostsStacksHaveNoNames() throws {
    let dns = try Self.dns()
    #expect(dns.answer("web", for: "old").story == ["bridge is the default bridge: no embedded DNS"])
    #expect(dns.answer("old", for: "old").containers.isEmpty)
    #expect(dns.answer("web", for: "far").story == ["stack has the driver host: no embedded DNS"])
    #expect(dns.answer("web", for: "h").network == nil)
  }

  @Test func podsAreNotKnownByName() throws {
    let scenario = try ScenarioFile.decode(
      """
      title: t
      network:
        hosts: {h1: , h2: }
        networks: {pods: {driver: flannel, on: [h1, h2]}}
        containers: {a: {on: h1, networks: [pods]}, b: {on: h2, networks: [pods]}}
        links: [h1 -- h2]
      """, name: "test"
    ).scenario
    let answer = EmbeddedDNS(scenario.network).answer("b", for: "a")
    #expect(answer.story == ["pods is a network of pods: a cluster's DNS knows services, not pods"])
  }

  @Test func requestsToANameSpreadOverItsContainers() throws {
    let result = try ReachabilityTests.run(
      Self.network + """
        traffic:
          - {from: blog, to: web, arrivals: poisson(100/s), requests: 1000}
          - {from: web, to: site, arrivals: poisson(100/s), requests: 100}
          - {from: db, to: site, arrivals: poisson(100/s), requests: 10}
          - {name: dgrams, from: web-1, to: store, flow: udp, rate: 8kbps, packet: 100B, stop: 2s}
        """)
    let web = try #require(result.services.first { $0.name == "web" })
    #expect(web.successRatio == 1)
    #expect(web.backends.map(\.name) == ["web-1", "web-2"])
    #expect(web.backends.allSatisfy { (450...550).contains($0.requests) })
    #expect(result.services.first { $0.name == "site" }?.backends.count == 3)
    #expect(result.services.first { $0.name == "site@back" }?.backends.map(\.name) == ["db"])
    #expect(result.flows.first { $0.name == "dgrams" }.map { $0.received > 0 } ?? false)
  }

  @Test func anUnknownNameIsAnError() throws {
    #expect(throws: ScenarioFileError.self) {
      try ScenarioFile.decode(
        Self.network + "traffic: [{from: blog, to: store, arrivals: poisson(1/s)}]\n", name: "test")
    }
  }
}
