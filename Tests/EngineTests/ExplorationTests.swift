import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// What `explore` finds is what a run can come to: with the same costs, and with the routes that other protocols hand to BGP.
@Suite struct ExplorationTests {
  private static let prefix = IPv4Prefix(IPv4Address(203, 0, 113, 0), length: 24)

  /// Two exits of AS 65001 hear of the prefix. The western one is nearer to `middle`, and the link behind it is dearer.
  private static func hotPotato(_ interior: String) -> Scenario {
    var builder = NetworkBuilder(
      routers: ["west", "middle", "east", "far-west", "far-east"], protocols: [interior, "bgp"])
    for (place, number) in [65001, 65001, 65001, 65002, 65002].enumerated() {
      builder.scenario.network.routers[place].autonomousSystem = UInt32(number)
      builder.scenario.network.routers[place].loopback = IPv4Address(10, 255, 0, UInt8(place + 1))
    }
    builder.scenario.network.routers[4].stubs = [prefix]
    builder.link("west", "middle") { $0.costs = Pair(5, 5) }
    builder.link("middle", "east") { $0.costs = Pair(10, 10) }
    builder.link("west", "far-west") { $0.costs = Pair(50, 50) }
    builder.link("east", "far-east") { $0.costs = Pair(1, 1) }
    builder.link("far-west", "far-east")
    builder.scenario.routing.bgp.policies = BGPPolicyMode.none
    builder.scenario.duration = .seconds(300)
    return builder.scenario
  }

  /// RFC 2328 §12.4.1.1: a router announces a link to no neighbour as a stub network, at the cost of its interface.
  @Test(arguments: [("ospf", "east"), ("global", "west")])
  func theExitIsChosenByTheInteriorProtocolsOwnCosts(interior: String, exit: String) throws {
    var simulation = try Simulation.prepare(Self.hotPotato(interior))
    let exploration = try simulation.explore(orders: 5)
    #expect(exploration.states.count == 1)
    let found = exploration.states.first?.routes.first { $0.hasPrefix("middle \(Self.prefix): ") }
    #expect(found?.hasPrefix("middle \(Self.prefix): \(exit) ") ?? false, "\(found ?? "nothing")")
    simulation.run()
    let middle = try #require(simulation.topology.node(named: "middle"))
    let hop = try #require(simulation.selectedRoute(of: middle, to: Self.prefix)?.nextHops.first)
    let neighbors = simulation.topology.neighbors(of: hop.interface).map { simulation.topology[$0].node }
    let names = neighbors.map { simulation.topology[$0].name }
    #expect(names == [exit])
  }

  @Test func redistributedRoutesAreAnnounced() throws {
    var builder = NetworkBuilder(routers: ["a", "b"], protocols: ["bgp"])
    for place in 0..<2 { builder.scenario.network.routers[place].autonomousSystem = UInt32(65001 + place) }
    builder.link("a", "b")
    builder.scenario.routing.statics = [StaticRouteSpec(node: "a", prefix: Self.prefix, via: nil)]
    builder.scenario.routing.bgp.policies = BGPPolicyMode.none
    builder.scenario.routing.bgp.redistribute = [BGPRedistributionSpec(source: "static")]
    let simulation = try Simulation.prepare(builder.scenario)
    let states = try simulation.explore(orders: 1).states
    let routes = states.first?.routes ?? []
    #expect(routes.contains("b \(Self.prefix): a"))
  }
}
