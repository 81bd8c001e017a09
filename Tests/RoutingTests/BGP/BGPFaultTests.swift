import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Faults that a speaker sends, and what they do to a session.
@Suite struct BGPFaultTests {
  private static func bench(resets: Bool = false) -> BGPBench {
    var bench = BGPBench(
      [("o", 1), ("a", 2)], [("o", "a")],
      settings: BGPBench.settings { $0.resetsOnFaults = resets })
    bench.start()
    bench.run(until: .seconds(5))
    return bench
  }

  private static func faulty(_ fault: AttributeFault) -> BGPMessage.Update {
    var update = BGPBench.announcement([1], nextHop: IPv4Address(10, 0, 1, 1))
    update.malformed = [fault]
    return update
  }

  @Test func sessionOutlivesAMalformedAttribute_RFC7606_2() {
    var bench = Self.bench()
    bench.inject(Self.faulty(.multiExitDiscriminator), into: "a", from: 0)
    #expect(bench.state("a") == "Established")
    #expect(bench.entry("a")?.rejected.first?.reason == .malformed(.multiExitDiscriminator))
  }

  @Test(arguments: [
    (AttributeFault.origin, 6), (.asPath, 11), (.nextHop, 8), (.missing, 3), (.flags, 4), (.aggregator, 9),
    (.localPreference, 5),
  ]) func malformedAttributeEndsTheSession_RFC4271_6_3(fault: AttributeFault, subcode: Int) {
    var bench = Self.bench(resets: true)
    bench.inject(Self.faulty(fault), into: "a", from: 0)
    #expect(bench.state("a") == "Idle")
    #expect(bench.notifications(from: "a") == [BGPNotification(code: 3, subcode: subcode)])
  }

  /// Nobody knows which routes an unreadable prefix means, so that RFC 7606 ends the session too.
  @Test func unreadablePrefixEndsTheSession_RFC7606_5_3() {
    var bench = Self.bench()
    bench.inject(Self.faulty(.networkField), into: "a", from: 0)
    #expect(bench.state("a") == "Idle")
    #expect(bench.notifications(from: "a") == [.invalidNetworkField])
  }

  /// UPDATEs are worked off one after the other; what waits when the session ends is gone.
  @Test func updatesWaitForTheProcessor() {
    var bench = BGPBench(
      [("o", 1), ("a", 2)], [("o", "a")],
      settings: BGPBench.settings {
        $0.processing = .seconds(2)...SimTime.seconds(2)
        $0.originationInterval = .zero
        $0.advertisementInterval = .zero
      })
    bench.start()
    bench.run(until: .seconds(10))
    bench.hand(.originate(BGPBench.prefix, isPresent: true), to: "o")
    bench.hand(.originate(BGPBench.prefix, isPresent: false), to: "o")
    bench.hand(.originate(BGPBench.prefix, isPresent: true), to: "o")
    bench.run(until: .milliseconds(11_990))
    #expect(bench.best("a") == nil)
    bench.run(until: .milliseconds(12_010))
    #expect(bench.best("a") == "1")
    bench.run(until: .milliseconds(14_010))
    #expect(bench.best("a") == nil)
    bench.setLink(1, isUp: false)
    bench.run(until: .seconds(20))
    #expect(bench.best("a") == nil)
  }
}
