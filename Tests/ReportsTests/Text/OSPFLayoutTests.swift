import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Reports

/// What FRR 8.4's vtysh printed of one router, word by word.
@Suite struct OSPFLayoutTests {
  private static let own = IPv4Address(10, 255, 0, 2)

  private static func hop(_ interface: String, _ address: IPv4Address? = nil) -> SelectedNextHop {
    SelectedNextHop(node: nil, interface: InterfaceIndex(0), interfaceName: interface, address: address)
  }

  private static func route(
    _ prefix: String, _ kind: OSPFRouteRow.Kind, area: UInt32?, _ cost: Int, external: Int = 0,
    _ hops: [SelectedNextHop]
  ) -> OSPFRouteRow {
    OSPFRouteRow(
      prefix: IPv4Prefix(prefix) ?? .all, kind: kind, area: area, cost: cost, externalMetric: external,
      nextHops: hops)
  }

  @Test func routesAreThoseOfShowIPOSPFRoute() {
    var table = OSPFTable(router: "r2", identifier: Self.own)
    table.routes = [
      Self.route("10.0.9.0/30", .intraArea, area: 0, 6, [Self.hop("v8b")]),
      Self.route("10.1.2.0/30", .interArea, area: 0, 12, [Self.hop("v0a", IPv4Address(10, 50, 0, 3))]),
      Self.route("10.2.104.0/22", .discard, area: 2, 0, []),
      Self.route(
        "198.51.101.0/24", .external2, area: nil, 1, external: 20, [Self.hop("v7a", IPv4Address(10, 3, 1, 2))]
      ),
      Self.route("203.0.113.0/24", .external1, area: nil, 23, [Self.hop("v8b", IPv4Address(10, 0, 0, 33))]),
    ]
    table.routers = [
      OSPFRouterRow(
        identifier: IPv4Address(10, 255, 0, 4), isIntraArea: true, cost: 1, area: 1, isBorder: false,
        isBoundary: true, nextHops: [Self.hop("v3a", IPv4Address(10, 1, 1, 2))]),
      OSPFRouterRow(
        identifier: IPv4Address(10, 255, 0, 4), isIntraArea: false, cost: 12, area: 0, isBorder: false,
        isBoundary: true, nextHops: [Self.hop("v1a", IPv4Address(10, 50, 0, 3))]),
      OSPFRouterRow(
        identifier: IPv4Address(10, 255, 0, 13), isIntraArea: true, cost: 10, area: 2, isBorder: true,
        isBoundary: false, nextHops: [Self.hop("v5a", IPv4Address(10, 2, 1, 2))]),
    ]
    #expect(
      OSPFText.routes(table) == """
        ============ OSPF network routing table ============
        N    10.0.9.0/30           [6] area: 0.0.0.0
                                   directly attached to v8b
        N IA 10.1.2.0/30           [12] area: 0.0.0.0
                                   via 10.50.0.3, v0a
        D IA 10.2.104.0/22         Discard entry

        ============ OSPF router routing table =============
        R    10.255.0.4            [1] area: 0.0.0.1, ASBR
                                   via 10.1.1.2, v3a
                                IA [12] area: 0.0.0.0, ASBR
                                   via 10.50.0.3, v1a
        R    10.255.0.13           [10] area: 0.0.0.2, ABR
                                   via 10.2.1.2, v5a

        ============ OSPF external routing table ===========
        N E2 198.51.101.0/24       [1/20] tag: 0
                                   via 10.3.1.2, v7a
        N E1 203.0.113.0/24        [23] tag: 0
                                   via 10.0.0.33, v8b


        """)
  }

  private static func row(
    _ type: Int, _ id: IPv4Address, by router: IPv4Address, age: Int, sequence: UInt32, checksum: UInt16,
    options: UInt8, length: Int, _ origin: OSPFLSAOrigin, _ contents: OSPFLSAContents
  ) -> OSPFLSARow {
    var row = OSPFLSARow(
      type: type, linkStateID: id, advertisingRouter: router, age: age, sequence: sequence,
      checksum: checksum,
      detail: "")
    row.options = options
    row.length = length
    row.origin = origin
    row.contents = contents
    return row
  }

  @Test func aRouterLSAIsThatOfShowIPOSPFDatabaseRouter() {
    var area = OSPFAreaTable(number: 2, kind: "totally-stubby")
    area.lsas = [
      Self.row(
        1, Self.own, by: Self.own, age: 84, sequence: 0x8000_0004, checksum: 0x32CF, options: 0, length: 48,
        .own,
        .router(
          flags: 1,
          links: [
            OSPFLinkRow(kind: 1, id: IPv4Address(10, 255, 0, 5), data: IPv4Address(10, 2, 1, 1), metric: 1),
            OSPFLinkRow(
              kind: 3, id: IPv4Address(10, 2, 1, 0), data: IPv4Address(255, 255, 255, 252), metric: 1),
          ]))
    ]
    var table = OSPFTable(router: "r2", identifier: Self.own)
    table.areas = [area]
    // FRR leaves a blank at the end of two lines.
    #expect(
      OSPFText.database(table, OSPFText.Selection(type: 1))
        .replacing("  \n", with: "\n").replacing(" \n", with: "\n")
          == """

                 OSPF Router with ID (10.255.0.2)


                          Router Link States (Area 0.0.0.2 [Stub])

            LS age: 84
            Options: 0x0  : *|-|-|-|-|-|-|-
            LS Flags: 0x3
            Flags: 0x1 : ABR
            LS Type: router-LSA
            Link State ID: 10.255.0.2
            Advertising Router: 10.255.0.2
            LS Seq Number: 80000004
            Checksum: 0x32cf
            Length: 48

             Number of Links: 2

              Link connected to: another Router (point-to-point)
               (Link ID) Neighboring Router ID: 10.255.0.5
               (Link Data) Router Interface address: 10.2.1.1
                Number of TOS metrics: 0
                 TOS 0 Metric: 1

              Link connected to: Stub Network
               (Link ID) Net: 10.2.1.0
               (Link Data) Network Mask: 255.255.255.252
                Number of TOS metrics: 0
                 TOS 0 Metric: 1



          """)
  }

  @Test func externalLSAsAreThoseOfShowIPOSPFDatabaseExternal() {
    var table = OSPFTable(router: "r2", identifier: Self.own)
    table.externals = [
      Self.row(
        5, IPv4Address(198, 51, 101, 0), by: Self.own, age: 67, sequence: 0x8000_0003, checksum: 0x2A17,
        options: 2, length: 36, .translated,
        .external(length: 24, isType2: true, metric: 20, forwarding: IPv4Address(10, 255, 0, 6), tag: 0)),
      Self.row(
        5, IPv4Address(203, 0, 113, 0), by: IPv4Address(10, 255, 0, 9), age: 1, sequence: 0x8000_0001,
        checksum: 1, options: 2, length: 36, .received,
        .external(length: 24, isType2: false, metric: 20, forwarding: .any, tag: 0)),
    ]
    var own = OSPFText.Selection(type: 5)
    own.onlyOwn = true
    #expect(
      OSPFText.database(table, own) == """

               OSPF Router with ID (10.255.0.2)

                        AS External Link States\u{20}

          LS age: 67
          Options: 0x2  : *|-|-|-|-|-|E|-
          LS Flags: 0x2b (Translated from Type-7)
          LS Type: AS-external-LSA
          Link State ID: 198.51.101.0 (External Network Number)
          Advertising Router: 10.255.0.2
          LS Seq Number: 80000003
          Checksum: 0x2a17
          Length: 36

          Network Mask: /24
                Metric Type: 2 (Larger than any link state path)
                TOS: 0
                Metric: 20
                Forward Address: 10.255.0.6
                External Route Tag: 0


        """)
    var one = OSPFText.Selection(type: 5)
    one.linkStateID = IPv4Address(203, 0, 113, 0)
    let text = OSPFText.database(table, one)
    #expect(text.contains("Metric Type: 1\n") && text.contains("LS Flags: 0x6") && !text.contains("198.51"))
  }

  @Test func interfacesAreThoseOfShowIPOSPFInterface() {
    func role(_ n: UInt8) -> OSPFInterfaceRow.Role {
      OSPFInterfaceRow.Role(router: IPv4Address(10, 255, 0, n), address: IPv4Address(10, 50, 0, n))
    }
    func row(_ network: OSPFInterfaceRow.Network, isPassive: Bool = false, isUp: Bool = true)
      -> OSPFInterfaceRow
    {
      let isShared = network == .broadcast
      return OSPFInterfaceRow(
        name: "v1a", index: 2, isUp: isUp, mtu: 1500, bandwidth: .gigabits(10),
        address: InterfaceAddress(IPv4Address(10, 50, 0, 2), length: 24), area: 3, areaKind: "nssa",
        checksMTU: true, network: network, cost: 3, transmitDelay: 1,
        state: isShared ? "Backup" : "Point-To-Point", priority: 1, designated: isShared ? role(3) : nil,
        backup: isShared ? role(2) : nil, isPassive: isPassive, hello: .seconds(1), dead: .seconds(4),
        retransmit: .seconds(5), helloDue: isPassive ? nil : .milliseconds(815), neighbors: (2, 2))
    }
    var table = OSPFTable(router: "r2", identifier: Self.own)
    table.interfaces = [row(.broadcast)]
    #expect(
      OSPFText.interfaces(table) == """
        v1a is up
          ifindex 2, MTU 1500 bytes, BW 10000 Mbit <UP,BROADCAST,RUNNING,MULTICAST>
          Internet Address 10.50.0.2/24, Broadcast 10.50.0.255, Area 0.0.0.3 [NSSA]
          MTU mismatch detection: enabled
          Router ID 10.255.0.2, Network Type BROADCAST, Cost: 3
          Transmit Delay is 1 sec, State Backup, Priority 1
          Designated Router (ID) 10.255.0.3 Interface Address 10.50.0.3/24
          Backup Designated Router (ID) 10.255.0.2, Interface Address 10.50.0.2
          Multicast group memberships: OSPFAllRouters OSPFDesignatedRouters
          Timer intervals configured, Hello 1s, Dead 4s, Wait 4s, Retransmit 5
            Hello due in 0.815s
          Neighbor Count is 2, Adjacent neighbor count is 2

        """)
    table.interfaces = [row(.pointToPoint, isPassive: true)]
    let passive = OSPFText.interfaces(table)
    #expect(
      passive.contains("Network Type POINTOPOINT") && passive.contains("    No Hellos (Passive interface)\n"))
    #expect(passive.contains("  No backup designated router on this network\n"))
    #expect(passive.contains("  Multicast group memberships: <None>\n"))
    table.interfaces = [row(.pointToPoint, isUp: false)]
    #expect(OSPFText.interfaces(table).hasSuffix("  OSPF is enabled, but not running on this interface\n"))
  }
}
