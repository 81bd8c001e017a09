import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Reports

/// `rhumb show … bgp`, in the columns of FRR 8.4: the lines are those of bgpd's own output for these paths.
@Suite struct BGPTextTests {
  private static func table() -> BGPTable {
    var own = BGPTablePath(reason: "only path", nextHop: .any)
    own.isBest = true
    own.weight = 32768
    own.multiExitDiscriminator = 0
    var learned = BGPTablePath(reason: "only path", nextHop: IPv4Address(10, 0, 1, 2))
    learned.isBest = true
    learned.from = "b"
    learned.peerAddress = IPv4Address(10, 0, 1, 2)
    learned.peerIdentifier = IPv4Address(10, 255, 0, 2)
    learned.asPathText = "65002 65003"
    learned.isStale = true
    var inner = BGPTablePath(reason: "IGP cost", nextHop: IPv4Address(10, 255, 0, 4))
    inner.isInternal = true
    inner.hasLocalPreference = true
    inner.from = "d"
    inner.asPathText = "65003"
    return BGPTable(
      autonomousSystem: 65001, identifier: IPv4Address(10, 255, 0, 1),
      prefixes: [
        BGPPrefix(
          prefix: IPv4Prefix(IPv4Address(192, 168, 1, 0), length: 24), paths: [own], rejected: []),
        BGPPrefix(
          prefix: IPv4Prefix(IPv4Address(203, 0, 113, 0), length: 24), paths: [learned, inner], rejected: []),
        BGPPrefix(
          prefix: IPv4Prefix(IPv4Address(203, 100, 113, 128), length: 25), paths: [inner], rejected: []),
      ])
  }

  @Test func tableStandsInTheColumnsOfShowBGP() {
    let lines = BGPText.table(Self.table(), of: "a").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    #expect(lines[0] == "a# show bgp ipv4 unicast")
    #expect(lines[1] == "BGP table version is 0, local router ID is 10.255.0.1, vrf id 0")
    #expect(lines[2] == "Default local pref 100, local AS 65001")
    #expect(lines[9] == "   Network          Next Hop            Metric LocPrf Weight Path")
    #expect(lines[10] == "*> 192.168.1.0/24   0.0.0.0                  0         32768 i")
    #expect(lines[11] == "S> 203.0.113.0/24   10.0.1.2                               0 65002 65003 i")
    #expect(lines[12] == "* i                 10.255.0.4                    100      0 65003 i")
    // As long as the column: the rest has a line of its own.
    #expect(lines[13] == "* i203.100.113.128/25")
    #expect(lines[14] == "                    10.255.0.4                    100      0 65003 i")
    #expect(lines[16] == "Displayed  3 routes and 4 total paths")
  }

  @Test func pathsStandInTheLinesOfShowBGPPrefix() {
    var table = Self.table()
    table.prefixes[1].advertisedTo = ["d(10.255.0.4)"]
    table.prefixes[1].version = 7
    table.prefixes[1].paths[0].reason = "MED"
    table.prefixes[1].paths[0].isBestOfAS = true
    table.prefixes[1].paths[0].asPath = [.number(65002), .number(65003)]
    table.prefixes[1].paths[0].multiExitDiscriminator = 20
    table.prefixes[1].paths[0].interiorCost = 3
    table.prefixes[1].paths[1].peerAddress = IPv4Address(10, 255, 0, 4)
    table.prefixes[1].paths[1].originatorID = IPv4Address(10, 255, 0, 9)
    table.prefixes[1].paths[1].clusterList = [IPv4Address(10, 255, 0, 4)]
    table.prefixes[1].paths[1].isFromClient = true
    table.prefixes[1].paths[1].interiorCost = 0
    let prefix = IPv4Prefix(IPv4Address(203, 0, 113, 0), length: 24)
    let lines = BGPText.detail(table, prefix, of: "a").split(separator: "\n").map(String.init)
    let expected = [
      "a# show bgp ipv4 unicast 203.0.113.0/24",
      "BGP routing table entry for 203.0.113.0/24, version 7",
      "Paths: (2 available, best #1, table default)",
      "  Advertised to non peer-group peers:",
      "  d(10.255.0.4)",
      "  65002 65003, (stale)",
      "    10.0.1.2 (metric 3) from b(10.0.1.2) (10.255.0.2)",
      "      Origin IGP, metric 20, valid, external, bestpath-from-AS 65002, best (MED)",
      "      Last update: 0.000000s",
      "  65003, (Received from a RR-client)",
      "    10.255.0.4 from d(10.255.0.4) (10.255.0.9)",
      "      Origin IGP, localpref 100, valid, internal",
      "      Originator: 10.255.0.9, Cluster list: 10.255.0.4",
      "      Last update: 0.000000s",
    ]
    #expect(lines == expected)
  }

  @Test func sessionsStandInTheColumnsOfShowBGPSummary() {
    let up = BGPSessionLine(
      name: "b", address: IPv4Address(10, 0, 3, 2), remoteAS: 4_200_000_001, state: "Established",
      since: .seconds(10),
      accepted: 5, told: 7, messagesReceived: 17, messagesSent: 23)
    let down = BGPSessionLine(
      name: "c", address: IPv4Address(10, 255, 0, 2), remoteAS: 65001, state: "Active", since: .zero,
      accepted: 0,
      told: 0, messagesReceived: 0, messagesSent: 0)
    let text = BGPText.summary([up, down], Self.table(), of: "a", now: .seconds(3700))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[2] == "IPv4 Unicast Summary (VRF default):")
    #expect(
      lines[8]
        == "Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc"
    )
    #expect(
      lines[9]
        == "10.0.3.2        4 4200000001        17        23        0    0    0 01:01:30            5        7 b"
    )
    #expect(
      lines[10]
        == "10.255.0.2      4      65001         0         0        0    0    0    never       Active        0 c"
    )
    #expect(lines[12] == "Total number of neighbors 2")
  }
}
