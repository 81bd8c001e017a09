import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// RFC 4724 in the whole: r1, r2, r3 in a row; r2's BGP restarts at 60 s and is away for 5 s, while r1 sends to r3's network
/// 100 packets a second.
@Suite struct GracefulRestartTests {
  private static func scenario(_ graceful: BGPGracefulRestartSpec?) -> Scenario {
    var scenario = Scenario(title: "row")
    for number in 1...3 {
      var router = RouterSpec(name: "r\(number)")
      router.autonomousSystem = UInt32(65000 + number)
      router.stubs = [IPv4Prefix(IPv4Address(172, 16, UInt8(number), 0), length: 24)]
      scenario.network.routers.append(router)
    }
    scenario.network.links = [LinkSpec("r1", "r2"), LinkSpec("r2", "r3")]
    scenario.routing.protocols = ["bgp"]
    scenario.routing.bgp.advertisementInterval = .zero
    scenario.routing.bgp.gracefulRestart = graceful
    scenario.events = [EventSpec(time: .seconds(60), action: .restart("r2", away: .seconds(5)))]
    scenario.duration = .seconds(200)
    return scenario
  }

  private static func routes(_ graceful: BGPGracefulRestartSpec?, at time: SimTime) throws -> [Int] {
    var simulation = try Simulation.prepare(scenario(graceful))
    simulation.run(until: time)
    return try ["r1", "r2", "r3"].map { name in
      let node = try #require(simulation.topology.node(named: name))
      return simulation.selectedRoutes(of: node).count { $0.source == .bgp }
    }
  }

  @Test func routesOfBGPStayInEveryForwardingTable_RFC4724_4() throws {
    let before = try Self.routes(BGPGracefulRestartSpec(), at: .seconds(59))
    #expect(before == [2, 2, 2])
    for second in [60.5, 62, 64.9, 66, 69, 100] {
      let now = try Self.routes(BGPGracefulRestartSpec(), at: .seconds(second))
      #expect(now == before, "at \(second) s")
    }
  }

  @Test func withoutItTheyAreGoneUntilTheSessionIsBack() throws {
    #expect(try Self.routes(nil, at: .seconds(62)) == [0, 0, 0])
    #expect(try Self.routes(nil, at: .seconds(100)) == [2, 2, 2])
  }

  /// The neighbours keep what they have until r2 tells that it has ceased to forward: then it all comes anew.
  @Test func withoutForwardingTheNeighborsAloneKeepRoutes_RFC4724_4_2() throws {
    var spec = BGPGracefulRestartSpec()
    spec.keepsForwarding = false
    #expect(try Self.routes(spec, at: .seconds(62)) == [2, 0, 2])
    #expect(try Self.routes(spec, at: .seconds(100)) == [2, 2, 2])
  }

  @Test func helpersAskNobodyToKeepTheirRoutes_RFC4724_3() throws {
    var spec = BGPGracefulRestartSpec()
    spec.routers = ["r1", "r3"]
    #expect(try Self.routes(spec, at: .seconds(62)) == [0, 0, 0])
  }

  /// A crash takes the forwarding table with it, and the links.
  @Test func aCrashIsNoGracefulRestart() throws {
    var scenario = Self.scenario(BGPGracefulRestartSpec())
    scenario.events = [
      EventSpec(time: .seconds(60), action: .crash("r2")),
      EventSpec(time: .seconds(65), action: .recover("r2")),
    ]
    var simulation = try Simulation.prepare(scenario)
    let r1 = try #require(simulation.topology.node(named: "r1"))
    simulation.run(until: .seconds(62))
    let down = simulation.selectedRoutes(of: r1).count { $0.source == .bgp }
    #expect(down == 0)
    simulation.run(until: .seconds(100))
    let up = simulation.selectedRoutes(of: r1).count { $0.source == .bgp }
    #expect(up == 2)
  }

  @Test func sessionsAreCountedOnAcrossTheRestart() throws {
    var simulation = try Simulation.prepare(Self.scenario(nil))
    simulation.run()
    let result = simulation.result()
    let counters = result.routing.first?.counters ?? []
    #expect(counters.first { $0.name == "sessions lost" }?.value == 4)
    #expect(counters.first { $0.name == "sessions established" }?.value == 8)
  }
}
