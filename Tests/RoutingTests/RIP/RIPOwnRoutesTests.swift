import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Connected and redistributed networks, and interfaces that come and go.
@Suite struct RIPOwnRoutesTests {
  @Test func connectedNetworksHaveMetric1AndAreNotInstalled() {
    var bench = RIPBench(interfaces: RIPBench.interfaces(3, costs: [1: 7], passive: [3]))
    bench.fire(.update, at: 1)
    #expect(bench.announced("10.0.1.0/24", on: 2) == 1)
    #expect(bench.announced("10.0.3.0/24", on: 2) == 1)
    #expect(!bench.sent.contains { $0.interface == 3 })
    #expect(bench.installed.isEmpty)
  }

  @Test func aLearnedRouteCarriesMetricAndDistance() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 1)
    #expect(
      bench.installed[net("10.9.0.0/16")]
        == ProtocolRoute(
          prefix: net("10.9.0.0/16"), source: .rip, distance: 120, metric: 2,
          nextHops: [NextHop(interface: InterfaceIndex(1), address: IPv4Address(10, 0, 1, 2))]))
  }

  @Test func anOwnNetworkIsNeverLearned() {
    var bench = RIPBench()
    bench.hear("10.0.2.0/24", 1, on: 1, at: 1)
    bench.hear("10.0.2.0/24", 16, on: 1, at: 1)
    #expect(bench.installed.isEmpty)
    bench.fire(.update, at: 2)
    #expect(bench.announced("10.0.2.0/24", on: 1) == 1)
  }

  @Test func aLostConnectedNetworkIsPoisonedAndMayBeLearned() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, on: 2, at: 1)
    bench.fire(.triggeredHold, at: 6)
    bench.fire(.update, at: 10)
    bench.handle(.interfaceChanged(InterfaceIndex(2), isUp: false), at: 20)
    #expect(bench.announced("10.0.2.0/24", on: 1) == 16)
    #expect(bench.announced("10.9.0.0/16", on: 1) == 16)
    #expect(!bench.sent.contains { $0.interface == 2 })
    #expect(bench.installed.isEmpty)
    bench.hear("10.0.2.0/24", 2, on: 1, at: 21)
    #expect(bench.metric("10.0.2.0/24") == 3)
    #expect(bench.process.garbageCount == 1)

    // Back again: the own network wins over the learned route, and the neighbours are asked.
    bench.handle(.interfaceChanged(InterfaceIndex(2), isUp: true), at: 30)
    #expect(bench.metric("10.0.2.0/24") == nil)
    #expect(bench.sent.filter { $0.message.command == .request }.map(\.interface) == [2])
    bench.fire(.update, at: 40)
    #expect(bench.announced("10.0.2.0/24", on: 1) == 1)
  }

  @Test func aLostConnectedNetworkIsForgottenAfterGarbageCollection() {
    var bench = RIPBench()
    bench.handle(.interfaceChanged(InterfaceIndex(2), isUp: false), at: 20)
    bench.run(to: 139, quietly: true)
    #expect(bench.process.routes.count == 2)
    bench.run(to: 140, quietly: true)
    #expect(bench.process.routes.map(\.prefix) == [net("10.0.1.0/24")])
  }

  @Test func anotherInterfaceOnTheNetworkKeepsItAlive() {
    var interfaces = RIPBench.interfaces(2)
    interfaces.append(
      RoutingInterface(
        index: InterfaceIndex(3), name: "eth3",
        address: InterfaceAddress(IPv4Address(10, 0, 2, 8), length: 24), cost: 1))
    var bench = RIPBench(interfaces: interfaces)
    bench.handle(.interfaceChanged(InterfaceIndex(2), isUp: false), at: 1)
    #expect(bench.sent.isEmpty)
    bench.handle(.interfaceChanged(InterfaceIndex(3), isUp: false), at: 2)
    #expect(bench.announced("10.0.2.0/24", on: 1) == 16)
  }

  @Test func redistributedRoutesHaveTheDefaultMetric() {
    var configuration = RIPConfiguration.rfc
    configuration.defaultMetric = 4
    var bench = RIPBench(configuration)
    bench.fire(.update, at: 0.5)
    bench.handle(.redistribute(Self.route("10.9.0.0/16"), isPresent: true), at: 1)
    #expect(bench.announced("10.9.0.0/16", on: 1) == 4)
    #expect(bench.announced("10.9.0.0/16", on: 2) == 4)
    #expect(bench.installed.isEmpty)
  }

  @Test func aRedistributedRouteReplacesALearnedOneAndLeavesItsPlaceAgain() {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 1)
    bench.handle(.redistribute(Self.route("10.9.0.0/16"), isPresent: true), at: 2)
    #expect(bench.metric("10.9.0.0/16") == nil)
    bench.hear("10.9.0.0/16", 1, at: 3)
    #expect(bench.metric("10.9.0.0/16") == nil)
    bench.handle(.redistribute(Self.route("10.9.0.0/16"), isPresent: false), at: 4)
    bench.fire(.update, at: 10)
    #expect(bench.announced("10.9.0.0/16", on: 2) == 16)
    bench.hear("10.9.0.0/16", 1, at: 31)
    #expect(bench.metric("10.9.0.0/16") == 2)
  }

  @Test func aRedistributedRouteMayChangeItsNextHop() {
    var bench = RIPBench()
    bench.handle(.redistribute(Self.route("10.9.0.0/16", via: 9), isPresent: true), at: 1)
    bench.handle(.redistribute(Self.route("10.9.0.0/16", via: 8), isPresent: true), at: 2)
    bench.fire(.update, at: 10)
    #expect(bench.entry("10.9.0.0/16", on: 1)?.nextHop == IPv4Address(10, 0, 1, 8))
  }

  @Test func aStaticRouteUnderAConnectedNetworkTakesOverWhenThatIsLost() {
    var bench = RIPBench()
    // In the engine's order: the RIB selects the static route before this process hears of the interface.
    bench.handle(.redistribute(Self.route("10.0.2.0/24", via: 9), isPresent: true), at: 1)
    bench.handle(.interfaceChanged(InterfaceIndex(2), isUp: false), at: 1)
    bench.fire(.update, at: 10)
    #expect(bench.announced("10.0.2.0/24", on: 1) == 1)
    bench.handle(.redistribute(Self.route("10.0.2.0/24", via: 9), isPresent: false), at: 11)
    bench.handle(.interfaceChanged(InterfaceIndex(2), isUp: true), at: 11)
    bench.fire(.update, at: 20)
    #expect(bench.announced("10.0.2.0/24", on: 1) == 1)
    #expect(bench.process.garbageCount == 0)
  }

  @Test func onlyWantedSourcesAreRedistributed() {
    var configuration = RIPConfiguration.rfc
    configuration.redistribute = []
    var bench = RIPBench(configuration)
    bench.handle(.redistribute(Self.route("10.9.0.0/16"), isPresent: true), at: 1)
    bench.handle(.redistribute(Self.route("10.9.0.0/16"), isPresent: false), at: 2)
    bench.fire(.update, at: 10)
    #expect(bench.announced("10.9.0.0/16", on: 2) == nil)
  }

  @Test func whatIsRedistributedBeforeTheStartIsToldAfterIt() {
    var bench = RIPBench(started: false)
    bench.handle(.redistribute(Self.route("10.9.0.0/16"), isPresent: true), at: 0)
    #expect(bench.actions.isEmpty)
    bench.handle(.start, at: 0)
    bench.fire(.update, at: 10)
    #expect(bench.announced("10.9.0.0/16", on: 2) == 1)
  }

  private static func route(_ prefix: String, via last: UInt8? = nil) -> RedistributedRoute {
    RedistributedRoute(
      prefix: net(prefix), source: .static,
      nextHop: last.map { NextHop(interface: InterfaceIndex(1), address: RIPBench.neighbor(1, $0)) })
  }
}
