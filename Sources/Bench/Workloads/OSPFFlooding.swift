import Engine
import Kernel
import NetworkModel

/// OSPF in one area, from a cold start over full convergence to the failure of a link: routers of degree 4 with random costs. A
/// unit is a message. The bare loop looks for each up a dozen places of a table of routers by LSAs and writes what was not there.
enum OSPFFlooding {
  static func measure(routers: Int) -> Measurement {
    let scenario = scenario(routers: routers)
    let own = best { run(scenario) { $0.routingMessages } }
    let bare = best {
      timed {
        var table = [UInt64](repeating: 0, count: routers * routers)
        var random = SplitMix64(state: 1)
        var found: UInt64 = 0
        for message in 0..<own.units {
          let first = Int(random.next() % UInt64(routers)) * routers
          for _ in 0..<12 {
            let place = first + Int(random.next() % UInt64(routers))
            if table[place] == 0 { table[place] = UInt64(message) } else { found &+= table[place] }
          }
        }
        return (own.units, found)
      }
    }
    return Measurement("OSPF, \(routers) routers, start and failure", unit: "message", own, bare)
  }

  /// Two random rings through all routers.
  private static func scenario(routers: Int) -> Scenario {
    var stream = RandomStream(word: 5)
    var network = NetworkSpec()
    network.routers = (0..<routers).map { RouterSpec(name: "r\($0)") }
    for _ in 0..<2 {
      var order = Array(0..<routers)
      for place in order.indices.dropLast() {
        order.swapAt(place, place + stream.below(routers - place))
      }
      for place in order.indices {
        var link = LinkSpec("r\(order[place])", "r\(order[(place + 1) % routers])")
        link.costs = Pair(1 + stream.below(20), 1 + stream.below(20))
        network.links.append(link)
      }
    }
    var scenario = Scenario(title: "flooding")
    scenario.duration = .seconds(120)
    scenario.network = network
    scenario.routing.protocols = ["ospf"]
    let ends = network.links[0].ends
    scenario.events = [
      EventSpec(
        time: .seconds(60), action: .linkDown(LinkReference(ends.first, ends.second), silent: false))
    ]
    return scenario
  }
}
