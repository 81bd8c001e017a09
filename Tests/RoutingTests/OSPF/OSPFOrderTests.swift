import Kernel
import NetworkModel
import Testing

@testable import Routing

/// What ospfd tells or finds hangs on what it told before, or on where it stands; and what must not.
@Suite struct OSPFOrderTests {
  private static func configuration(_ isFRR: Bool, ranges: [UInt32: IPv4Prefix] = [:]) -> OSPFConfiguration {
    var configuration = OSPFWire.plain
    configuration.choices = isFRR ? .frr : .rfc
    for (area, range) in ranges {
      configuration.areas[area] = OSPFAreaSpec()
      configuration.areas[area]?.ranges = [OSPFRangeSpec(range)]
    }
    return configuration
  }

  private static func network(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ length: Int) -> IPv4Prefix {
    IPv4Prefix(IPv4Address(a, b, c, 0), length: length)
  }

  @Test func eachAreasRouterLSAHasAnIntervalOfItsOwn_RFC2328_B() throws {
    // The router between two areas describes both as soon as its neighbours are full, which is after the second hello.
    var wire = OSPFWire([
      (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
      (2, false, [.area(1, 2, cost: 1), .area(1, 3, cost: 1)]),
    ])
    wire.run(until: .seconds(13))
    for router in [1, 3] {
      guard case .router(_, let links)? = wire.routerLSA(2, at: router)?.lsa.body else {
        Issue.record("nothing of 2 at \(router)")
        continue
      }
      #expect(links.contains { $0.kind == .pointToPoint })
    }
  }

  @Test func aDefaultRouteThatIsThereNamesItsNextHop_RFC2328_12_4_4_1() throws {
    // 1 goes to 2 by a dear link; 3 is near to 1, and has a way of its own to 2.
    var wire = OSPFWire(
      [
        (1, true, [.init(router: 1, cost: 10), .init(router: 2, cost: 1)]),
        (2, false, [.init(router: 1, cost: 1), .init(router: 3, cost: 1)]),
        (3, false, [.init(router: 2, cost: 5), .init(router: 3, cost: 5)]),
      ],
      adjust: { router, configuration in
        if router == 1 { configuration.defaultRoute = OSPFDefaultRouteSpec(node: "1") }
      })
    let port = try #require(wire.interface(1, on: 1)?.routing.index)
    let hop = NextHop(interface: port, address: OSPFWire.address(2, on: 1))
    let route = RedistributedRoute(prefix: .all, source: .static, nextHop: hop)
    wire.hand(.redistribute(route, isPresent: true), to: 1)
    wire.run(until: .seconds(100))
    #expect(wire.route(3, to: "0.0.0.0/0")?.nextHops.map(\.address) == [OSPFWire.address(2, on: 3)])
    #expect(wire.route(2, to: "0.0.0.0/0") == nil, "its own address is no way")
  }

  @Test(arguments: [true, false])
  func aNetworkThatIsReachedThroughTheOtherAreaMakesNoRangeActive(hasOther: Bool) {
    // 172.31.1.0/24 is 3's in area 2 and 1's in the backbone, which is nearer.
    let shared = Self.network(172, 31, 1, 24)
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.area(2, 2, cost: 9), .area(2, 3, cost: 9)]),
      ], stubs: hasOther ? [1: [shared], 3: [shared]] : [3: [shared]], stubArea: [3: 2],
      configuration: Self.configuration(true, ranges: [2: Self.network(172, 31, 0, 22)]))
    wire.run(until: .seconds(60))
    #expect((wire.route(1, to: "172.31.0.0/22") == nil) == hasOther)
    #expect((wire.route(2, to: "172.31.0.0/22") == nil) == hasOther)
  }

  @Test(arguments: [true, false])
  func aShorterPrefixDoesNotTakeTheAddressOfALongerOne_RFC2328_E(isFRR: Bool) {
    var wire = OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 1), .init(router: 2, cost: 1)]),
        (2, false, [.area(3, 2, cost: 1), .area(3, 3, cost: 1)]),
        (3, false, [.area(4, 2, cost: 1), .area(4, 4, cost: 1)]),
      ], stubs: [3: [Self.network(172, 31, 8, 24)], 4: [Self.network(172, 31, 9, 24)]],
      stubArea: [3: 3, 4: 4],
      configuration: Self.configuration(isFRR, ranges: [4: Self.network(172, 31, 8, 22)]))
    wire.run(until: .seconds(60))
    #expect(wire.route(1, to: "172.31.8.0/24")?.metric == 3)
    #expect(wire.route(1, to: "172.31.8.0/22")?.metric == (isFRR ? nil : 3))
    // Area 3 is told of nothing else that has the address.
    #expect(wire.route(3, to: "172.31.8.0/22")?.metric == 3)
  }

  /// 1 —backbone— 2 —area 1— 3 —area 1— 4 —backbone— 5, and 4 —area 2— 6.
  private static func pieces(_ isFRR: Bool) -> OSPFWire {
    OSPFWire(
      [
        (1, false, [.init(router: 1, cost: 4), .init(router: 2, cost: 4)]),
        (2, false, [.area(1, 2, cost: 3), .area(1, 3, cost: 3)]),
        (3, false, [.area(1, 3, cost: 2), .area(1, 4, cost: 2)]),
        (4, false, [.init(router: 4, cost: 5), .init(router: 5, cost: 5)]),
        (5, false, [.area(2, 4, cost: 1), .area(2, 6, cost: 1)]),
      ],
      stubs: [1: [network(192, 168, 1, 24)], 5: [network(192, 168, 5, 24)]],
      configuration: configuration(isFRR),
      adjust: { router, configuration in
        if router == 2 || router == 4 {
          configuration.virtualLinks = [.init(area: 1, router: OSPFWire.identifier(6 - router))]
        }
      })
  }

  @Test(arguments: [true, false])
  func overAVirtualLinkBoundaryRoutersAreExchangedOrNot_RFC2328_10_3(isFRR: Bool) {
    var wire = Self.pieces(isFRR)
    wire.redistribute("203.0.113.0/24", at: 6)
    wire.run(until: .seconds(120))
    #expect(wire.route(1, to: "192.168.5.0/24")?.metric == 4 + 5 + 5 + 1)
    let told = LSAKey(.asbrSummary, OSPFWire.identifier(6), by: OSPFWire.identifier(4))
    #expect((wire.lsa(told, at: 1) == nil) == isFRR)
    #expect((wire.route(1, to: "203.0.113.0/24") == nil) == isFRR)
  }

  @Test(arguments: [true, false])
  func aVirtualLinkThatIsDownHidesTheLinkInItsPlace(isFRR: Bool) {
    var wire = Self.pieces(isFRR)
    wire.run(until: .seconds(120))
    #expect(wire.route(4, to: "192.168.5.0/24")?.metric == 6)
    for router in [3, 4] { wire.setCarrier(router, on: 3, isUp: false) }
    wire.run(until: .seconds(200))
    #expect(wire.route(4, to: "192.168.1.0/24") == nil)
    #expect((wire.route(4, to: "192.168.5.0/24") == nil) == isFRR)
    for router in [3, 4] { wire.setCarrier(router, on: 3, isUp: true) }
    wire.run(until: .seconds(300))
    #expect(wire.route(4, to: "192.168.5.0/24")?.metric == 6)
    #expect(wire.route(4, to: "192.168.1.0/24")?.metric == 2 + 3 + 4 + 1)
  }
}
