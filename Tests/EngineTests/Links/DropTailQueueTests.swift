import Kernel
import NetworkModel
import Testing

@testable import Engine

/// The channel counts waiting packets as late as it can; a plain list of transmissions says how many there are.
@Suite struct DropTailQueueTests {
  private struct Sending {
    let time: Int64
    let flow: Int
    let bytes: Int64
  }

  private struct Outcome: Equatable {
    var lost: [UInt64]
    var peak: Int
  }

  /// Packets stay on the wire for longer than they wait, and the transmitter is idle now and then.
  @Test(arguments: 1...20)
  func theQueueHoldsWhatAListOfTransmissionsHolds(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, entity: "queue", purpose: "test")
    let limit = 1 + Int(stream.uniform() * 8)
    let isOfBytes = stream.bernoulli(0.5)
    var builder = NetworkBuilder(hosts: ["a", "b"])
    builder.scenario.duration = .seconds(4)
    builder.link("a", "b") {
      $0.bandwidth = .megabits(10)
      $0.delay = .milliseconds(1 + Int(stream.uniform() * 40))
      $0.queue = isOfBytes ? .bytes(limit * 1000) : .packets(limit)
    }
    var sendings: [Sending] = []
    for flow in 0..<6 {
      let bytes = [250, 500, 1250][Int(stream.uniform() * 3)]
      let rate = [1_000_000, 2_000_000, 2_500_000][Int(stream.uniform() * 3)]
      // Odd picoseconds: no two packets come at once.
      let start = Int64(stream.uniform() * 1e12) / 64 * 64 + Int64(flow) + 1
      builder.flow(
        "a", "b", rate: Bandwidth(bitsPerSecond: Int64(rate)), bytes: bytes,
        start: SimTime(picoseconds: start),
        stop: .seconds(3))
      let gap = Int64(bytes) * 8_000_000_000_000 / Int64(rate)
      for time in stride(from: start, to: 3_000_000_000_000, by: Int64.Stride(gap)) {
        sendings.append(Sending(time: time, flow: flow, bytes: Int64(bytes)))
      }
    }
    let result = try builder.run()
    let expected = Self.outcome(
      of: sendings.sorted { $0.time < $1.time }, packets: isOfBytes ? .max : limit,
      bytes: isOfBytes ? Int64(limit * 1000) : .max)
    #expect(expected.peak > 0)
    #expect(Outcome(lost: result.flows.map(\.lost), peak: Int(result.links[0].queuePeak.first)) == expected)
    #expect(result.conservation.isBalanced)
  }

  /// At 10 Mb/s, 800 ns for each byte.
  private static func outcome(of sendings: [Sending], packets: Int, bytes: Int64) -> Outcome {
    var outcome = Outcome(lost: Array(repeating: 0, count: 6), peak: 0)
    var accepted: [(start: Int64, bytes: Int64)] = []
    var free: Int64 = 0
    for sending in sendings {
      accepted.removeAll { $0.start <= sending.time }
      let start = max(free, sending.time)
      if start > sending.time {
        if accepted.count >= packets || accepted.reduce(sending.bytes, { $0 + $1.bytes }) > bytes {
          outcome.lost[sending.flow] += 1
          continue
        }
        accepted.append((start, sending.bytes))
        outcome.peak = max(outcome.peak, accepted.count)
      }
      free = start + sending.bytes * 800_000
    }
    return outcome
  }

  /// A delay that was cut while packets were under way lets none of them overtake: they arrive in order, the later ones
  /// together with the last that had the longer way.
  @Test func aShorterDelayLetsNoPacketOvertake() throws {
    var builder = NetworkBuilder(hosts: ["a", "b"])
    builder.link("a", "b") {
      $0.bandwidth = .megabits(10)
      $0.delay = .milliseconds(100)
    }
    builder.flow("a", "b", rate: .megabits(1), bytes: 1250, stop: .milliseconds(195))
    let link = LinkReference("a", "b")
    builder.scenario.events = [
      EventSpec(time: .milliseconds(105), action: .set(.linkDelay(link, .milliseconds(10)))),
      EventSpec(time: .milliseconds(115), action: .set(.linkDelay(link, .milliseconds(1)))),
    ]
    let flow = try builder.run().flows[0]
    #expect(flow.received == 20)
    // The last with the long delay is sent at 100 ms and arrives at 201 ms; those sent at 110 to 190 ms arrive with it.
    #expect(flow.delayMax == .milliseconds(101))
    #expect(flow.delayMin == .milliseconds(11))
  }
}
