import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Where FRR and BIRD differ from each other, as both were seen to behave on the same networks (`Tests/Differential`).
@Suite struct OSPFChoicesTests {
  private static func plain(_ choices: OSPFChoices) -> OSPFConfiguration {
    var configuration = OSPFWire.plain
    configuration.choices = choices
    return configuration
  }

  /// Backbone 1 — 2 and 1 — 3; area 1 joins 2 and 3.
  private static func square(_ choices: OSPFChoices) -> OSPFWire {
    OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.init(router: 1, cost: 50), .init(router: 3, cost: 50)]),
        (3, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
      ], stubs: [1: [IPv4Prefix(IPv4Address(192, 168, 9, 0), length: 24)]], configuration: plain(choices))
  }

  @Test(arguments: [true, false])
  func aBorderRouterCutOffTheBackboneBelievesOthersOrNobody_RFC3509_2_2(isBIRD: Bool) {
    var wire = Self.square(isBIRD ? .bird : .rfc)
    wire.run(until: .seconds(60))
    #expect(wire.route(3, to: "192.168.9.0/24")?.metric == 51)
    wire.setCarrier(3, on: 2, isUp: false)
    wire.setCarrier(1, on: 2, isUp: false)
    wire.run(until: .seconds(80))
    #expect(wire.route(3, to: "192.168.9.0/24")?.metric == (isBIRD ? nil : 3))
    // What is within the area is reached either way.
    #expect(wire.routers[3]?.isBorder == isBIRD)
  }

  /// 1 —area 1— 2 —backbone— 3 —area 2— 4.
  private static func chain(_ choices: OSPFChoices, _ change: (inout OSPFConfiguration) -> Void) -> OSPFWire {
    var configuration = plain(choices)
    configuration.areas[1] = OSPFAreaSpec()
    change(&configuration)
    return OSPFWire(
      [
        (1, false, [.area(1, 1, cost: 2), .area(1, 2, cost: 2)]),
        (2, false, [.init(router: 2, cost: 10), .init(router: 3, cost: 10)]),
        (3, false, [.area(2, 3, cost: 3), .area(2, 4, cost: 3)]),
      ],
      stubs: [1: [IPv4Prefix(IPv4Address(192, 168, 1, 0), length: 24)]], stubArea: [1: 1],
      configuration: configuration)
  }

  @Test(arguments: [true, false])
  func whatARangeDoesNotHoldIsDiscardedOrNot_RFC2328_12_4_3(isBIRD: Bool) {
    var wire = Self.chain(isBIRD ? .bird : .rfc) {
      $0.areas[1]?.ranges = [OSPFRangeSpec(IPv4Prefix("192.168.0.0/16")!)]
    }
    wire.run(until: .seconds(60))
    #expect(wire.route(4, to: "192.168.0.0/16")?.metric == 3 + 10 + 2 + 1)
    #expect((wire.route(2, to: "192.168.0.0/16") != nil) == !isBIRD)
  }

  @Test(arguments: [true, false])
  func anNSSAIsToldOfADefaultAndOfItsBordersExternalsOrNot_RFC3101_2_4(isBIRD: Bool) {
    var wire = Self.chain(isBIRD ? .bird : .rfc) { $0.areas[1]?.kind = .nssa }
    wire.redistribute("198.51.100.0/24", at: 2)
    wire.run(until: .seconds(60))
    #expect((wire.route(1, to: "0.0.0.0/0") != nil) == !isBIRD)
    #expect((wire.route(1, to: "198.51.100.0/24") != nil) == !isBIRD)
    #expect(wire.route(4, to: "198.51.100.0/24")?.path == .ospf(.external2, area: nil))
  }

  @Test(arguments: [true, false])
  func equalWaysWithinSeveralAreasAreJoinedOrNot_RFC2328_16_1(isBIRD: Bool) {
    // 192.168.9.0/24 is on 2 in area 1 and on 3 in area 2.
    let prefix = IPv4Prefix("192.168.9.0/24")!
    var wire = OSPFWire(
      [
        (1, false, [.area(1, 1, cost: 1), .area(1, 2, cost: 1)]),
        (2, false, [.area(2, 1, cost: 1), .area(2, 3, cost: 1)]),
      ], stubs: [1: [IPv4Prefix("192.168.1.0/24")!], 2: [prefix], 3: [prefix]], stubArea: [2: 1, 3: 2],
      configuration: Self.plain(isBIRD ? .bird : .rfc))
    wire.run(until: .seconds(60))
    let hops = wire.route(1, to: "192.168.9.0/24")?.nextHops.map(\.address)
    #expect(hops == (isBIRD ? [] : [OSPFWire.address(2, on: 1)]) + [OSPFWire.address(3, on: 2)])
  }

  @Test(arguments: [true, false])
  func aTranslatedLSAKeepsTheMetricOrNot_RFC3101_3_2(isFRR: Bool) {
    var wire = Self.chain(isFRR ? .frr : .rfc) {
      $0.areas[1]?.kind = .nssa
      $0.redistribution.metric = 7
      $0.redistribution.isType2 = false
    }
    wire.redistribute("203.0.113.0/24", at: 1)
    wire.run(until: .seconds(60))
    // The forwarding address is that of a stub network, but FRR names its first interface.
    let inside = isFRR ? 2 : 2 + 1
    #expect(wire.route(2, to: "203.0.113.0/24")?.metric == inside + 7)
    #expect(wire.route(4, to: "203.0.113.0/24")?.metric == 3 + 10 + inside + (isFRR ? 20 : 7))
  }

  @Test func computationsComeWithTheTick() {
    var scheduler = SPFScheduler(.bird)
    func at(_ milliseconds: Int) -> SimTime { .milliseconds(milliseconds) }
    #expect(scheduler.trigger(at: at(1200)) == at(2000))
    #expect(scheduler.trigger(at: at(1900)) == at(2000))
    scheduler.ran(at: at(2000))
    #expect(scheduler.trigger(at: at(2000)) == at(3000), "the tick of this instant has gone by")
  }
}
