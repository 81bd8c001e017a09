/// The encapsulations that have a name of their own, for lists and tables.
package enum EncapsulationCatalogue {
  package struct Entry: Sendable {
    package let name: String
    package let encapsulation: Encapsulation
    package let summary: String
  }

  package static let all: [Entry] = [
    Entry(name: "plain", encapsulation: .plain, summary: "nothing around the packet"),
    Entry(name: "ipip", encapsulation: Encapsulation(.ipip), summary: "IP in IP (RFC 2003)"),
    Entry(name: "gre", encapsulation: Encapsulation(.gre), summary: "GRE (RFC 2784)"),
    Entry(name: "vxlan", encapsulation: Encapsulation(.vxlan), summary: "VXLAN over IPv4 (RFC 7348)"),
    Entry(
      name: "vxlan-v6", encapsulation: Encapsulation(.vxlan, over: .v6), summary: "VXLAN over IPv6 (RFC 7348)"
    ),
    Entry(
      name: "geneve", encapsulation: Encapsulation(.geneve(options: 0)),
      summary: "Geneve without options (RFC 8926)"),
    Entry(name: "wireguard", encapsulation: .wireGuard, summary: "WireGuard over IPv4"),
    Entry(
      name: "wireguard-v6", encapsulation: Encapsulation(.none, .wireGuard, over: .v6),
      summary: "WireGuard over IPv6"),
    Entry(
      name: "swarm-encrypted", encapsulation: .swarmEncrypted,
      summary: "VXLAN in ESP transport mode, AES-GCM with a tag of 8, as Docker's encrypted overlay"),
    Entry(
      name: "esp-tunnel-aes-gcm", encapsulation: Encapsulation(.none, .espTunnel(.aesGCM16)),
      summary: "IPsec tunnel, AES-GCM with a tag of 16 (RFC 4303, RFC 4106)"),
    Entry(
      name: "esp-tunnel-aes-cbc-sha1", encapsulation: Encapsulation(.none, .espTunnel(.aesCBCSHA1)),
      summary: "IPsec tunnel, AES-CBC and HMAC-SHA1-96 (RFC 3602, RFC 2404)"),
    Entry(
      name: "esp-tunnel-aes-cbc-sha256", encapsulation: Encapsulation(.none, .espTunnel(.aesCBCSHA256)),
      summary: "IPsec tunnel, AES-CBC and HMAC-SHA2-256-128 (RFC 3602, RFC 4868)"),
    Entry(
      name: "esp-transport-ipip-aes-gcm", encapsulation: Encapsulation(.ipip, .espTransport(.aesGCM16)),
      summary: "IPIP in ESP transport mode: byte for byte an IPsec tunnel (RFC 3884)"),
    Entry(
      name: "vxlan-wireguard", encapsulation: Encapsulation(.vxlan, .wireGuard),
      summary: "VXLAN inside a WireGuard tunnel"),
  ]
}

/// What of an Ethernet's rate is left for the user.
package enum LineRate {
  /// Ethernet header, frame check sequence, preamble and gap: what a frame costs beside its IP packet (IEEE 802.3).
  package static let frameBytes = 14 + 4 + 8 + 12

  /// The share of the line rate that TCP delivers in full segments without options: payload over bytes on the wire.
  package static func goodput(of encapsulation: Encapsulation, mtu: Int = 1500) -> Double {
    let inner = encapsulation.innerMTU(path: mtu)
    let payload = inner - Header.ipv4.bytes - Header.tcp.bytes
    let wire = encapsulation.outerBytes(inner: inner, deviceMTU: inner) + frameBytes
    return payload <= 0 ? 0 : Double(payload) / Double(wire)
  }
}
