import Testing

@testable import NetworkModel

@Suite struct EncapsulationTests {
  private struct Row {
    let name: String
    let added: Int
    let innerMTU: Int
    let goodput: Double?
  }

  /// The published overheads: bytes around a full packet, inner MTU at 1500, TCP's share of the line rate in percent.
  private static let table = [
    Row(name: "plain", added: 0, innerMTU: 1500, goodput: 94.93),
    Row(name: "ipip", added: 20, innerMTU: 1480, goodput: 93.63),
    Row(name: "gre", added: 24, innerMTU: 1476, goodput: nil),
    Row(name: "vxlan", added: 50, innerMTU: 1450, goodput: 91.68),
    Row(name: "vxlan-v6", added: 70, innerMTU: 1430, goodput: nil),
    Row(name: "geneve", added: 50, innerMTU: 1450, goodput: nil),
    Row(name: "wireguard", added: 60, innerMTU: 1440, goodput: 91.03),
    Row(name: "wireguard-v6", added: 80, innerMTU: 1420, goodput: nil),
    Row(name: "swarm-encrypted", added: 76, innerMTU: 1424, goodput: 89.99),
    // strongSwan's users know 1446 and 1438.
    Row(name: "esp-tunnel-aes-gcm", added: 54, innerMTU: 1446, goodput: nil),
    Row(name: "esp-tunnel-aes-cbc-sha1", added: 58, innerMTU: 1438, goodput: nil),
    Row(name: "esp-tunnel-aes-cbc-sha256", added: 62, innerMTU: 1438, goodput: nil),
    Row(name: "esp-transport-ipip-aes-gcm", added: 54, innerMTU: 1446, goodput: nil),
    Row(name: "vxlan-wireguard", added: 110, innerMTU: 1390, goodput: nil),
  ]

  @Test func bytesAndInnerMTUAreThePublishedOnes() throws {
    #expect(Self.table.map(\.name) == EncapsulationCatalogue.all.map(\.name))
    for (row, entry) in zip(Self.table, EncapsulationCatalogue.all) {
      let value = entry.encapsulation
      let inner = value.innerMTU(path: 1500)
      #expect(inner == row.innerMTU, "\(row.name)")
      #expect(value.outerBytes(inner: inner, deviceMTU: inner) - inner == row.added, "\(row.name)")
      if let goodput = row.goodput {
        #expect(abs(LineRate.goodput(of: value) * 100 - goodput) < 0.005, "\(row.name)")
      }
    }
  }

  @Test func innerMTUIsTheLongestThatFits() {
    for entry in EncapsulationCatalogue.all {
      for path in stride(from: 576, through: 9000, by: 37) {
        let inner = entry.encapsulation.innerMTU(path: path)
        #expect(
          entry.encapsulation.outerBytes(inner: inner, deviceMTU: inner) <= path, "\(entry.name) \(path)")
        if case .wireGuard = entry.encapsulation.protection { continue }
        #expect(entry.encapsulation.outerBytes(inner: inner + 1) > path, "\(entry.name) \(path)")
      }
    }
  }

  @Test func espTunnelWithGCMAddsFrom54To57_RFC4303_2_4() {
    let tunnel = Encapsulation(.none, .espTunnel(.aesGCM16))
    let added = Set((100...400).map { tunnel.outerBytes(inner: $0) - $0 })
    #expect(added == [54, 55, 56, 57])
    #expect(tunnel.outerBytes(inner: 102) == 102 + 54)  // 102 + 2 is whole words.
    #expect(tunnel.outerBytes(inner: 103) == 103 + 57)
  }

  @Test func dockersEncryptedOverlayRoundsDownToFour() {
    // The driver's own sum: 50 for VXLAN, 26 for ESP, then a multiple of four.
    for path in 1280...1600 {
      #expect(Encapsulation.swarmEncrypted.innerMTU(path: path) == (path - 50 - 26) / 4 * 4)
    }
  }

  @Test func aVXLANPacketDissected() {
    let inner = HeaderStack.plain(.tcp, bytes: 1450)
    let packet = Encapsulation(.vxlan).wrap(inner)
    #expect(
      packet.description
        == "IPv4 20 | UDP 8 | VXLAN 8 | Ethernet 14 | IPv4 20 | TCP 20 | payload 1410 = 1500")
  }

  @Test func anEncryptedOverlayPacketDissected() {
    let packet = Encapsulation.swarmEncrypted.wrap(.plain(.tcp, bytes: 1424))
    #expect(
      packet.description == "IPv4 20 | ESP 8 | IV 8 | UDP 8 | VXLAN 8 | Ethernet 14 | IPv4 20 | TCP 20"
        + " | payload 1384 | ESP trailer 2 | ICV 8 = 1500")
    #expect(packet.bytes(of: .encryption) == 26)
    #expect(Header.Layer.allCases.reduce(0) { $0 + packet.bytes(of: $1) } == 1500)
  }

  @Test func wireGuardPadsToSixteenButNotBeyondItsDevice() {
    #expect(Encapsulation.wireGuard.outerBytes(inner: 100, deviceMTU: 1420) == 112 + 60)
    #expect(Encapsulation.wireGuard.outerBytes(inner: 1419, deviceMTU: 1420) == 1420 + 60)
    #expect(Encapsulation.wireGuard.outerBytes(inner: 1420, deviceMTU: 1420) == 1420 + 60)
    #expect(
      Encapsulation.wireGuard.wrap(.plain(.udp, bytes: 100)).description
        == "IPv4 20 | UDP 8 | WireGuard 16 | IPv4 20 | UDP 8 | payload 72 | padding 12 | tag 16 = 172")
  }

  @Test func optionsOfGeneveComeOnTop_RFC8926_3_4() {
    #expect(Encapsulation(.geneve(options: 16)).innerMTU(path: 1500) == 1434)
  }

  @Test func noRoomIsNoRoom() {
    for entry in EncapsulationCatalogue.all where !entry.encapsulation.isPlain {
      #expect(entry.encapsulation.innerMTU(path: 20) == 0)
    }
  }
}
