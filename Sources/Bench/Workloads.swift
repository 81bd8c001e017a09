import Engine
import Kernel
import NetworkModel

/// The hold model: pop the earliest event, push one later; the queue keeps its size.
func holdModel(pending: Int) -> Measurement {
  let holds = 1_000_000
  let own = best {
    var stream = RandomStream(word: 1)
    var queue = EventQueue(minimumCapacity: pending)
    for target in 0..<pending {
      queue.push(at: SimTime(picoseconds: Int64(stream.below(1_000_000))), kind: 0, target: UInt32(target))
    }
    for _ in 0..<holds {
      guard let event = queue.pop() else { return 0 }
      let later = event.time + SimTime(picoseconds: Int64(stream.below(1_000_000)))
      queue.push(at: later, kind: 0, target: event.target)
    }
    return holds
  }
  let bare = best {
    var stream = RandomStream(word: 1)
    var heap = BareHeap(capacity: pending)
    for target in 0..<pending { heap.push(UInt64(stream.below(1_000_000)) << 20 | UInt64(target & 0xFFFFF)) }
    for _ in 0..<holds {
      let key = heap.pop()
      heap.push(key &+ UInt64(stream.below(1_000_000)) << 20)
    }
    return holds
  }
  return Measurement(
    name: "event queue, \(pending) pending", units: own.units, seconds: own.seconds,
    referenceUnits: bare.units,
    referenceSeconds: bare.seconds)
}

/// Sixteen senders and sixteen receivers about one bottleneck that is offered 1.6 times its rate, 1 Gb/s links; a unit
/// is a packet on a link. The bare loop keeps a heap entry a packet-hop and a counter a port.
func dumbbell() -> Measurement {
  var scenario = Scenario(title: "dumbbell")
  scenario.duration = .seconds(2)
  scenario.network.routers = [RouterSpec(name: "left"), RouterSpec(name: "right")]
  for number in 0..<16 {
    for side in ["s", "d"] { scenario.network.hosts.append(HostSpec(name: "\(side)\(number)")) }
    scenario.network.links.append(microLink("s\(number)", "left"))
    scenario.network.links.append(microLink("d\(number)", "right"))
    let spec = FlowSpec(rate: Bandwidth(bitsPerSecond: 100_000_000), packetBytes: 1500, pattern: .constant)
    var traffic = TrafficSpec(
      name: "f\(number)", from: "s\(number)", to: .node("d\(number)"), kind: .flow(spec))
    traffic.start = .microseconds(7 * number)
    scenario.traffic.append(traffic)
  }
  scenario.network.links.append(microLink("left", "right"))
  let own = best { run(scenario) { $0.links.reduce(0) { $0 + Int($1.packets.first + $1.packets.second) } } }
  let bare = best {
    var heap = BareHeap(capacity: 64)
    var counts = [Int](repeating: 0, count: 64)
    for source in 0..<16 { heap.push(UInt64(7000 * source) << 8 | UInt64(source)) }
    var hops = 0
    while hops < own.units {
      let key = heap.pop()
      counts[Int(key & 63)] += 1
      hops += 1
      heap.push(key &+ 120_000 << 8)
    }
    return hops + (counts[0] < 0 ? 1 : 0)
  }
  return Measurement(
    name: "dumbbell, packet-hops", units: own.units, seconds: own.seconds, referenceUnits: bare.units,
    referenceSeconds: bare.seconds)
}

private func microLink(_ first: String, _ second: String) -> LinkSpec {
  var link = LinkSpec(first, second)
  link.delay = .microseconds(100)
  return link
}

private func run(_ scenario: Scenario, _ units: (Simulation.Totals) -> Int) -> Int {
  guard var simulation = try? Simulation.prepare(scenario) else { return 0 }
  simulation.run()
  return units(simulation.totals())
}

/// RIP on a grid for 300 s; a unit is a route entry received. The bare loop writes and reads the same number of entries.
func ripGrid(side: Int) -> Measurement {
  var scenario = Scenario(title: "grid")
  scenario.duration = .seconds(300)
  scenario.routing.protocols = ["rip"]
  if let family = TopologyGenerator.families.first(where: { $0.name == "grid" }),
    let network = try? TopologyGenerator.make(
      family, ["rows": Double(side), "columns": Double(side)], link: LinkSpec("", ""), seed: 1)
  {
    scenario.network = network
  }
  let own = best { run(scenario) { ($0.routingBytes - $0.routingMessages * 32) / 20 } }
  let bare = best {
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
    return entries
  }
  return Measurement(
    name: "RIP \(side)×\(side) grid, entries", units: own.units, seconds: own.seconds,
    referenceUnits: bare.units,
    referenceSeconds: bare.seconds)
}

/// Requests to backends on links of the container kind; a unit is a request. The bare loop is a heap with two events each.
func balancedRequests(backends: Int) -> Measurement {
  var scenario = Scenario(title: "requests")
  scenario.duration = .seconds(20)
  scenario.network.hosts = [HostSpec(name: "client")] + (0..<backends).map { HostSpec(name: "b\($0)") }
  scenario.network.routers = [RouterSpec(name: "r")]
  for host in scenario.network.hosts {
    var link = LinkSpec(host.name, "r")
    link.delay = .microseconds(10)
    link.bandwidth = .gigabits(10)
    scenario.network.links.append(link)
  }
  var service = ServiceSpec(name: "web")
  service.backends = (0..<backends).map { BackendSpec(name: "b\($0)") }
  service.serviceTime = .exponential(mean: 0.001)
  scenario.services = [service]
  let spec = RequestsSpec(
    gap: .exponential(mean: 0.001 / (0.8 * Double(backends))), requestBytes: .constant(500),
    responseBytes: .constant(1000))
  scenario.traffic = [TrafficSpec(name: "t", from: "client", to: .service("web"), kind: .requests(spec))]
  let own = best { run(scenario) { $0.requests } }
  let bare = best {
    var stream = RandomStream(word: 7)
    var heap = BareHeap(capacity: backends + 1)
    heap.push(0)
    var done = 0
    while done < own.units {
      let now = heap.pop() & ~0xFF
      done += 1
      heap.push(now &+ UInt64(stream.exponential() * 1e6) << 8)
      heap.push(now &+ UInt64(stream.exponential() * 1e6) << 8 | 1)
      _ = heap.pop()
    }
    return done
  }
  return Measurement(
    name: "requests to \(backends) backends", units: own.units, seconds: own.seconds,
    referenceUnits: bare.units,
    referenceSeconds: bare.seconds)
}
