import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// BFD in the whole: a link that fails without a signal, under each protocol; and routes that take their time to the FIB.
@Suite struct FailureDetectionTests {
  private static func square(_ name: String, bfd: Bool) -> Scenario {
    var scenario = Scenario(title: "square")
    for number in 1...4 {
      var router = RouterSpec(name: "r\(number)")
      router.autonomousSystem = UInt32(65000 + number)
      router.stubs = [IPv4Prefix(IPv4Address(172, 16, UInt8(number), 0), length: 24)]
      scenario.network.routers.append(router)
    }
    scenario.network.links = [
      LinkSpec("r1", "r2"), LinkSpec("r2", "r3"), LinkSpec("r3", "r4"), LinkSpec("r4", "r1"),
    ]
    if bfd {
      for link in scenario.network.links.indices {
        scenario.network.links[link].bfd = BFDSpec()
        scenario.network.links[link].bfd?.transmit = .milliseconds(50)
        scenario.network.links[link].bfd?.receive = .milliseconds(50)
      }
    }
    scenario.routing.protocols = [name]
    scenario.events = [
      EventSpec(time: .seconds(150), action: .linkDown(LinkReference("r1", "r2"), silent: true))
    ]
    scenario.duration = .seconds(500)
    return scenario
  }

  private static func detection(_ name: String, bfd: Bool) throws -> SimTime {
    var simulation = try Simulation.prepare(square(name, bfd: bfd))
    simulation.run()
    let result = simulation.result()
    return try #require(result.convergence.last?.detection)
  }

  @Test(arguments: ["ospf", "rip", "bgp"])
  func aSilentFailureIsFoundWithinThreePackets(name: String) throws {
    let with = try Self.detection(name, bfd: true)
    // Counted from the last packet before the failure, up to 50 ms earlier.
    #expect(with >= .milliseconds(100) && with <= .milliseconds(152), "\(name): \(with)")
    let without = try Self.detection(name, bfd: false)
    #expect(without > .seconds(25), "\(name): \(without)")
  }

  @Test func sessionsAreShownAndComeBack() throws {
    var scenario = Self.square("ospf", bfd: true)
    scenario.events.append(
      EventSpec(time: .seconds(200), action: .linkUp(LinkReference("r1", "r2"))))
    var simulation = try Simulation.prepare(scenario)
    simulation.run(until: .seconds(190))
    let topology = simulation.topology
    let r1 = try #require(topology.node(named: "r1"))
    let meanwhile = simulation.bfdSessions(of: r1)
    #expect(meanwhile.map(\.state).sorted() == ["Down", "Up"])
    simulation.run()
    let later = simulation.bfdSessions(of: r1)
    #expect(later.map(\.state) == ["Up", "Up"])
    #expect(later.allSatisfy { $0.detectionTime == .milliseconds(150) })
    let result = simulation.result()
    #expect(result.linkState?.allSatisfy { $0.parts == 1 && $0.holds } == true)
  }

  @Test func routesAreInstalledOneAfterTheOther() throws {
    func last(_ fib: FIBSpec) throws -> SimTime {
      var scenario = Self.square("ospf", bfd: false)
      scenario.events = [
        EventSpec(time: .seconds(150), action: .linkDown(LinkReference("r1", "r2"), silent: false))
      ]
      scenario.routing.fib = fib
      var simulation = try Simulation.prepare(scenario)
      simulation.run()
      let result = simulation.result()
      let entry = try #require(result.convergence.last)
      #expect(entry.phases.reduce(SimTime.zero) { $0 + $1.time } == entry.lastRouteChange)
      return try #require(entry.lastRouteChange)
    }
    let immediate = try last(FIBSpec())
    var delayed = FIBSpec()
    delayed.delay = .milliseconds(20)
    #expect(try last(delayed) == immediate + .milliseconds(20))
    // r1 loses its own network to r2 and takes new ways to r2's and r3's and the link between them; in all at least two.
    delayed.perRoute = .milliseconds(3)
    #expect(try last(delayed) >= immediate + .milliseconds(26))
  }

  @Test func packetsFollowTheOldRouteUntilTheNewOneIsInstalled() throws {
    func lost(_ delay: SimTime) throws -> UInt64 {
      var scenario = Self.square("ospf", bfd: false)
      scenario.routing.fib.delay = delay
      scenario.events = [
        EventSpec(time: .seconds(150), action: .linkDown(LinkReference("r1", "r2"), silent: false))
      ]
      let flow = FlowSpec(rate: Bandwidth(bitsPerSecond: 800_000), packetBytes: 1000, pattern: .constant)
      scenario.traffic = [
        TrafficSpec(
          name: "probe", from: "r1", to: .address(IPv4Address(172, 16, 2, 1)), kind: .flow(flow))
      ]
      scenario.traffic[0].start = .seconds(100)
      var simulation = try Simulation.prepare(scenario)
      simulation.run()
      let result = simulation.result()
      return try #require(result.flows.first).lost
    }
    // A packet every 10 ms: half a second more is fifty packets more, and a few that circle between routers of which one has
    // its new route already.
    let more = try lost(.milliseconds(500)) - lost(.zero)
    #expect(more >= 49 && more <= 60, "\(more)")
  }
}
