import Engine
import Kernel
import NetworkModel

/// A million packets under way at once, on links half a second long: what each of them takes of memory, all told. A unit is a
/// packet on a link. The bare loop is a heap entry and a counter for each.
enum PacketsInFlight {
  static func measure() -> Measurement {
    var scenario = Scenario(title: "in flight")
    scenario.network.routers = [RouterSpec(name: "left"), RouterSpec(name: "right")]
    for number in 0..<16 {
      scenario.network.hosts += [HostSpec(name: "s\(number)"), HostSpec(name: "d\(number)")]
      scenario.network.links += [link("s\(number)", "left"), link("right", "d\(number)")]
      let spec = FlowSpec(rate: .gigabits(1), packetBytes: 1000, pattern: .constant)
      scenario.traffic.append(
        TrafficSpec(name: "f\(number)", from: "s\(number)", to: .node("d\(number)"), kind: .flow(spec)))
    }
    scenario.network.links.append(link("left", "right"))
    scenario.duration = .milliseconds(520)
    var own = Run(units: 0, seconds: 0)
    if var simulation = try? Simulation.prepare(scenario) {
      let (start, memory) = (processorSeconds(), peakMemory())
      simulation.run()
      own = Run(units: simulation.totals().packetHops, seconds: processorSeconds() - start)
      own.bytesInFlight = (peakMemory() - memory) * 1_048_576 / Double(simulation.totals().packetsInFlight)
    }
    return Measurement(
      "a million packets in flight", unit: "packet-hop", own, best { bareHops(own.units, pending: 1 << 20) })
  }

  private static func link(_ first: String, _ second: String) -> LinkSpec {
    var link = LinkSpec(first, second)
    link.bandwidth = .gigabits(100)
    link.delay = .milliseconds(500)
    return link
  }
}
