import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Engine

/// What is kept of a flow's steps changes nothing but time: with it and without it runs are the same, event by event.
@Suite struct FlowPathsTests {
  @Test(arguments: 0..<36) func aRunIsTheSameWithoutThem(trial: Int) throws {
    var stream = RandomStream(word: UInt64(trial))
    let scenario = Self.scenario(trial, &stream)
    let kept = try Self.run(scenario, keepsPaths: true)
    let asked = try Self.run(scenario, keepsPaths: false)
    #expect(kept.fingerprint == asked.fingerprint)
    #expect(String(describing: kept.flows) == String(describing: asked.flows))
    #expect(kept.flows.reduce(0) { $0 + $1.received } > 500, "the trial says something")
  }

  @Test func stepsAreForgottenWhenAnyTableChanges() {
    var paths = FlowPaths(flows: 2)
    var way = Packet.Way(bytes: 100, destination: .any, flowHash: 1, kind: .flow)
    way.path = paths.path(ofFlow: 1)
    way.hops = 3
    let place = FlowPaths.place(of: way, isOwn: false)
    paths.keepEnd(place, at: 7)
    let before = [7, 8].map { node in paths.knows(place, at: node) }
    paths.invalidate()
    let after = paths.knows(place, at: 7)
    #expect(before == [true, false] && !after)
  }

  @Test func noStepsBeyondTheEighthAreKept() {
    var way = Packet.Way(bytes: 100, destination: .any, flowHash: 1, kind: .flow)
    #expect(FlowPaths.place(of: way, isOwn: true) == -1, "a packet of no flow")
    way.path = 1
    let places = [0, 6, 7].map { hops in
      way.hops = UInt16(hops)
      return FlowPaths.place(of: way, isOwn: false)
    }
    #expect(places == [9, 15, -1])
    #expect(FlowPaths.place(of: way, isOwn: true) == 8)
    let path = FlowPaths(flows: 1_000_000).path(ofFlow: 0)
    #expect(path == .max, "too many to be worth it")
  }

  private static func run(_ scenario: Scenario, keepsPaths: Bool) throws -> RunResult {
    var simulation = try Simulation.prepare(scenario)
    if !keepsPaths { simulation.forwarding.paths = FlowPaths(flows: 0) }
    let path = simulation.forwarding.paths.path(ofFlow: 0)
    #expect((path != .max) == keepsPaths)
    simulation.run()
    return simulation.result()
  }

  /// Flows over a random network with equal ways, bridges and losses, whose links and routers fail and come back; sometimes they
  /// go round in circles.
  private static func scenario(_ trial: Int, _ stream: inout RandomStream) -> Scenario {
    let count = 4 + stream.below(7)
    let routers = (0..<count).map { "r\($0)" }
    let hosts = (0..<count).map { "h\($0)" }
    var builder = NetworkBuilder(
      routers: routers, hosts: hosts, protocols: [["global", "rip", "ospf"][trial % 3]])
    builder.scenario.seed = UInt64(trial)
    builder.scenario.duration = .seconds(90)
    for number in 1..<count { builder.link(routers[number], routers[stream.below(number)]) }
    for _ in 0..<count {
      let (a, b) = (stream.below(count), stream.below(count))
      if a != b { builder.link(routers[a], routers[b]) { $0.loss = stream.bernoulli(0.2) ? 0.1 : 0 } }
    }
    if stream.bernoulli(0.5) {
      builder.scenario.network.bridges.append(BridgeSpec(name: "lan"))
      for router in routers.prefix(2 + stream.below(count - 2)) { builder.link(router, "lan") }
    }
    for (host, router) in zip(hosts, routers) { builder.link(host, router) }
    for number in 0..<count {
      let other = (number + 1 + stream.below(count - 1)) % count
      builder.flow(hosts[number], hosts[other], rate: Bandwidth(bitsPerSecond: 40_000), bytes: 500)
    }
    addFailures(to: &builder.scenario, &stream)
    return builder.scenario
  }

  private static func addFailures(to scenario: inout Scenario, _ stream: inout RandomStream) {
    for number in 0..<stream.below(5) {
      let time = SimTime.seconds(40 + 8 * number)
      let link = scenario.network.links[stream.below(scenario.network.links.count)]
      let router = scenario.network.routers[stream.below(scenario.network.routers.count)].name
      let reference = LinkReference(link.ends.first, link.ends.second)
      let (fails, returns): (EventAction, EventAction) =
        stream.bernoulli(0.7)
        ? (.linkDown(reference, silent: stream.bernoulli(0.5)), .linkUp(reference))
        : (.crash(router), .recover(router))
      scenario.events.append(EventSpec(time: time, action: fails))
      scenario.events.append(EventSpec(time: time + .seconds(4), action: returns))
    }
  }
}
