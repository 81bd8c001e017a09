import Kernel
import NetworkModel
import Testing

@testable import Routing

/// What neighbours repeat is not read again; nobody must be able to tell.
@Suite struct RIPRepeatsTests {
  /// Two routers hear the same; to one of them each message comes in storage of its own, so that it reads all of them.
  @Test(arguments: 0..<80)
  func aMessageThatIsNotReadAgainDoesWhatItDidBefore(seed: UInt64) {
    var stream = RandomStream(seed: seed, entity: "test", purpose: "repeats")
    var configuration = seed % 3 == 0 ? RIPConfiguration.frr : .rfc
    configuration.maximumPaths = seed % 5 == 0 ? 2 : 1
    let interfaces = RIPBench.interfaces(3, costs: [2: 2])
    var repeated = RIPBench(interfaces: interfaces, configuration)
    var reading = repeated
    var tables = (0..<5).map { _ in table(&stream) }
    var now = 1.0
    for step in 0..<150 {
      for neighbor in tables.indices where stream.bernoulli(0.95) {
        now += 0.1 + 3 * stream.uniform()
        if stream.bernoulli(0.04) { tables[neighbor] = table(&stream) }
        for entries in tables[neighbor] where stream.bernoulli(0.99) {
          let (interface, last) = (1 + neighbor % 3, UInt8(2 + neighbor / 3))
          repeated.run(to: now)
          reading.run(to: now)
          repeated.hear(entries, on: interface, from: last, at: now)
          reading.hear(entries.map { $0 }, on: interface, from: last, at: now)
          #expect("\(repeated.actions)" == "\(reading.actions)", "seed \(seed), step \(step)")
        }
      }
      if stream.bernoulli(0.02) {
        let index = InterfaceIndex(1 + stream.below(3))
        for isUp in [false, true] {
          repeated.handle(.interfaceChanged(index, isUp: isUp), at: now)
          reading.handle(.interfaceChanged(index, isUp: isUp), at: now)
        }
      }
      #expect(deadlines(of: repeated.process) == deadlines(of: reading.process), "seed \(seed), step \(step)")
    }
    #expect(reading.process.sharedDeadlines.isEmpty)
    if configuration.maximumPaths == 1 { #expect(!repeated.process.sharedDeadlines.isEmpty) }
  }

  @Test func aSettledRouterReadsNothingAgain() {
    var bench = RIPBench()
    let entries = [RIPEntry(prefix: net("10.9.1.0/24"), metric: 1)]
    for round in 0..<4 { bench.hear(entries, at: 1 + 30 * Double(round)) }
    // The first made the route, the second was read to see what it does; the others only put off the shared deadline.
    let route = bench.process.routes.first { $0.prefix == net("10.9.1.0/24") }
    #expect(route?.first.deadline == .seconds(31 + 180))
    #expect(route.map { bench.process.deadline(of: $0.first) } == .seconds(91 + 180))
  }

  /// §3.9.2: an equal metric takes over when the route is half timed out, however often it was said before.
  @Test func aRivalTakesOverAtHalfTheTimeout() {
    var bench = RIPBench()
    let (own, other) = (
      [RIPEntry(prefix: net("10.9.1.0/24"), metric: 1)], [RIPEntry(prefix: net("10.9.1.0/24"), metric: 1)]
    )
    for round in 0..<4 {
      bench.hear(own, on: 1, at: 1 + 30 * Double(round))
      bench.hear(other, on: 2, at: 2 + 30 * Double(round))
    }
    #expect(bench.installed[net("10.9.1.0/24")]?.nextHops.first?.interface == InterfaceIndex(1))
    // The first router is silent from 91 s on: its route is half timed out at 181 s.
    for time in [122.0, 152, 180] { bench.hear(other, on: 2, at: time) }
    #expect(bench.installed[net("10.9.1.0/24")]?.nextHops.first?.interface == InterfaceIndex(1))
    bench.hear(other, on: 2, at: 182)
    #expect(bench.installed[net("10.9.1.0/24")]?.nextHops.first?.interface == InterfaceIndex(2))
  }

  @Test func theWholeTableIsMadeOnceAsLongAsItIsTheSame() {
    var bench = RIPBench(.rfc)
    bench.hear("10.9.1.0/24", 3, at: 1)
    let updates = (1...3).map { round in
      bench.fire(.update, at: 30 * Double(round))
      return bench.sent.filter { $0.interface == 2 }.map(\.message.entries)
    }
    let addresses = updates.map { $0[0].withUnsafeBufferPointer { $0.baseAddress } }
    #expect(updates[0] == updates[2])
    #expect(addresses[1] == addresses[2])
    bench.hear("10.9.1.0/24", 4, at: 95)
    bench.fire(.update, at: 120)
    let changed = bench.sent.filter { $0.interface == 2 }.flatMap(\.message.entries)
    #expect(changed.contains(RIPEntry(prefix: net("10.9.1.0/24"), metric: 5)))
  }

  private func deadlines(of process: RIPProcess) -> [IPv4Prefix: SimTime] {
    Dictionary(
      uniqueKeysWithValues: process.routes.map { ($0.prefix, process.deadline(of: $0.first)) })
  }

  /// Up to three messages of four networks each.
  private func table(_ stream: inout RandomStream) -> [[RIPEntry]] {
    (0..<3).map { message in
      (0..<4).map { number in
        RIPEntry(
          prefix: IPv4Prefix(IPv4Address(10, 9, UInt8(message * 4 + number), 0), length: 24),
          metric: UInt8([1, 1, 2, 3, 15, 16][stream.below(6)]))
      }
    }
  }
}
