import Kernel
import NetworkModel
import Testing

@testable import Routing

@Suite struct FlapDampingTests {
  private static let parameters = FlapDamping.Parameters()

  /// Half-life 15 min, reuse 750: 2000 is reused after 15 · log2(2000 / 750) = 21.23 min, 3000 after 30, 12000 after 60.
  @Test(arguments: [(2000.0, 1273.5), (3000.0, 1800.0), (12000.0, 3600.0), (99000.0, 3600.0)])
  func penaltyDecaysToReuse_RFC2439_4_2(penalty: Double, seconds: Double) {
    var history = FlapDamping()
    history.add(penalty, at: .zero, Self.parameters)
    #expect(abs(history.reuseTime(Self.parameters).seconds - seconds) < 0.5)
    #expect(abs(history.penalty(at: .seconds(900), Self.parameters) - min(penalty, 12000) / 2) < 1e-6)
  }

  @Test func thirdWithdrawalSuppresses_RFC2439_4_4() {
    var history = FlapDamping()
    for (flap, isSuppressed) in [(0, false), (60, false), (120, true)] {
      history.add(FlapDamping.ofWithdrawal, at: .seconds(flap), Self.parameters)
      #expect(history.isSuppressed == isSuppressed)
    }
    let end = history.reuseTime(Self.parameters)
    let early = history.release(at: end - .seconds(1), Self.parameters)
    let due = history.release(at: end + .milliseconds(1), Self.parameters)
    #expect([early, due] == [false, true])
  }

  /// A neighbour that withdraws three times is not heard for about half an hour, and then used again.
  @Test func suppressedRouteComesBack() {
    var bench = BGPBench(
      [("o", 1), ("a", 2)], [("o", "a")],
      settings: BGPBench.settings { settings in
        settings.originationInterval = .zero
        settings.advertisementInterval = .zero
        settings.damping = FlapDamping.Parameters()
      })
    bench.start()
    for flap in 1...4 {
      bench.run(until: .seconds(flap * 60))
      bench.hand(.originate(BGPBench.prefix, isPresent: true), to: "o")
      bench.run(until: .seconds(flap * 60 + 10))
      #expect(bench.best("a") == (flap < 4 ? "1" : nil))
      if flap < 4 { bench.hand(.originate(BGPBench.prefix, isPresent: false), to: "o") }
    }
    #expect(bench.entry("a")?.rejected.first?.reason == .damped)
    bench.run(until: .seconds(31 * 60))
    #expect(bench.best("a") == nil)
    bench.run(until: .seconds(36 * 60))
    #expect(bench.best("a") == "1")
  }

  /// FRR counts in whole steps of 5 s and looks every 15 s; the RFC at every instant. Two withdrawals within a step reach the
  /// threshold of 2000 just so, which is enough for FRR.
  @Test func frrDecaysInSteps_RFC2439_4_5() {
    let parameters = FlapDamping.Parameters.frr
    var history = FlapDamping()
    history.add(FlapDamping.ofWithdrawal, at: .seconds(1), parameters)
    #expect(history.penalty(at: .milliseconds(5999), parameters) == 1000)
    // 1000 · 2^(-5/900) = 996.16.
    #expect(history.penalty(at: .seconds(6), parameters) == 996)
    history.add(FlapDamping.ofWithdrawal, at: .seconds(5), parameters)
    #expect(history.isSuppressed)
    // 900 s · log2(2000 / 750) = 1273.5 s after 5 s, and then the next look.
    #expect(history.reuseTime(parameters) == .seconds(1290))
    var exact = FlapDamping()
    exact.add(2000, at: .zero, Self.parameters)
    #expect(!exact.isSuppressed)
  }

  /// RFC 7196 §4: with a threshold of 6000 three withdrawals in a row do no harm, seven do.
  @Test func higherThreshold_RFC7196_4() {
    var routing = RoutingSpec()
    routing.bgp.damping = .rfc7196
    guard let parameters = BGPSettings(routing).damping else { return #expect(Bool(false)) }
    var history = FlapDamping()
    var flaps = 0
    while !history.isSuppressed && flaps < 100 {
      history.add(FlapDamping.ofWithdrawal, at: .seconds(flaps), parameters)
      flaps += 1
    }
    #expect(flaps == 7)
  }

  /// A change of attributes counts half; the end of the session does not count (FRR; §4.8.3 speaks of route changes only).
  @Test func changesCountHalf_andSessionsDoNot_RFC2439_4_4_3() {
    var bench = BGPBench(
      [("o", 1), ("a", 2)], [("o", "a")],
      settings: BGPBench.settings { $0.damping = FlapDamping.Parameters() })
    bench.start()
    bench.run(until: .seconds(10))
    for (second, path) in [(10, [1, 7]), (11, [1, 8]), (12, [1, 8]), (13, [1, 7])] as [(Int, [UInt32])] {
      bench.run(until: .seconds(second))
      bench.inject(BGPBench.announcement(path, nextHop: IPv4Address(10, 0, 1, 1)), into: "a", from: 0)
    }
    let penalty = bench.speakers["a"]?.neighbors[0].flaps[BGPBench.prefix]?.penalty(at: .seconds(13), .init())
    #expect(abs((penalty ?? 0) - 1000) < 5)
    bench.setLink(1, isUp: false)
    #expect(bench.speakers["a"]?.neighbors[0].flaps.isEmpty == true)
  }
}
