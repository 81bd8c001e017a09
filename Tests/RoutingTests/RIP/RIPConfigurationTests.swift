import Kernel
import NetworkModel
import Testing

@testable import Routing

@Suite struct RIPConfigurationTests {
  @Test func theDefaultsAreTheRFCs_RFC2453_3_8() {
    let configuration = RIPConfiguration(RoutingSpec())
    #expect(configuration == .rfc)
    #expect(configuration.update == .seconds(30))
    #expect(configuration.timeout == .seconds(180))
    #expect(configuration.garbage == .seconds(120))
    #expect(configuration.maximumPaths == 1)
    #expect(configuration.longestUpdate == .seconds(35))
  }

  @Test func aScenarioOverridesTheProfile() {
    var spec = RoutingSpec()
    spec.profile = .frr
    spec.rip.update = .seconds(10)
    spec.rip.timeout = .seconds(60)
    spec.rip.garbage = .seconds(40)
    spec.rip.splitHorizon = SplitHorizonMode.none
    spec.rip.triggered = false
    spec.rip.ecmp = 4
    spec.rip.defaultMetric = 3
    spec.rip.redistribute = ["static"]
    let configuration = RIPConfiguration(spec)
    #expect(configuration.update == .seconds(10))
    #expect(configuration.timeout == .seconds(60))
    #expect(configuration.garbage == .seconds(40))
    #expect(configuration.splitHorizon == .none)
    #expect(!configuration.triggered && configuration.maximumPaths == 4 && configuration.defaultMetric == 3)
    #expect(configuration.redistribute == [.static])
    #expect(!configuration.switchesAtHalfTimeout && configuration.jitter == 0.25)
  }

  @Test func numbersOutOfRangeAreClamped() {
    var spec = RoutingSpec()
    spec.rip.ecmp = -3
    spec.rip.defaultMetric = 99
    let configuration = RIPConfiguration(spec)
    #expect(configuration.maximumPaths == 1)
    #expect(configuration.defaultMetric == 16)
  }

  @Test func aZeroIntervalDoesNotStopTheClock() throws {
    var configuration = RIPConfiguration.rfc
    configuration.update = .zero
    var bench = RIPBench(configuration)
    bench.fire(.update, at: 1)
    #expect(try #require(bench.time(of: .update)) > .seconds(1))
  }
}

/// When a process calls itself settled: only refreshes are left.
@Suite struct RIPSettledTests {
  private func settledBench() -> RIPBench {
    var bench = RIPBench()
    bench.hear("10.9.0.0/16", 1, at: 1)
    bench.fire(.triggeredHold, at: 6)
    bench.fire(.update, at: 20)
    return bench
  }

  @Test func notBeforeTheFirstFullUpdate() {
    var bench = RIPBench()
    #expect(!bench.process.isSettled(at: .zero))
    bench.fire(.update, at: 20)
    #expect(bench.process.isSettled(at: .seconds(20)))
  }

  @Test func notWhileATriggeredUpdateIsHeld() {
    var bench = settledBench()
    bench.hear("10.8.0.0/16", 1, at: 21)
    bench.hear("10.7.0.0/16", 1, at: 21.5)
    #expect(!bench.process.isSettled(at: .seconds(22)))
    bench.fire(.triggeredHold, at: 25)
    #expect(bench.process.isSettled(at: .seconds(26)))
  }

  @Test func notWhileARouteIsCollected() {
    var bench = settledBench()
    bench.hear("10.9.0.0/16", 16, at: 21)
    bench.fire(.triggeredHold, at: 26)
    #expect(!bench.process.isSettled(at: .seconds(100)))
    bench.run(to: 141, quietly: true)
    #expect(bench.process.isSettled(at: .seconds(141)))
  }

  @Test func notWhenANeighborHasFallenSilent() {
    var bench = settledBench()
    #expect(bench.process.isSettled(at: .seconds(36)))
    #expect(!bench.process.isSettled(at: .seconds(40)))
    bench.hear("10.9.0.0/16", 1, at: 41)
    #expect(bench.process.isSettled(at: .seconds(70)))
  }
}
