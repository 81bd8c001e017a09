import Engine
import Foundation
import Kernel
import Metrics
import NetworkModel
import Testing

/// OSPF on random networks, with loss and failures, must end where shortest paths end: the oracle computes them from the
/// whole topology.
@Suite struct OSPFAgainstOracleTests {
  /// A connected random network with asymmetric costs, sometimes with a bridge; every router has a network of its own.
  private static func network(_ stream: inout RandomStream, loss: Double) -> NetworkSpec {
    var network = NetworkSpec()
    let count = 4 + stream.below(8)
    for number in 0..<count {
      var router = RouterSpec(name: "r\(number)")
      router.stubs = [IPv4Prefix(IPv4Address(172, 16, UInt8(number), 0), length: 24)]
      network.routers.append(router)
      if number > 0 { add("r\(number)", "r\(stream.below(number))", loss, &network, &stream) }
    }
    for _ in 0..<count {
      let (a, b) = (stream.below(count), stream.below(count))
      if a != b { add("r\(a)", "r\(b)", loss, &network, &stream) }
    }
    if stream.bernoulli(0.5) {
      network.bridges.append(BridgeSpec(name: "lan"))
      for number in 0..<(2 + stream.below(count - 2)) { add("r\(number)", "lan", loss, &network, &stream) }
    }
    return network
  }

  private static func add(
    _ a: String, _ b: String, _ loss: Double, _ network: inout NetworkSpec, _ stream: inout RandomStream
  ) {
    var link = LinkSpec(a, b)
    link.costs = Pair(1 + stream.below(4), 1 + stream.below(4))
    link.loss = loss
    network.links.append(link)
  }

  /// Router and prefix → metric and next hops, of the routers' own networks.
  private static func tables(
    _ scenario: Scenario, protocol name: String
  ) throws -> (tables: [String: (metric: Int, hops: [String])], isQuiet: Bool) {
    var scenario = scenario
    scenario.routing.protocols = [name]
    var simulation = try Simulation.prepare(scenario)
    simulation.runUntilQuiet()
    let snapshot = simulation.routes()
    if name == "ospf" {
      let found = simulation.linkStateAgreement()
      let agreement = try #require(found, "seed \(scenario.seed): quiet")
      // With one area there are two scopes: the area and the domain.
      #expect(agreement.count == 2 && agreement.allSatisfy(\.holds), "seed \(scenario.seed): \(agreement)")
    }
    var tables: [String: (metric: Int, hops: [String])] = [:]
    for router in snapshot.routers {
      for route in router.routes where route.source == name && route.prefix.address.bits >> 20 == 0xAC1 {
        let hops = route.nextHops.map { $0.address?.description ?? "-" }.sorted()
        tables["\(router.name) \(route.prefix)"] = (route.metric, hops)
      }
    }
    return (tables, snapshot.isQuiet)
  }

  /// Any sequence: links that fail with and without a signal, and come back or not; routers that crash, and come back.
  private static func addFailures(to scenario: inout Scenario, _ stream: inout RandomStream) {
    var time = SimTime.seconds(200)
    for _ in 0..<stream.below(6) {
      switch stream.below(3) {
      case 0:
        let router = scenario.network.routers[stream.below(scenario.network.routers.count)].name
        scenario.events.append(EventSpec(time: time, action: .crash(router)))
        time += stream.uniform(upTo: .seconds(120))
        if stream.bernoulli(0.7) { scenario.events.append(EventSpec(time: time, action: .recover(router))) }
      case let kind:
        let link = scenario.network.links[stream.below(scenario.network.links.count)]
        let all = LinkReference(link.ends.first, link.ends.second)
        scenario.events.append(EventSpec(time: time, action: .linkDown(all, silent: kind == 2)))
        time += stream.uniform(upTo: .seconds(120))
        if stream.bernoulli(0.5) { scenario.events.append(EventSpec(time: time, action: .linkUp(all))) }
      }
      time += stream.uniform(upTo: .seconds(120))
    }
  }

  /// `RHUMB_SEEDS=500` tries more networks than a run of all tests has time for.
  private static let seeds = UInt64(ProcessInfo.processInfo.environment["RHUMB_SEEDS"] ?? "") ?? 40

  @Test(arguments: 1...Self.seeds)
  func costsAndNextHopsAreThoseOfShortestPaths(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, entity: "ospf oracle", purpose: "test")
    var scenario = Scenario(title: "random")
    scenario.seed = seed
    // Every second network loses up to a fifth of all packets; twelve hellos in a row it hardly ever loses.
    let loss = seed % 2 == 0 ? stream.uniform() * 0.2 : 0
    scenario.network = Self.network(&stream, loss: loss)
    scenario.routing.ospf.hello = .seconds(5)
    scenario.routing.ospf.dead = .seconds(60)
    if seed % 3 == 0 { scenario.routing.profile = .frr }
    Self.addFailures(to: &scenario, &stream)
    scenario.duration = .seconds(2500)
    // The oracle sees carriers only: what fails silently fails for it with a signal.
    var signalled = scenario
    for place in signalled.events.indices {
      guard case .linkDown(let link, silent: true) = signalled.events[place].action else { continue }
      signalled.events[place].action = .linkDown(link, silent: false)
    }
    let oracle = try Self.tables(signalled, protocol: "global")
    let ospf = try Self.tables(scenario, protocol: "ospf")
    #expect(ospf.isQuiet, "seed \(seed)")
    #expect(Set(ospf.tables.keys) == Set(oracle.tables.keys), "seed \(seed)")
    // FRR goes directly to routers on a segment of its own, where the oracle has all shortest ways.
    let mayHaveFewer = scenario.routing.profile == .frr && !scenario.network.bridges.isEmpty
    for (key, route) in ospf.tables {
      // The network itself costs 1.
      #expect(route.metric == (oracle.tables[key]?.metric ?? -1) + 1, "seed \(seed): \(key)")
      let all = oracle.tables[key]?.hops ?? []
      if mayHaveFewer && route.hops != all {
        #expect(!route.hops.isEmpty && Set(route.hops).isSubset(of: all), "seed \(seed): \(key)")
      } else {
        #expect(route.hops == all, "seed \(seed): \(key)")
      }
    }
  }
}
