import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Ways to boundary routers (RFC 2328 §16.2, §16.4), and where FRR goes its own.
@Suite struct OSPFBoundaryTests {
  private static func wire(
    _ segments: [(number: Int, broadcast: Bool, members: [OSPFWire.Attachment])],
    _ choices: OSPFChoices = .rfc, stubs: [Int: [IPv4Prefix]] = [:], stubArea: [Int: UInt32] = [:],
    _ change: (inout OSPFConfiguration) -> Void = { _ in },
    adjust: (Int, inout OSPFConfiguration) -> Void = { _, _ in }
  ) -> OSPFWire {
    var configuration = OSPFWire.plain
    configuration.choices = choices
    configuration.redistribution.isType2 = false
    configuration.redistribution.metric = 20
    change(&configuration)
    return OSPFWire(segments, stubs: stubs, stubArea: stubArea, configuration: configuration, adjust: adjust)
  }

  @Test func withinTheBackboneGoesBeforeWhatABorderRouterTells_RFC2328_16_2() {
    // 1 is a boundary router in areas 0 and 1; 2 reaches it in area 1 for 1, 3 within the backbone for 20.
    var wire = Self.wire([
      (1, false, [.init(router: 1, cost: 20), .init(router: 3, cost: 20)]),
      (2, false, [.init(router: 2, cost: 1), .init(router: 3, cost: 1)]),
      (3, false, [.area(1, 1, cost: 1), .area(1, 2, cost: 1)]),
    ])
    wire.redistribute("203.0.113.0/24", at: 1)
    wire.run(until: .seconds(60))
    let told = wire.lsa(LSAKey(.asbrSummary, OSPFWire.identifier(1), by: OSPFWire.identifier(2)), at: 3)
    #expect(told?.lsa.body == .summary(length: 0, metric: 1))
    #expect(wire.route(3, to: "203.0.113.0/24")?.metric == 40)
    #expect(wire.route(3, to: "203.0.113.0/24")?.nextHops.map(\.address) == [OSPFWire.address(1, on: 1)])
    // When there is no way within, what 2 tells is good.
    for router in [1, 3] { wire.setCarrier(router, on: 1, isUp: false) }
    wire.run(until: .seconds(80))
    #expect(wire.route(3, to: "203.0.113.0/24")?.metric == 22)
  }

  @Test func ofEqualWaysTheLargerAreaWins_RFC2328_16_4() {
    // 1 and 2 are joined by areas 1 and 2.
    var wire = Self.wire([
      (1, false, [.area(1, 1, cost: 5), .area(1, 2, cost: 5)]),
      (2, false, [.area(2, 1, cost: 5), .area(2, 2, cost: 5)]),
      (3, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
    ])
    wire.redistribute("203.0.113.0/24", at: 1)
    wire.run(until: .seconds(60))
    // Not through the backbone, although that is shorter (§16.4.1), and not through both.
    #expect(wire.route(2, to: "203.0.113.0/24")?.metric == 25)
    #expect(wire.route(2, to: "203.0.113.0/24")?.nextHops.map(\.address) == [OSPFWire.address(1, on: 2)])
  }

  /// 1 and 2 share an area that takes no external routes.
  @Test(arguments: [0, 1, 2, 3])
  func areasWithoutExternalsLeadToNoBoundary_RFC3101_2_5(_ which: Int) {
    let isFRR = which % 2 == 1, kind: OSPFAreaKind = which < 2 ? .stub : .nssa
    var wire = Self.wire(
      [
        (1, false, [.area(1, 1, cost: 1), .area(1, 2, cost: 1)]),
        (2, false, [.init(router: 1, cost: 9), .init(router: 2, cost: 9)]),
        (3, false, [.init(router: 2, cost: 9), .init(router: 3, cost: 9)]),
      ], isFRR ? .frr : .rfc,
      {
        $0.areas[1] = OSPFAreaSpec()
        $0.areas[1]?.kind = kind
      })
    wire.redistribute("203.0.113.0/24", at: 1)
    wire.run(until: .seconds(60))
    #expect(wire.route(3, to: "203.0.113.0/24")?.metric == 20 + 18)
    // FRR looks through all areas, finds the way in area 1 better, and then does without. In an NSSA it has the type 7.
    let metric = kind == .nssa ? 21 : isFRR ? nil : 29
    #expect(wire.route(2, to: "203.0.113.0/24")?.metric == metric)
  }

  @Test func theForwardingAddressIsLookedForInsideOfTheDomain_RFC2328_16_4() {
    // 1 announces a network by way of 3's address on segment 2, and another one that covers this address more closely.
    var wire = Self.wire([
      (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
      (2, false, [.init(router: 1, cost: 4), .init(router: 3, cost: 4)]),
    ])
    wire.redistribute("10.0.2.3/32", at: 1)
    let hop = NextHop(interface: InterfaceIndex(2), address: OSPFWire.address(3, on: 2))
    let route = RedistributedRoute(
      prefix: IPv4Prefix("203.0.113.0/24")!, source: .static, nextHop: hop, metric: 0)
    wire.hand(.redistribute(route, isPresent: true), to: 1)
    wire.run(until: .seconds(60))
    #expect(wire.route(2, to: "10.0.2.3/32")?.path == .ospf(.external1, area: nil))
    #expect(wire.route(2, to: "203.0.113.0/24")?.metric == 1 + 4 + 20)
  }

  @Test(arguments: [true, false])
  func equalWaysToSeveralBoundariesAreJoined_RFC2328_16_4(isFRR: Bool) {
    // 4 has 1 and 3 in area 1 for 1 each, and 2 in the backbone for 9.
    var wire = Self.wire(
      [
        (1, false, [.area(1, 1, cost: 1), .area(1, 4, cost: 1)]),
        (2, false, [.init(router: 2, cost: 9), .init(router: 4, cost: 9)]),
        (3, false, [.area(1, 3, cost: 1), .area(1, 4, cost: 1)]),
      ], isFRR ? .frr : .rfc)
    for router in [1, 2, 3] { wire.redistribute("203.0.113.0/24", at: router) }
    wire.run(until: .seconds(60))
    // FRR holds 3's against 1's way, but with the preference of 2's, which came between.
    let both = [OSPFWire.address(1, on: 1), OSPFWire.address(3, on: 3)]
    #expect(wire.route(4, to: "203.0.113.0/24")?.nextHops.map(\.address) == (isFRR ? [both[1]] : both))
    #expect(wire.route(4, to: "203.0.113.0/24")?.metric == 21)
  }

  @Test(arguments: [true, false])
  func whatOthersTellGoesOnOnlyFromTheBackbone_RFC3509_2_2(isFRR: Bool) {
    // 2 borders on the backbone and areas 1 and 2; without neighbours in the backbone it hears of 1's by 3 in area 1.
    var wire = Self.wire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.init(router: 1, cost: 1), .init(router: 3, cost: 1)]),
        (3, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
        (4, false, [.area(2, 2, cost: 1), .area(2, 4, cost: 1)]),
      ], isFRR ? .frr : .rfc,
      // The backbone's network of 2 has nobody on it, but makes 2 a border router.
      stubs: [1: [IPv4Prefix("192.168.1.0/24")!], 2: [IPv4Prefix("192.168.2.0/24")!]])
    wire.run(until: .seconds(60))
    #expect(wire.route(4, to: "192.168.1.0/24")?.metric == 3)
    for router in [1, 2] { wire.setCarrier(router, on: 1, isUp: false) }
    wire.run(until: .seconds(90))
    #expect(wire.routers[2]?.isBorder == true)
    #expect(wire.route(4, to: "192.168.2.0/24")?.metric == 2)
    #expect(wire.route(2, to: "192.168.1.0/24")?.path == .ospf(.interArea, area: 1))
    #expect(wire.route(4, to: "192.168.1.0/24") == nil)
  }
}

/// Ranges where areas overlap (RFC 2328 §11.1, §12.4.3, §16.2).
@Suite struct OSPFRangeTests {
  /// 1 —backbone— 2 —area 1— 3, with a range for 192.168.0.0/16 in area 1, which 1 has a network of, too.
  private static func wire(_ choices: OSPFChoices) -> OSPFWire {
    var configuration = OSPFWire.plain
    configuration.choices = choices
    configuration.areas[1] = OSPFAreaSpec()
    configuration.areas[1]?.ranges = [OSPFRangeSpec(IPv4Prefix(IPv4Address(192, 168, 0, 0), length: 16))]
    return OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
        (3, false, [.area(2, 1, cost: 1), .area(2, 4, cost: 1)]),
      ],
      stubs: [
        3: [IPv4Prefix(IPv4Address(192, 168, 3, 0), length: 24)],
        4: [IPv4Prefix(IPv4Address(192, 168, 4, 0), length: 24)],
      ],
      stubArea: [3: 1, 4: 2],
      configuration: configuration)
  }

  @Test(arguments: [true, false])
  func aRangeHidesOnlyItsOwnNetworkOfOthers_RFC2328_16_2(isFRR: Bool) {
    var wire = Self.wire(isFRR ? .frr : .rfc)
    wire.run(until: .seconds(60))
    #expect(wire.route(1, to: "192.168.0.0/16")?.metric == 1 + 1 + 1)
    // Of area 2, told by 1: FRR passes over all that the range covers.
    #expect(wire.route(2, to: "192.168.4.0/24")?.metric == (isFRR ? nil : 1 + 1 + 1))
  }

  @Test(arguments: [true, false])
  func theFirstAreaWithARangeDecides(isActive: Bool) {
    // As `ospf_some_area_range_match` does it: area 1 is asked before area 2, whose range is active.
    var configuration = OSPFWire.plain
    configuration.choices = .frr
    for area in [UInt32(1), 2] { configuration.areas[area] = OSPFAreaSpec() }
    if !isActive { configuration.areas[1]?.ranges = [OSPFRangeSpec(IPv4Prefix("192.168.0.0/16")!)] }
    configuration.areas[2]?.ranges = [OSPFRangeSpec(IPv4Prefix("192.168.0.0/17")!)]
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
        (3, false, [.area(2, 2, cost: 1), .area(2, 4, cost: 1)]),
      ],
      stubs: [
        1: [IPv4Prefix("192.168.1.0/24")!, IPv4Prefix("192.168.0.0/17")!], 4: [IPv4Prefix("192.168.4.0/24")!],
      ],
      stubArea: [1: 3, 4: 2], configuration: configuration)
    wire.run(until: .seconds(60))
    #expect((wire.route(2, to: "192.168.1.0/24") != nil) == !isActive)
    // The discard route takes the place of what 1 tells of the same network.
    #expect(wire.route(2, to: "192.168.0.0/17")?.nextHops == [])
    // It is told to area 2 all the same, where the range itself is not.
    #expect((wire.route(4, to: "192.168.0.0/17") != nil) == !isActive)
    #expect(wire.route(1, to: "192.168.4.0/24") == nil)
  }

  @Test func aRangeGoesBeforeWhatLiesOutside_RFC2328_11_1() {
    var wire = Self.wire(.rfc)
    wire.redistribute("192.168.0.0/16", at: 1)
    wire.run(until: .seconds(60))
    #expect(wire.route(2, to: "192.168.0.0/16")?.nextHops == [])
    #expect(wire.route(2, to: "192.168.0.0/16")?.path == .ospf(.interArea, area: 1))
  }

  @Test func theBackbonesRangesDoNotCountInTransitAreas_RFC2328_12_4_3() {
    var configuration = OSPFWire.plain
    configuration.areas[0] = OSPFAreaSpec()
    configuration.areas[0]?.ranges = [OSPFRangeSpec(IPv4Prefix("192.168.0.0/16")!)]
    func wire(_ isTransit: Bool) -> OSPFWire {
      var wire = OSPFWire(
        [
          (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
          (2, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
          (3, false, [.area(2, 3, cost: 1), .area(2, 4, cost: 1)]),
        ], stubs: [1: [IPv4Prefix("192.168.1.0/24")!]], configuration: configuration,
        adjust: { router, configuration in
          if isTransit && router == 2 {
            configuration.virtualLinks = [.init(area: 1, router: OSPFWire.identifier(3))]
          } else if isTransit && router == 3 {
            configuration.virtualLinks = [.init(area: 1, router: OSPFWire.identifier(2))]
          }
        })
      wire.run(until: .seconds(120))
      return wire
    }
    let summary = LSAKey(.summary, IPv4Address(192, 168, 1, 0), by: OSPFWire.identifier(2))
    let range = LSAKey(.summary, IPv4Address(192, 168, 0, 0), by: OSPFWire.identifier(2))
    let plain = wire(false), transit = wire(true)
    #expect(plain.lsa(summary, at: 3) == nil && plain.lsa(range, at: 3) != nil)
    #expect(transit.lsa(summary, at: 3) != nil && transit.lsa(range, at: 3) == nil)
  }

  /// Routers 1, 2 and 3 on a segment, 1 and 2 on a link besides; a static route of 3 leads to 1's address on the segment.
  @Test func aForwardingAddressOfAnInterfaceThatIsDownIsLookedUp_RFC2328_16_4() {
    var wire = OSPFWire([
      (1, true, [.init(router: 1, cost: 5), .init(router: 2, cost: 5), .init(router: 3, cost: 5)]),
      (2, false, [.init(router: 1, cost: 3), .init(router: 2, cost: 3)]),
    ])
    wire.redistribute("198.51.100.0/24", at: 3, via: (neighbor: 1, segment: 1))
    wire.run(until: .seconds(120))
    #expect(wire.route(2, to: "198.51.100.0/24")?.nextHops.map(\.address) == [OSPFWire.address(1, on: 1)])
    #expect(wire.route(1, to: "198.51.100.0/24") == nil, "it is the forwarding address itself")
    wire.setCarrier(1, on: 1, isUp: false)
    wire.run(until: .seconds(240))
    #expect(wire.route(1, to: "198.51.100.0/24")?.nextHops.map(\.address) == [OSPFWire.address(2, on: 2)])
  }
}
