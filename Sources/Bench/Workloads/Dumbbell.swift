import Engine
import Kernel
import NetworkModel

/// Sixteen senders and sixteen receivers about one bottleneck that is offered 1.6 times its rate, 1 Gb/s links of 100 µs.
/// A unit is a packet on a link. The bare loop keeps a heap entry a packet-hop and a counter a port.
enum Dumbbell {
  static func measure(simulated: SimTime = .seconds(2)) -> Measurement {
    let scenario = scenario(simulated)
    let own = best { run(scenario) { $0.packetHops } }
    return Measurement("dumbbell 16×16", unit: "packet-hop", own, best { bareHops(own.units, pending: 64) })
  }

  static func scenario(_ simulated: SimTime) -> Scenario {
    var scenario = Scenario(title: "dumbbell")
    scenario.duration = simulated
    scenario.network.routers = [RouterSpec(name: "left"), RouterSpec(name: "right")]
    for number in 0..<16 {
      for side in ["s", "d"] { scenario.network.hosts.append(HostSpec(name: "\(side)\(number)")) }
      scenario.network.links.append(link("s\(number)", "left"))
      scenario.network.links.append(link("d\(number)", "right"))
      // 1472 bytes of payload at 100 Mb/s: a packet each 117.76 µs.
      let spec = FlowSpec(rate: Bandwidth(bitsPerSecond: 101_902_174), packetBytes: 1500, pattern: .constant)
      var traffic = TrafficSpec(
        name: "f\(number)", from: "s\(number)", to: .node("d\(number)"), kind: .flow(spec))
      traffic.start = .microseconds(7 * number)
      scenario.traffic.append(traffic)
    }
    scenario.network.links.append(link("left", "right"))
    return scenario
  }

  private static func link(_ first: String, _ second: String) -> LinkSpec {
    var link = LinkSpec(first, second)
    link.delay = .microseconds(100)
    link.overhead = 2  // PPP
    return link
  }
}

extension Simulation.Totals {
  var packetHops: Int { links.reduce(0) { $0 + Int($1.packets.first + $1.packets.second) } }
}

/// Runs a scenario whole; the time is that of the run alone.
func run(_ scenario: Scenario, _ units: (Simulation.Totals) -> Int) -> Run {
  guard var simulation = try? Simulation.prepare(scenario) else { return Run(units: 0, seconds: 0) }
  let start = processorSeconds()
  simulation.run()
  let seconds = processorSeconds() - start
  return Run(units: units(simulation.totals()), seconds: seconds)
}

/// As many packets on links as an engine must move at least: a heap entry and a counter each.
func bareHops(_ units: Int, pending: Int) -> Run {
  var heap = BareHeap(capacity: pending)
  var counts = [Int](repeating: 0, count: 64)
  for source in 0..<pending { heap.push(UInt64(7000 * source) << 8 | UInt64(source & 63)) }
  return timed {
    var hops = 0
    while hops < units {
      let key = heap.pop()
      counts[Int(key & 63)] += 1
      hops += 1
      heap.push(key &+ 120_000 << 8)
    }
    return (hops, UInt64(counts[0]))
  }
}
