import Engine
import Kernel
import NetworkModel

/// OSPF in one area, from a cold start over full convergence to the failure of a link: routers of degree 4 with random costs. A
/// unit is a message. The bare loop looks for each up a dozen places of a table of routers by LSAs and writes what was not there.
enum OSPFFlooding {
  static func measure(routers: Int) -> Measurement {
    let scenario = oneArea(routers: routers)
    let own = best { run(scenario) { $0.routingMessages } }
    return Measurement(
      "OSPF, \(routers) routers, start and failure", unit: "message", own,
      bare(messages: own.units, routers: routers))
  }

  /// Many totally stubby areas around a backbone: a start without a failure.
  static func measure(areas: Int, routers: Int) -> Measurement {
    let own = run(manyAreas(areas: areas, routers: routers)) { $0.routingMessages }
    return Measurement(
      "OSPF, \(areas) areas of \(routers) routers", unit: "message", own,
      bare(messages: own.units, routers: routers))
  }

  private static func bare(messages: Int, routers: Int) -> Run {
    best {
      timed {
        var table = [UInt64](repeating: 0, count: routers * routers)
        var random = SplitMix64(state: 1)
        var found: UInt64 = 0
        for message in 0..<messages {
          let first = Int(random.next() % UInt64(routers)) * routers
          for _ in 0..<12 {
            let place = first + Int(random.next() % UInt64(routers))
            if table[place] == 0 { table[place] = UInt64(message) } else { found &+= table[place] }
          }
        }
        return (messages, found)
      }
    }
  }

  /// Of a generated network, with random costs.
  private static func scenario(_ family: String, _ values: [String: Double]) -> Scenario {
    var scenario = Scenario(title: "flooding")
    scenario.duration = .seconds(120)
    scenario.routing.protocols = ["ospf"]
    if let family = TopologyGenerator.families.first(where: { $0.name == family }),
      let network = try? TopologyGenerator.make(family, values, link: LinkSpec("", ""), seed: 1)
    {
      scenario.network = network
    }
    var stream = RandomStream(word: 5)
    for position in scenario.network.links.indices {
      scenario.network.links[position].costs = Pair(1 + stream.below(20), 1 + stream.below(20))
    }
    return scenario
  }

  private static func manyAreas(areas: Int, routers: Int) -> Scenario {
    var scenario = scenario("areas", ["areas": Double(areas), "routers": Double(routers)])
    for area in 1..<max(2, areas) {
      scenario.routing.ospf.areas[UInt32(area), default: OSPFAreaSpec()].kind = .totallyStubby
    }
    return scenario
  }

  private static func oneArea(routers: Int) -> Scenario {
    var scenario = scenario("random-rings", ["nodes": Double(routers)])
    guard let ends = scenario.network.links.first?.ends else { return scenario }
    scenario.events = [
      EventSpec(
        time: .seconds(60), action: .linkDown(LinkReference(ends.first, ends.second), silent: false))
    ]
    return scenario
  }
}
