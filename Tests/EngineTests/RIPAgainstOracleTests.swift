import Engine
import Kernel
import Metrics
import NetworkModel
import Testing

/// RIP on random networks must end where shortest paths end: the oracle computes them from the whole topology.
@Suite struct RIPAgainstOracleTests {
  /// A connected random network with asymmetric costs; every router has a network of its own.
  private static func network(_ stream: inout RandomStream) -> NetworkSpec {
    var network = NetworkSpec()
    let count = 4 + stream.below(6)
    for number in 0..<count {
      var router = RouterSpec(name: "r\(number)")
      router.stubs = [IPv4Prefix(IPv4Address(192, 168, UInt8(number), 0), length: 24)]
      network.routers.append(router)
      if number > 0 { add(number, stream.below(number), &network, &stream) }
    }
    for _ in 0..<count {
      let (a, b) = (stream.below(count), stream.below(count))
      if a != b { add(a, b, &network, &stream) }
    }
    return network
  }

  private static func add(_ a: Int, _ b: Int, _ network: inout NetworkSpec, _ stream: inout RandomStream) {
    var link = LinkSpec("r\(a)", "r\(b)")
    link.costs = Pair(1 + stream.below(3), 1 + stream.below(3))
    network.links.append(link)
  }

  /// Router and prefix → metric and next hops.
  private static func tables(
    _ scenario: Scenario, protocol name: String, source: String
  ) throws -> (tables: [String: (metric: Int, hops: [String])], isQuiet: Bool) {
    var scenario = scenario
    scenario.routing.protocols = [name]
    var simulation = try Simulation.prepare(scenario)
    simulation.runUntilQuiet()
    let snapshot = simulation.routes()
    var tables: [String: (metric: Int, hops: [String])] = [:]
    for router in snapshot.routers {
      for route in router.routes where route.source == source {
        let hops = route.nextHops.map { $0.address?.description ?? "-" }.sorted()
        tables["\(router.name) \(route.prefix)"] = (route.metric, hops)
      }
    }
    return (tables, snapshot.isQuiet)
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func metricsAndNextHopsAreThoseOfShortestPaths(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, entity: "oracle", purpose: "test")
    var scenario = Scenario(title: "random")
    scenario.seed = seed
    scenario.network = Self.network(&stream)
    scenario.routing.rip.ecmp = 16
    if seed % 2 == 0 {
      // After a failure, signalled or silent, and in every second case a repair.
      let link = scenario.network.links[stream.below(scenario.network.links.count)]
      let all = LinkReference(link.ends.first, link.ends.second)
      let isSilent = seed % 3 == 0
      scenario.events = [EventSpec(time: .seconds(100), action: .linkDown(all, silent: isSilent))]
      if seed % 4 == 0 { scenario.events.append(EventSpec(time: .seconds(500), action: .linkUp(all))) }
      if isSilent && seed % 4 != 0 { return }  // The oracle does not see a silent failure.
    }
    scenario.duration = .seconds(1500)
    let oracle = try Self.tables(scenario, protocol: "global", source: "global")
    let rip = try Self.tables(scenario, protocol: "rip", source: "rip")
    #expect(rip.isQuiet, "seed \(seed)")
    // A network that is connected costs 1 in RIP and 0 for the oracle; 16 is infinity.
    let expected = oracle.tables.filter { $0.value.metric + 1 <= 15 }
    #expect(Set(rip.tables.keys) == Set(expected.keys), "seed \(seed)")
    for (key, route) in rip.tables {
      #expect(route.metric == (expected[key]?.metric ?? -1) + 1, "seed \(seed): \(key)")
      #expect(route.hops == expected[key]?.hops, "seed \(seed): \(key)")
    }
  }
}
