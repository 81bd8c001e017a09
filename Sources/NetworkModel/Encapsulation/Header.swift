/// One protocol's bytes in a packet: its header, its trailer, or what it carries.
package struct Header: Sendable, Equatable, Hashable {
  package let name: String
  package let bytes: Int
  package let layer: Layer

  /// What the bytes are spent on, for ledgers.
  package enum Layer: String, Sendable, CaseIterable {
    case link
    case network
    case transport
    /// VXLAN, Geneve, GRE: what tells the far end of a tunnel where the packet belongs.
    case tunnel
    /// Sequence numbers, nonces, padding and authentication tags.
    case encryption
    case payload
  }

  package init(_ name: String, _ bytes: Int, _ layer: Layer) {
    self.name = name
    self.bytes = bytes
    self.layer = layer
  }

  /// Without the frame check sequence, as it stands inside VXLAN (RFC 7348 §5).
  package static let ethernet = Header("Ethernet", 14, .link)
  /// Without options (RFC 791 §3.1).
  package static let ipv4 = Header("IPv4", 20, .network)
  /// Without extension headers (RFC 8200 §3).
  package static let ipv6 = Header("IPv6", 40, .network)
  package static let udp = Header("UDP", 8, .transport)
  /// Without options (RFC 9293 §3.1).
  package static let tcp = Header("TCP", 20, .transport)
  package static let icmp = Header("ICMP", 8, .transport)
  /// RFC 7348 §5.
  package static let vxlan = Header("VXLAN", 8, .tunnel)
  /// RFC 2784 §2.1, without checksum, key and sequence number.
  package static let gre = Header("GRE", 4, .tunnel)
  /// RFC 8926 §3.4: eight bytes and the options.
  package static func geneve(options: Int) -> Header { Header("Geneve", 8 + options, .tunnel) }
  package static func payload(_ bytes: Int) -> Header { Header("payload", bytes, .payload) }
}

/// Which IP the outer header is of.
package enum IPVersion: String, Sendable, CaseIterable {
  case v4
  case v6

  package var header: Header { self == .v4 ? .ipv4 : .ipv6 }
}

/// A packet's headers and trailers from the outside in; the sizes add up to the packet.
package struct HeaderStack: Sendable, Equatable, CustomStringConvertible {
  package var headers: [Header]

  package init(_ headers: [Header]) { self.headers = headers }

  package var totalBytes: Int { headers.reduce(0) { $0 + $1.bytes } }

  package func bytes(of layer: Header.Layer) -> Int {
    headers.reduce(0) { $0 + ($1.layer == layer ? $1.bytes : 0) }
  }

  /// `IPv4 20 | UDP 8 | VXLAN 8 | Ethernet 14 | IPv4 20 | TCP 20 | payload 1410 = 1500`
  package var description: String {
    headers.map { "\($0.name) \($0.bytes)" }.joined(separator: " | ") + " = \(totalBytes)"
  }

  /// An IP packet of that length as it left its sender, with the header of its transport.
  package static func plain(_ transport: Header, bytes: Int) -> HeaderStack {
    let payload = max(0, bytes - Header.ipv4.bytes - transport.bytes)
    return HeaderStack([.ipv4, transport, .payload(payload)])
  }
}
