import Engine
import Kernel
import NetworkModel

/// RIP on a grid for 300 s from a cold start. A unit is a route entry sent. The bare loop writes and reads as many entries.
enum RIPGrid {
  static func measure(side: Int) -> Measurement {
    var scenario = Scenario(title: "grid")
    scenario.duration = .seconds(300)
    scenario.routing.protocols = ["rip"]
    if let family = TopologyGenerator.families.first(where: { $0.name == "grid" }),
      let network = try? TopologyGenerator.make(
        family, ["rows": Double(side), "columns": Double(side)], link: LinkSpec("", ""), seed: 1)
    {
      scenario.network = network
    }
    // IP, UDP and RIP headers are 32 bytes, an entry 20.
    let own = best { run(scenario) { ($0.routingBytes - $0.routingMessages * 32) / 20 } }
    let bare = best {
      timed {
        var table = [UInt64](repeating: 16, count: 4096)
        var message = [UInt64](repeating: 0, count: 25)
        var entries = 0
        while entries < own.units {
          for place in 0..<25 { message[place] = table[(entries + place) & 4095] }
          for place in 0..<25 where message[place] < table[(entries + place) & 4095] {
            table[(entries + place) & 4095] = message[place]
          }
          entries += 25
        }
        return (entries, table[0])
      }
    }
    return Measurement("RIP on a \(side)×\(side) grid, 300 s", unit: "entry", own, bare)
  }
}
