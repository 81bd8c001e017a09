import Kernel
import NetworkModel
import Testing

@testable import Routing

/// Clauses 27, 28 and 30: areas, border routers, what goes between them.
@Suite struct OSPFAreaTests {
  /// 1 —area 1— 2 —backbone— 3 —area 2— 4, and a stub network behind 1 and 4.
  private static func chain(
    _ kinds: [UInt32: OSPFAreaKind] = [:], _ change: (inout OSPFConfiguration) -> Void = { _ in }
  ) -> OSPFWire {
    var configuration = OSPFWire.plain
    for (area, kind) in kinds {
      configuration.areas[area] = OSPFAreaSpec()
      configuration.areas[area]?.kind = kind
    }
    change(&configuration)
    return OSPFWire(
      [
        (1, false, [.area(1, 1, cost: 2), .area(1, 2, cost: 2)]),
        (2, false, [.init(router: 2, cost: 10), .init(router: 3, cost: 10)]),
        (3, false, [.area(2, 3, cost: 3), .area(2, 4, cost: 3)]),
      ],
      stubs: [
        1: [IPv4Prefix(IPv4Address(192, 168, 1, 0), length: 24)],
        4: [IPv4Prefix(IPv4Address(192, 168, 4, 0), length: 24)],
      ],
      stubArea: [1: 1, 4: 2], configuration: configuration)
  }

  @Test func networksOfOtherAreasComeAsSummaries_RFC2328_12_4_3() throws {
    var wire = Self.chain()
    wire.run(until: .seconds(60))
    let route = wire.route(1, to: "192.168.4.0/24")
    #expect(route?.path == .ospf(.interArea, area: 1))
    #expect(route?.metric == 2 + 10 + 3 + 1)
    let summary = wire.lsa(
      LSAKey(.summary, IPv4Address(192, 168, 4, 0), by: OSPFWire.identifier(2)), at: 1)
    #expect(summary?.lsa.body == .summary(length: 24, metric: 14))
    // Router-LSAs stay in their area.
    #expect(wire.routerLSA(4, at: 1) == nil && wire.routerLSA(4, at: 3) != nil)
    // The backbone's networks are told too, and the border's own bit is set.
    #expect(wire.route(4, to: "10.0.2.0/24")?.metric == 13)
    #expect(wire.routerLSA(2, at: 1)?.lsa.flags == .border)
  }

  @Test func summariesGoWhenTheNetworkGoes_RFC2328_12_4_3() {
    var wire = Self.chain()
    wire.run(until: .seconds(60))
    wire.setCarrier(4, on: 3, isUp: false)
    wire.setCarrier(3, on: 3, isUp: false)
    wire.run(until: .seconds(80))
    #expect(wire.route(1, to: "192.168.4.0/24") == nil)
    let key = LSAKey(.summary, IPv4Address(192, 168, 4, 0), by: OSPFWire.identifier(2))
    #expect(wire.lsa(key, at: 1) == nil, "flushed, not only forgotten")
  }

  @Test func withinAnAreaGoesBeforeCheaperBetweenAreas_RFC2328_11() {
    // Routers 1 and 4 are in area 1 by a dear link; over the backbone (1–2–3–4) it would be cheaper.
    var wire = OSPFWire(
      [
        (1, false, [.area(1, 1, cost: 100), .area(1, 4, cost: 100)]),
        (2, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (3, false, [.init(router: 2, cost: 1), .init(router: 4, cost: 1)]),
      ], stubs: [4: [IPv4Prefix("192.168.4.0/24")!]], stubArea: [4: 1])
    wire.run(until: .seconds(60))
    #expect(wire.route(1, to: "192.168.4.0/24")?.metric == 101)
    #expect(wire.route(1, to: "192.168.4.0/24")?.path == .ospf(.intraArea, area: 1))
    #expect(wire.route(2, to: "192.168.4.0/24")?.path == .ospf(.interArea, area: 0))
  }

  @Test func pathTypesAreRanked_RFC2328_11() {
    typealias Route = OSPFRouteTable.Route
    let intra = Route(rank: .intraArea, cost: 500), inter = Route(rank: .interArea, cost: 20)
    let e1 = Route(rank: .external1, cost: 10), e2 = Route(rank: .external2, cost: 1, type2: 1)
    let ranked = [intra, inter, e1, e2]
    for (better, worse) in zip(ranked, ranked.dropFirst()) {
      #expect(better.isBetter(than: worse) && !worse.isBetter(than: better))
    }
    // §16.4 (6): the type 2 metric first, then the cost.
    #expect(
      Route(rank: .external2, cost: 90, type2: 5).isBetter(than: Route(rank: .external2, cost: 1, type2: 6)))
    #expect(
      Route(rank: .external2, cost: 1, type2: 5).isBetter(than: Route(rank: .external2, cost: 2, type2: 5)))
    // §16.4.1: by a boundary router within an area before one reached over the backbone.
    #expect(
      Route(rank: .external1, cost: 9, preference: 0).isBetter(
        than: Route(rank: .external1, cost: 1, preference: 1)))
  }

  /// One prefix in four ways, each dearer than the next: they are taken in the order of their types, as one after the other goes.
  @Test func aNetworkIsReachedByTheBestTypeOfPath_RFC2328_11() {
    let prefix = IPv4Prefix("203.0.113.0/24")!
    var configuration = OSPFWire.plain
    configuration.redistribution.metric = 1
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1000), .init(router: 2, cost: 1000)]),
        (2, false, [.init(router: 1, cost: 100), .init(router: 3, cost: 100)]),
        (3, false, [.area(1, 3, cost: 1), .area(1, 4, cost: 1)]),
        (4, false, [.init(router: 1, cost: 10), .init(router: 5, cost: 10)]),
        (5, false, [.init(router: 1, cost: 1), .init(router: 6, cost: 1)]),
      ], stubs: [2: [prefix], 4: [prefix]], stubArea: [4: 1], configuration: configuration,
      adjust: { router, configuration in configuration.redistribution.isType2 = router == 6 })
    wire.redistribute("203.0.113.0/24", at: 5)
    wire.redistribute("203.0.113.0/24", at: 6)
    wire.run(until: .seconds(60))
    #expect(wire.route(1, to: "203.0.113.0/24")?.path == .ospf(.intraArea, area: 0))
    #expect(wire.route(1, to: "203.0.113.0/24")?.metric == 1001)
    for router in [1, 2] { wire.setCarrier(router, on: 1, isUp: false) }
    wire.run(until: .seconds(80))
    #expect(wire.route(1, to: "203.0.113.0/24")?.path == .ospf(.interArea, area: 0))
    #expect(wire.route(1, to: "203.0.113.0/24")?.metric == 102)
    for router in [3, 4] { wire.setCarrier(router, on: 3, isUp: false) }
    wire.run(until: .seconds(100))
    #expect(wire.route(1, to: "203.0.113.0/24")?.path == .ospf(.external1, area: nil))
    #expect(wire.route(1, to: "203.0.113.0/24")?.metric == 11)
    wire.redistribute("203.0.113.0/24", at: 5, isPresent: false)
    wire.run(until: .seconds(120))
    #expect(wire.route(1, to: "203.0.113.0/24")?.path == .ospf(.external2, area: nil))
    #expect(wire.route(1, to: "203.0.113.0/24")?.metric == 1)
  }

  @Test func aBorderRouterBelievesTheBackboneOnly_RFC2328_16_2() {
    // Two border routers, 2 and 3, with area 1 behind both: 3 hears of 192.168.9.0/24 from the backbone at 10 + …, and could
    // hear of it through area 1 more cheaply from 2.
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.init(router: 1, cost: 50), .init(router: 3, cost: 50)]),
        (3, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
      ], stubs: [1: [IPv4Prefix("192.168.9.0/24")!]])
    wire.run(until: .seconds(60))
    #expect(wire.route(3, to: "192.168.9.0/24")?.metric == 51)
    #expect(wire.route(3, to: "192.168.9.0/24")?.path == .ospf(.intraArea, area: 0))
    // When the backbone is gone for it, anything is better than nothing (RFC 3509 §2.2).
    wire.setCarrier(3, on: 2, isUp: false)
    wire.setCarrier(1, on: 2, isUp: false)
    wire.run(until: .seconds(80))
    #expect(wire.route(3, to: "192.168.9.0/24")?.metric == 3)
    #expect(wire.route(3, to: "192.168.9.0/24")?.path == .ospf(.interArea, area: 1))
  }

  @Test func noExternalsInStubAreas_RFC2328_3_6() {
    for kind in [OSPFAreaKind.normal, .stub, .totallyStubby] {
      var wire = Self.chain([1: kind])
      wire.redistribute("203.0.113.0/24", at: 4)
      wire.run(until: .seconds(60))
      let external = LSAKey(.external, IPv4Address(203, 0, 113, 0), by: OSPFWire.identifier(4))
      let boundary = LSAKey(.asbrSummary, OSPFWire.identifier(4), by: OSPFWire.identifier(2))
      #expect((wire.lsa(external, at: 1) != nil) == (kind == .normal), "\(kind)")
      #expect((wire.lsa(boundary, at: 1) != nil) == (kind == .normal), "\(kind)")
      #expect((wire.route(1, to: "0.0.0.0/0") != nil) == (kind != .normal), "\(kind)")
      #expect((wire.route(1, to: "192.168.4.0/24") != nil) == (kind != .totallyStubby), "\(kind)")
      #expect(wire.route(2, to: "203.0.113.0/24")?.path == .ospf(.external2, area: nil))
    }
  }

  @Test func stubAndPlainNeighborsRefuseEachOther_RFC2328_10_5() {
    var wire = OSPFWire(
      [(1, false, [.area(1, 1), .area(1, 2)])],
      adjust: { router, configuration in
        configuration.areas[1] = OSPFAreaSpec()
        if router == 1 { configuration.areas[1]?.kind = .stub }
      })
    wire.run(until: .seconds(60))
    #expect(wire.state(1, of: 2) == nil && wire.interface(1, on: 1)?.refused.first?.reason == .options)
  }

  @Test func aRangeStandsForWhatIsInside_RFC2328_C_2() {
    var wire = Self.chain { configuration in
      configuration.areas[2] = OSPFAreaSpec()
      configuration.areas[2]?.ranges = [OSPFRangeSpec(IPv4Prefix("192.168.0.0/16")!)]
    }
    wire.run(until: .seconds(60))
    #expect(wire.route(1, to: "192.168.4.0/24") == nil)
    #expect(wire.route(1, to: "192.168.0.0/16")?.metric == 2 + 10 + 3 + 1)
    #expect(wire.route(1, to: "10.0.3.0/24")?.metric == 2 + 10 + 3, "outside of the range")
    // At the border router what is in no network of the range goes nowhere.
    #expect(wire.route(3, to: "192.168.0.0/16")?.nextHops == [])
    #expect(wire.route(3, to: "192.168.4.0/24")?.metric == 4)
  }

  @Test func typeOneCountsTheWay_RFC2328_16_4() {
    var wire = Self.chain { $0.redistribution.isType2 = false }
    wire.redistribute("203.0.113.0/24", at: 4)
    wire.run(until: .seconds(60))
    #expect(wire.route(1, to: "203.0.113.0/24")?.metric == 20 + 2 + 10 + 3)
    #expect(wire.route(1, to: "203.0.113.0/24")?.path == .ospf(.external1, area: nil))
  }

  @Test func anNSSATellsItsOwnAndTakesNoOthers_RFC3101_2() {
    var wire = Self.chain([1: .nssa])
    wire.redistribute("203.0.113.0/24", at: 1)
    wire.redistribute("198.51.100.0/24", at: 4)
    wire.run(until: .seconds(80))
    let inside = LSAKey(.nssa, IPv4Address(203, 0, 113, 0), by: OSPFWire.identifier(1))
    let translated = LSAKey(.external, IPv4Address(203, 0, 113, 0), by: OSPFWire.identifier(2))
    #expect(wire.lsa(inside, at: 2) != nil && wire.lsa(inside, at: 3) == nil)
    #expect(wire.lsa(translated, at: 3) != nil && wire.lsa(translated, at: 1) == nil)
    #expect(wire.route(4, to: "203.0.113.0/24")?.path == .ospf(.external2, area: nil))
    #expect(wire.route(1, to: "198.51.100.0/24") == nil)
    wire.redistribute("203.0.113.0/24", at: 1, isPresent: false)
    wire.run(until: .seconds(100))
    #expect(wire.lsa(translated, at: 3) == nil && wire.route(4, to: "203.0.113.0/24") == nil)
  }

  @Test func aDefaultRouteIsToldWhenThereIsOne() {
    var wire = OSPFWire(
      [(1, false, [.init(router: 1), .init(router: 2)])],
      adjust: { router, configuration in
        if router == 1 { configuration.defaultRoute = OSPFDefaultRouteSpec(node: "1") }
      })
    wire.run(until: .seconds(60))
    #expect(wire.route(2, to: "0.0.0.0/0") == nil)
    wire.redistribute("0.0.0.0/0", at: 1)
    wire.run(until: .seconds(70))
    #expect(wire.route(2, to: "0.0.0.0/0")?.metric == 10)
    wire.redistribute("0.0.0.0/0", at: 1, isPresent: false)
    wire.run(until: .seconds(90))
    #expect(wire.route(2, to: "0.0.0.0/0") == nil)
  }
}

/// §15: a border router without a backbone of its own.
@Suite struct OSPFVirtualLinkTests {
  @Test func aVirtualLinkJoinsTheBackboneThroughAnArea_RFC2328_15() throws {
    // 1 —backbone— 2 —area 1— 3 —area 1— 4 —area 2— 5
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 4), .init(router: 2, cost: 4)]),
        (2, false, [.area(1, 2, cost: 3), .area(1, 3, cost: 3)]),
        (3, false, [.area(1, 3, cost: 2), .area(1, 4, cost: 2)]),
        (4, false, [.area(2, 4, cost: 5), .area(2, 5, cost: 5)]),
      ],
      stubs: [1: [IPv4Prefix("192.168.1.0/24")!], 5: [IPv4Prefix("192.168.5.0/24")!]], stubArea: [5: 2],
      adjust: { router, configuration in
        if router == 2 {
          configuration.virtualLinks = [.init(area: 1, router: OSPFWire.identifier(4))]
        } else if router == 4 {
          configuration.virtualLinks = [.init(area: 1, router: OSPFWire.identifier(2))]
        }
      })
    wire.run(until: .seconds(120))
    let link = wire.routers[2]?.interfaces.first { $0.virtual != nil }
    #expect(link?.cost == 5 && link?.neighbors.first?.state == .full)
    // As FRR lists it: by the other end's address in the area.
    let view = wire.routers[2]?.neighborViews.first
    #expect(view?.interface.name == "VLINK0" && view?.address == OSPFWire.address(4, on: 3))
    #expect(view?.state == "Full/DROther" && view?.priority == 1)
    #expect(wire.route(1, to: "192.168.5.0/24")?.metric == 4 + 5 + 5 + 1)
    #expect(wire.route(5, to: "192.168.1.0/24")?.metric == 5 + 5 + 4 + 1)
    // §12.4.1: bit V, in the area that is passed through.
    let flags = try #require(wire.routerLSA(4, at: 3)?.lsa.flags)
    #expect(flags.contains(.virtualLink) && flags.contains(.border))
    // Without a way through the area there is no virtual link.
    wire.setCarrier(3, on: 3, isUp: false)
    wire.setCarrier(4, on: 3, isUp: false)
    wire.run(until: .seconds(200))
    #expect(wire.route(1, to: "192.168.5.0/24") == nil)
  }
}
