import Engine
import Kernel
import NetworkModel

/// A fat tree of k pods, 1 Gb/s links of 1 µs, equal-cost routes, and a permutation of on-off flows at half load.
/// A unit is a packet on a link. The bare loop is a heap entry and a counter for each.
enum FatTree {
  static func scenario(k: Int, simulated: SimTime) -> Scenario {
    var link = LinkSpec("", "")
    link.delay = .microseconds(1)
    var scenario = Scenario(title: "fat tree \(k)")
    scenario.duration = simulated
    scenario.routing.protocols = ["global"]
    guard let family = TopologyGenerator.families.first(where: { $0.name == "fat-tree" }),
      let network = try? TopologyGenerator.make(family, ["k": Double(k)], link: link, seed: 1)
    else { return scenario }
    scenario.network = network
    let hosts = network.hosts.map(\.name)
    for (from, to) in zip(hosts, permutation(of: hosts)) {
      let pattern = FlowPattern.onOff(on: .exponential(mean: 0.001), off: .exponential(mean: 0.001))
      let spec = FlowSpec(rate: Bandwidth(bitsPerSecond: 980_000_000), packetBytes: 1500, pattern: pattern)
      scenario.traffic.append(TrafficSpec(name: from, from: from, to: .node(to), kind: .flow(spec)))
    }
    return scenario
  }

  /// Without a fixed point.
  private static func permutation(of names: [String]) -> [String] {
    var stream = RandomStream(word: 12345)
    var order = names
    repeat {
      for place in stride(from: order.count - 1, to: 0, by: -1) {
        order.swapAt(place, stream.below(place + 1))
      }
    } while zip(names, order).contains { $0 == $1 }
    return order
  }

  static func measureSetUp(k: Int) -> Measurement {
    let scenario = scenario(k: k, simulated: .seconds(1))
    let own = best {
      timed {
        guard let simulation = try? Simulation.prepare(scenario) else { return (0, 0) }
        return (simulation.topology.nodes.count, 0)
      }
    }
    return Measurement("fat tree \(k), set-up", unit: "node", own, own)
  }
}
