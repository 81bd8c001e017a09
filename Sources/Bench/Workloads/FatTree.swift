import Engine
import Kernel
import NetworkModel

/// A fat tree of k pods, 1 Gb/s links of 1 µs, equal-cost routes, and on-off flows at half load: a permutation, or from
/// every host to every other one.
/// A unit is a packet on a link. The bare loop is a heap entry and a counter for each.
enum FatTree {
  static func scenario(k: Int, simulated: SimTime, flows: Flows = .permutation) -> Scenario {
    var link = LinkSpec("", "")
    link.delay = .microseconds(1)
    link.overhead = 2  // PPP
    var scenario = Scenario(title: "fat tree \(k)")
    scenario.duration = simulated
    scenario.routing.protocols = ["global"]
    guard let family = TopologyGenerator.families.first(where: { $0.name == "fat-tree" }),
      let network = try? TopologyGenerator.make(family, ["k": Double(k)], link: link, seed: 1)
    else { return scenario }
    scenario.network = network
    let hosts = network.hosts.map(\.name)
    switch flows {
    case .permutation:
      for (from, to) in zip(hosts, permutation(of: hosts)) {
        scenario.traffic.append(flow(from, from: from, to: to, share: 1))
      }
    case .allToAll(let times):
      for _ in 0..<times {
        for from in hosts {
          for to in hosts where to != from {
            scenario.traffic.append(
              flow("f\(scenario.traffic.count)", from: from, to: to, share: (hosts.count - 1) * times))
          }
        }
      }
    }
    return scenario
  }

  enum Flows {
    case permutation
    /// So many flows between each two hosts.
    case allToAll(times: Int)
  }

  private static func flow(_ name: String, from: String, to: String, share: Int) -> TrafficSpec {
    let pattern = FlowPattern.onOff(on: .exponential(mean: 0.001), off: .exponential(mean: 0.001))
    let rate = Bandwidth(bitsPerSecond: 998_641_304 / Int64(share))
    let spec = FlowSpec(rate: rate, packetBytes: 1500, pattern: pattern)
    return TrafficSpec(name: name, from: from, to: .node(to), kind: .flow(spec))
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

  static func measure(k: Int, simulated: SimTime, flows: Flows = .permutation) -> Measurement {
    let scenario = scenario(k: k, simulated: simulated, flows: flows)
    let own = best { run(scenario) { $0.packetHops } }
    var name = "permutation"
    if case .allToAll = flows { name = "\(scenario.traffic.count) flows" }
    return Measurement(
      "fat tree \(k), \(name)", unit: "packet-hop", own, best { bareHops(own.units, pending: k * k * k) })
  }

  /// Topology, equal-cost routes of all switches and flows. The bare loop writes the tables' entries.
  static func measureSetUp(k: Int) -> Measurement {
    let scenario = scenario(k: k, simulated: .seconds(1))
    let own = best {
      timed {
        guard let simulation = try? Simulation.prepare(scenario) else { return (0, 0) }
        return (simulation.topology.nodes.count, 0)
      }
    }
    let (switches, networks) = (5 * k * k / 4, 3 * k * k * k / 4)
    let bare = best {
      timed {
        var table = [UInt64](repeating: 0, count: switches * networks)
        for place in table.indices { table[place] = UInt64(place) &* 0x9E37_79B9_7F4A_7C15 }
        return (own.units, table[table.count / 2])
      }
    }
    return Measurement("fat tree \(k), set-up", unit: "node", own, bare)
  }
}
