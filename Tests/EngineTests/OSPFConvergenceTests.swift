import Engine
import Kernel
import Metrics
import NetworkModel
import Testing

/// How an event's convergence divides into phases.
@Suite struct OSPFConvergenceTests {
  private static func run(silent: Bool, protocol name: String = "ospf") throws -> RunResult {
    var scenario = Scenario(title: "square")
    for name in ["r1", "r2", "r3", "r4"] {
      var router = RouterSpec(name: name)
      router.stubs = [IPv4Prefix(IPv4Address(172, 16, UInt8(scenario.network.routers.count), 0), length: 24)]
      scenario.network.routers.append(router)
    }
    scenario.network.links = [
      LinkSpec("r1", "r2"), LinkSpec("r2", "r3"), LinkSpec("r3", "r4"), LinkSpec("r4", "r1"),
    ]
    scenario.routing.protocols = [name]
    scenario.events = [
      EventSpec(time: .seconds(65), action: .linkDown(LinkReference("r1", "r2"), silent: silent))
    ]
    scenario.duration = .seconds(200)
    var simulation = try Simulation.prepare(scenario)
    simulation.run()
    return simulation.result()
  }

  @Test func thePhasesAddUpToTheConvergenceTime() throws {
    let entry = try #require(try Self.run(silent: false).convergence.last)
    #expect(entry.phases.map(\.phase) == ConvergencePhase.allCases)
    #expect(entry.phases.reduce(SimTime.zero) { $0 + $1.time } == entry.lastRouteChange)
    // Carrier is lost at once; the change is described after 50 ms. The other two routers have the first of the two
    // router-LSAs after a hop, 1 ms and 864 ns for 108 bytes (IP 20, OSPF 24, update 4, LSA 60), and compute 50 ms later,
    // when the second one has come round the square as well.
    #expect(entry.phases[0].time == .zero)
    #expect(entry.phases[1].time == .milliseconds(50))
    #expect(entry.phases[2].time > .milliseconds(1) && entry.phases[2].time < .milliseconds(4))
    let hop = SimTime(picoseconds: 1_000_864_000)
    #expect(entry.phases[2].time + entry.phases[3].time == hop + .milliseconds(50))
  }

  @Test func aSilentFailureTakesItsTimeToBeDetected() throws {
    let entry = try #require(try Self.run(silent: true).convergence.last)
    // Hellos of 60 s were the last to arrive; 40 s later the neighbours are given up.
    #expect(entry.phases[0].time > .seconds(35) && entry.phases[0].time < .milliseconds(35_010))
    #expect(entry.phases[1].time == .milliseconds(50))
  }

  @Test func protocolsWithoutLinkStateHaveNoPhases() throws {
    #expect(try Self.run(silent: false, protocol: "rip").convergence.allSatisfy(\.phases.isEmpty))
  }
}
