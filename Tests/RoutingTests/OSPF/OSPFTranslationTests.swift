import Kernel
import NetworkModel
import Testing

@testable import Routing

/// What NSSAs tell the domain (RFC 3101 §2.3, §3).
@Suite struct OSPFTranslationTests {
  private static let network = IPv4Address(203, 0, 113, 0)

  /// Backbone 1 — 2 and 1 — 3; NSSA 1: 2 — 4, 3 — 4 and 4 — 5. What comes from outside is of type 1.
  private static func wire(
    _ choices: OSPFChoices, stubs: [Int: [IPv4Prefix]] = [:],
    adjust: (Int, inout OSPFConfiguration) -> Void = { _, _ in }
  ) -> OSPFWire {
    var configuration = OSPFWire.plain
    configuration.choices = choices
    configuration.redistribution.isType2 = false
    configuration.areas[1] = OSPFAreaSpec()
    configuration.areas[1]?.kind = .nssa
    return OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.init(router: 1, cost: 1), .init(router: 3, cost: 1)]),
        (3, false, [.area(1, 2, cost: 1), .area(1, 4, cost: 1)]),
        (4, false, [.area(1, 3, cost: 1), .area(1, 4, cost: 1)]),
        (5, false, [.area(1, 4, cost: 5), .area(1, 5, cost: 5)]),
      ], stubs: stubs, stubArea: [4: 1, 5: 1], configuration: configuration, adjust: adjust)
  }

  private static func told(_ wire: OSPFWire, by router: Int) -> ExternalReach? {
    let key = LSAKey(.external, network, by: OSPFWire.identifier(router))
    guard let instance = wire.lsa(key, at: 1), !instance.isMaxAge,
      case .external(let reach) = instance.lsa.body
    else { return nil }
    return reach
  }

  @Test(arguments: [true, false])
  func theTranslatorIsElectedAmongBordersThatAreReached_RFC3101_3_1(isFRR: Bool) {
    var wire = Self.wire(isFRR ? .frr : .rfc)
    wire.redistribute("203.0.113.0/24", at: 4)
    wire.run(until: .seconds(60))
    #expect(Self.told(wire, by: 3) != nil && Self.told(wire, by: 2) == nil)
    // 3 fails, and nobody is left to take its LSAs back.
    for (router, segment) in [(3, 4), (4, 4), (3, 2), (1, 2)] {
      wire.setCarrier(router, on: segment, isUp: false)
    }
    wire.run(until: .seconds(120))
    #expect((Self.told(wire, by: 2) != nil) == !isFRR)
    #expect((wire.route(1, to: "203.0.113.0/24") != nil) == !isFRR)
  }

  @Test func aBorderCutOffTheBackboneDoesNotTranslate_RFC3101_3_1() {
    var wire = Self.wire(.rfc, stubs: [3: [IPv4Prefix("192.168.3.0/24")!]])
    wire.redistribute("203.0.113.0/24", at: 4)
    wire.run(until: .seconds(60))
    #expect(Self.told(wire, by: 3) != nil)
    // 3 stays a border router for its own network in the backbone.
    for router in [1, 3] { wire.setCarrier(router, on: 2, isUp: false) }
    wire.run(until: .seconds(120))
    #expect(wire.routers[3]?.isBorder == true)
    #expect(Self.told(wire, by: 2) != nil)
    #expect(wire.route(1, to: "203.0.113.0/24")?.nextHops.map(\.address) == [OSPFWire.address(2, on: 1)])
  }

  @Test(arguments: [true, false])
  func ofSeveralTypeSevenTheBestWayIsTranslated_RFC3101_3_2(isFRR: Bool) {
    var wire = Self.wire(isFRR ? .frr : .rfc)
    wire.redistribute("203.0.113.0/24", at: 4)
    wire.redistribute("203.0.113.0/24", at: 5)
    wire.run(until: .seconds(60))
    // 4 is nearer; FRR takes the last one in the database.
    #expect(Self.told(wire, by: 3)?.forwarding == OSPFWire.address(isFRR ? 5 : 4, on: isFRR ? 5 : 3))
  }

  @Test(arguments: [true, false])
  func aBetterTypeFiveKeepsTypeSevenInside_RFC3101_3_2(isBIRD: Bool) {
    var wire = Self.wire(isBIRD ? .bird : .rfc) { router, configuration in
      if router == 5 { configuration.redistribution.isType2 = true }
    }
    wire.redistribute("203.0.113.0/24", at: 5)
    wire.redistribute("203.0.113.0/24", at: 1)
    wire.run(until: .seconds(60))
    #expect((Self.told(wire, by: 3) == nil) == isBIRD)
  }

  @Test(arguments: [true, false])
  func aDefaultRouteIsTranslatedOnlyFromWhereSummariesComeIn_RFC3101_2_5(isFRR: Bool) {
    var configuration = OSPFWire.plain
    configuration.choices = isFRR ? .frr : .rfc
    configuration.areas[1] = OSPFAreaSpec()
    configuration.areas[1]?.kind = .totallyNSSA
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
      ], configuration: configuration
    ) { router, configuration in
      if router == 3 {
        configuration.defaultRoute = OSPFDefaultRouteSpec(node: "r3")
        configuration.defaultRoute?.isUnconditional = true
        configuration.defaultRoute?.metric = 7
      }
    }
    wire.run(until: .seconds(60))
    // `metric_value` of ospfd knows the default route's own default.
    #expect(wire.route(1, to: "0.0.0.0/0")?.metric == (isFRR ? 1 : nil))
  }

  @Test(arguments: [0, 1, 2])
  func theForwardingAddressIsOfAStubNetwork_RFC3101_2_3(_ which: Int) {
    let choices = [OSPFChoices.rfc, .bird, .frr][which]
    var wire = Self.wire(choices, stubs: [5: [IPv4Prefix("192.168.5.0/24")!]])
    wire.redistribute("203.0.113.0/24", at: 5)
    wire.run(until: .seconds(60))
    let key = LSAKey(.nssa, Self.network, by: OSPFWire.identifier(5))
    guard case .external(let reach)? = wire.lsa(key, at: 4)?.lsa.body else {
      Issue.record("no type 7")
      return
    }
    #expect(reach.forwarding == (which == 2 ? OSPFWire.address(5, on: 5) : IPv4Address(192, 168, 5, 0)))
  }
}
