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
    #expect(lines[0] == "a: BGP table, local router ID is 10.255.0.1, vrf id 0")
    #expect(lines[1] == "Default local pref 100, local AS 65001")
    #expect(lines[6] == "   Network          Next Hop            Metric LocPrf Weight Path")
    #expect(lines[7] == "*> 192.168.1.0/24   0.0.0.0                  0         32768 i")
    #expect(lines[8] == "S> 203.0.113.0/24   10.0.1.2                               0 65002 65003 i")
    #expect(lines[9] == "* i                 10.255.0.4                    100      0 65003 i")
    // As long as the column: the rest has a line of its own.
    #expect(lines[10] == "* i203.100.113.128/25")
    #expect(lines[11] == "                    10.255.0.4                    100      0 65003 i")
    #expect(lines[13] == "Displayed  3 routes and 4 total paths")
  }

  @Test func pathsStandInTheLinesOfShowBGPPrefix() {
    var table = Self.table()
    table.prefixes[1].advertisedTo = ["d"]
    let prefix = IPv4Prefix(IPv4Address(203, 0, 113, 0), length: 24)
    let lines = BGPText.detail(table, prefix, of: "a").split(separator: "\n").map(String.init)
    #expect(lines[0] == "a: BGP routing table entry for 203.0.113.0/24")
    #expect(lines[1] == "Paths: (2 available, best #1, table default)")
    #expect(lines[2] == "  Advertised to non peer-group peers:")
    #expect(lines[3] == "  d")
    #expect(lines[4] == "  65002 65003, (stale)")
    #expect(lines[5] == "    10.0.1.2 (inaccessible) from b 10.0.1.2 (10.255.0.2)")
  }
}
