import Kernel
import Metrics
import NetworkModel
import Testing

@testable import Reports

/// `rhumb show … ospf`, in the columns of FRR.
@Suite struct OSPFTextTests {
  private static func table() -> OSPFTable {
    var table = OSPFTable(router: "r1", identifier: IPv4Address(10, 255, 0, 1))
    table.neighbors = [
      OSPFNeighborRow(
        identifier: IPv4Address(10, 255, 0, 2), name: "r2", priority: 1, state: "Full/DR",
        upTime: .seconds(83), deadTime: .milliseconds(38_120), address: IPv4Address(10, 0, 1, 2),
        interface: "eth0:10.0.1.1", lists: (0, 0, 0), trouble: nil)
    ]
    table.refusals = [
      OSPFRefusalRow(
        identifier: IPv4Address(10, 255, 0, 3), address: IPv4Address(10, 0, 2, 2), interface: "eth1:10.0.2.1",
        reason: "hello interval", last: .seconds(50))
    ]
    var area = OSPFAreaTable(number: 0, kind: nil)
    area.lsas = [
      OSPFLSARow(
        type: 1, linkStateID: IPv4Address(10, 255, 0, 1), advertisingRouter: IPv4Address(10, 255, 0, 1),
        age: 12,
        sequence: 0x8000_0003, checksum: 0xBEEF, detail: "3")
    ]
    area.vertices = [
      OSPFVertexRow(
        isNetwork: false, identifier: IPv4Address(10, 255, 0, 1), name: "r1", cost: 0, nextHops: [])
    ]
    table.areas = [area]
    return table
  }

  @Test func neighborsStandInTheColumnsOfShowIPOSPFNeighbor() {
    let lines = OSPFText.neighbors(Self.table()).split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("Neighbor ID     Pri State           Up Time         Dead Time Address"))
    #expect(
      lines[1].hasPrefix(
        "10.255.0.2        1 Full/DR         1m23s             38.120s 10.0.1.2        eth0:10.0.1.1"))
    #expect(
      lines[2]
        == "Refused: 10.255.0.3 at 10.0.2.2 on eth1:10.0.2.1: another hello interval (last heard at 50s)")
  }

  @Test func theDatabaseStandsInTheColumnsOfShowIPOSPFDatabase() {
    let text = OSPFText.database(Self.table())
    #expect(text.contains("                Router Link States (Area 0.0.0.0)\n"))
    #expect(text.contains("Link ID         ADV Router      Age  Seq#       CkSum  Link count\n"))
    #expect(text.contains("10.255.0.1     10.255.0.1        12 0x80000003 0xbeef 3\n"))
  }

  @Test func theTreeBeginsWithTheRouterItself() {
    #expect(
      OSPFText.shortestPaths(Self.table()).contains("     0  router 10.255.0.1 (r1)            this router\n")
    )
  }
}
