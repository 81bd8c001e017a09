import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Several paths of one metric, kept as FRR's `allow-ecmp` keeps them.
@Suite struct RIPEqualCostTests {
  private func bench(_ paths: Int, interfaces: Int = 4) -> RIPBench {
    var configuration = RIPConfiguration.frr
    configuration.maximumPaths = paths
    var bench = RIPBench(interfaces: RIPBench.interfaces(interfaces), configuration)
    bench.fire(.update, at: 0.1)
    return bench
  }

  @Test func withoutECMPTheFirstOfEqualPathsStays() {
    var bench = bench(1)
    bench.hear("10.9.0.0/16", 1, on: 2, at: 1)
    bench.hear("10.9.0.0/16", 1, on: 1, at: 1)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2"])
  }

  @Test func equalPathsAreCollectedUpToTheLimit() {
    var bench = bench(3)
    for interface in [3, 1, 4, 2] { bench.hear("10.9.0.0/16", 1, on: interface, at: 1) }
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.1.2", "10.0.3.2", "10.0.4.2"])
  }

  @Test func twoRoutersOnOneNetworkAreTwoPaths() {
    var bench = bench(2)
    bench.hear("10.9.0.0/16", 1, on: 1, from: 3, at: 1)
    bench.hear("10.9.0.0/16", 1, on: 1, from: 2, at: 1)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.1.2", "10.0.1.3"])
  }

  @Test func aBetterPathReplacesAllAWorseOneIsNotTaken() {
    var bench = bench(4)
    bench.hear("10.9.0.0/16", 4, on: 1, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 1)
    bench.hear("10.9.0.0/16", 5, on: 3, at: 1)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.1.2", "10.0.2.2"])
    bench.hear("10.9.0.0/16", 3, on: 3, at: 2)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.3.2"])
    #expect(bench.metric("10.9.0.0/16") == 4)
  }

  @Test func aPathThatBecameBetterReplacesItsEquals() {
    var bench = bench(4)
    bench.hear("10.9.0.0/16", 4, on: 1, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 1)
    bench.hear("10.9.0.0/16", 2, on: 2, at: 2)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2"])
    #expect(bench.metric("10.9.0.0/16") == 3)
  }

  @Test(arguments: [UInt8(16), 6])
  func aPathThatBecameWorseLeavesAndTheRestIsToldWhereItWasHidden(metric: UInt8) {
    for lost in [1, 2] {
      var bench = bench(4)
      bench.hear("10.9.0.0/16", 4, on: 1, at: 1)
      bench.hear("10.9.0.0/16", 4, on: 2, at: 1)
      bench.fire(.triggeredHold, at: 6)
      bench.fire(.triggeredHold, at: 12)
      bench.hear("10.9.0.0/16", metric, on: lost, at: 20)
      #expect(bench.nextHops("10.9.0.0/16") == ["10.0.\(3 - lost).2"])
      #expect(bench.metric("10.9.0.0/16") == 5)
      // Split horizon kept it from that network; its routers may need this way now.
      #expect(bench.announced("10.9.0.0/16", on: lost) == 5)
      #expect(bench.announced("10.9.0.0/16", on: 3 - lost) == nil)
    }
  }

  @Test func splitHorizonHoldsOnEveryPathsInterface() {
    var bench = bench(4)
    bench.hear("10.9.0.0/16", 4, on: 1, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 1)
    bench.fire(.update, at: 10)
    #expect((1...4).map { bench.announced("10.9.0.0/16", on: $0) } == [nil, nil, 5, 5])
  }

  @Test func eachPathTimesOutByItself() {
    var bench = bench(4)
    bench.hear("10.9.0.0/16", 4, on: 1, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 3, at: 11)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 31)
    bench.run(to: 181, quietly: true)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2", "10.0.3.2"])
    bench.run(to: 191, quietly: true)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2"])
    bench.run(to: 211, quietly: true)
    #expect(bench.metric("10.9.0.0/16") == nil)
  }

  @Test func allPathsThatEndTogetherEndTogether() {
    var bench = bench(4)
    for interface in 1...4 { bench.hear("10.9.0.0/16", 4, on: interface, at: 1) }
    bench.run(to: 181, quietly: true)
    #expect(bench.metric("10.9.0.0/16") == nil)
    #expect(bench.process.garbageCount == 1)
  }

  @Test func aLostInterfaceTakesItsPathsAlong() {
    var bench = bench(4)
    bench.hear("10.9.0.0/16", 4, on: 1, from: 2, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 1, from: 3, at: 1)
    bench.handle(.interfaceChanged(InterfaceIndex(1), isUp: false), at: 10)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2"])
    bench.handle(.interfaceChanged(InterfaceIndex(2), isUp: false), at: 11)
    #expect(bench.metric("10.9.0.0/16") == nil)
  }

  @Test func theLastPathThatGetsWorseIsFollowed_RFC2453_3_9_2() {
    var bench = bench(4)
    bench.hear("10.9.0.0/16", 4, on: 1, at: 1)
    bench.hear("10.9.0.0/16", 4, on: 2, at: 1)
    bench.hear("10.9.0.0/16", 16, on: 1, at: 2)
    bench.hear("10.9.0.0/16", 8, on: 2, at: 3)
    #expect(bench.metric("10.9.0.0/16") == 9)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.2.2"])
  }

  @Test func sameGatewayFromTwoRoutersIsOneNextHop() {
    var bench = bench(4)
    bench.hear("10.9.0.0/16", 4, on: 1, from: 2, nextHop: RIPBench.neighbor(1, 9), at: 1)
    bench.hear("10.9.0.0/16", 4, on: 1, from: 3, nextHop: RIPBench.neighbor(1, 9), at: 1)
    #expect(bench.nextHops("10.9.0.0/16") == ["10.0.1.9"])
  }
}
