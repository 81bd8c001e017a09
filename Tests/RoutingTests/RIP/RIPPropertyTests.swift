import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Random events from a seed; after each, the table, the RIB and the timers must agree.
@Suite struct RIPPropertyTests {
  @Test(arguments: 0..<60)
  func tableAndRIBAgreeWhateverHappens(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "test", purpose: "events")
    var configuration = seed % 2 == 0 ? RIPConfiguration.rfc : .frr
    configuration.splitHorizon = SplitHorizonMode.allCases[Int(seed % 3)]
    configuration.maximumPaths = 1 + Int(seed % 4)
    configuration.triggered = seed % 5 != 0
    var bench = RIPBench(
      interfaces: RIPBench.interfaces(4, costs: [2: 3, 3: 9], passive: [4]), configuration, started: false)
    bench.handle(.start, at: 0)
    var now = 0.0
    for step in 0..<400 {
      now += stream.uniform() * stream.uniform() * 40
      bench.run(to: now, quietly: stream.bernoulli(0.1))
      bench.timers = bench.timers.mapValues { max($0, .seconds(now)) }
      Self.happen(&bench, at: now, &stream)
      if let fault = Self.fault(in: bench, at: .seconds(now)) {
        Issue.record("seed \(seed), step \(step), \(now) s: \(fault)")
        return
      }
    }
  }

  private static func happen(_ bench: inout RIPBench, at now: Double, _ stream: inout RandomStream) {
    let interface = 1 + stream.below(4)
    switch stream.below(12) {
    case 0:
      bench.handle(
        .interfaceChanged(InterfaceIndex(interface), isUp: stream.bernoulli(0.6)), at: now)
    case 1:
      let hop = NextHop(interface: InterfaceIndex(interface), address: RIPBench.neighbor(interface, 9))
      bench.handle(
        .redistribute(
          RedistributedRoute(
            prefix: prefix(&stream), source: stream.bernoulli(0.5) ? .static : .global, nextHop: hop),
          isPresent: stream.bernoulli(0.5)), at: now)
    case 2:
      bench.handle(
        .receive(
          .rip(RIPMessage(command: .request)), on: InterfaceIndex(interface),
          from: RIPBench.neighbor(interface)), at: now)
    default:
      let entries = (0..<stream.below(12)).map { _ in
        RIPEntry(
          prefix: prefix(&stream), nextHop: stream.bernoulli(0.1) ? RIPBench.neighbor(interface, 8) : .any,
          metric: UInt8(stream.bernoulli(0.2) ? 16 : stream.below(19)))
      }
      bench.hear(entries, on: interface, from: UInt8(1 + stream.below(3)), at: now)
    }
  }

  /// One of 20 networks, among them the four connected ones and one that is no destination.
  private static func prefix(_ stream: inout RandomStream) -> IPv4Prefix {
    let number = stream.below(20)
    if number == 19 { return net("127.0.0.0/8") }
    return IPv4Prefix(IPv4Address(10, number < 4 ? 0 : 9, UInt8(number + 1), 0), length: 24)
  }

  private static func protocolRoute(_ place: Int, of process: RIPProcess) -> ProtocolRoute {
    ProtocolRoute(
      prefix: process.routes[place].prefix, source: .rip, metric: Int(process.routes[place].metric),
      nextHops: process.nextHops(place))
  }

  private static func fault(in bench: RIPBench, at now: SimTime) -> String? {
    let process = bench.process
    let prefixes = process.routes.map(\.prefix)
    if zip(prefixes, prefixes.dropFirst()).contains(where: { $0 >= $1 }) { return "the table is not sorted" }
    if process.garbageCount != process.routes.count(where: { $0.garbageAt != .never }) {
      return "garbage is miscounted"
    }
    let learned = process.routes.filter { $0.isLearned && !$0.isUnreachable }
    if bench.installed.keys.sorted() != learned.map(\.prefix) { return "RIB and table differ" }
    for (place, route) in process.routes.enumerated() {
      let isLearned = route.isLearned && !route.isUnreachable
      if isLearned && bench.installed[route.prefix] != protocolRoute(place, of: process) {
        return "the RIB has \(route.prefix) differently"
      }
      let paths = process.paths(place)
      if route.isUnreachable != (route.garbageAt != .never) { return "\(route.prefix): metric and garbage" }
      if paths.count > process.configuration.maximumPaths { return "\(route.prefix): too many paths" }
      for path in paths where route.isLearned && !route.isUnreachable {
        if path.deadline <= now { return "\(route.prefix) should have timed out" }
        let interface = process.interfaces.first { $0.index == path.interface }
        if interface?.isUp != true { return "\(route.prefix) leaves by a dead interface" }
      }
      let deadline = route.isUnreachable ? route.garbageAt : paths.map(\.deadline).min() ?? .never
      if deadline < bench.time(of: .expiry) ?? .never {
        return "\(route.prefix): its deadline is not watched"
      }
    }
    for interface in process.interfaces where interface.isUp {
      let own = process.routes.first { $0.prefix == interface.address.prefix }
      if own?.origin != .connected { return "\(interface.name)'s network is not announced" }
    }
    for sent in bench.sent {
      if sent.message.entries.count > 25 { return "a message of \(sent.message.entries.count) entries" }
      if sent.interface == 4 { return "something is sent on a passive interface" }
      if sent.bytes != sent.message.packetBytes { return "wrong length" }
    }
    return nil
  }
}
