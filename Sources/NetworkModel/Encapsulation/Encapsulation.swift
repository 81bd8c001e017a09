/// What is put around an IP packet that goes through a tunnel: a carrier, a protection, or both.
///
/// | carrier | outer to inner |
/// |---|---|
/// | IPIP (RFC 2003) | IP |
/// | GRE (RFC 2784) | IP, GRE |
/// | VXLAN (RFC 7348) | IP, UDP, VXLAN, Ethernet |
/// | Geneve (RFC 8926) | IP, UDP, Geneve and its options, Ethernet |
///
/// | protection | outer to inner |
/// |---|---|
/// | ESP transport (RFC 4303 §3.1.1) | the carrier's IP, ESP, what followed the IP header, padding, tag |
/// | ESP tunnel | IP, ESP, the whole packet, padding, tag |
/// | WireGuard | IP, UDP, data message header, the whole packet padded to 16, tag |
package struct Encapsulation: Sendable, Equatable, Hashable {
  package enum Carrier: Sendable, Equatable, Hashable {
    case none
    case ipip
    case gre
    case vxlan
    /// Bytes of options, a multiple of four up to 252.
    case geneve(options: Int)
  }

  package enum Protection: Sendable, Equatable, Hashable {
    case none
    case espTransport(CipherSuite)
    case espTunnel(CipherSuite)
    case wireGuard
  }

  package var carrier: Carrier
  package var protection: Protection
  package var outer: IPVersion

  package init(_ carrier: Carrier, _ protection: Protection = .none, over outer: IPVersion = .v4) {
    self.carrier = carrier
    self.protection = protection
    self.outer = outer
  }

  /// Nothing at all: the packet goes as it is.
  package static let plain = Encapsulation(.none)
  /// Docker's overlay driver with `--opt encrypted`: ESP in transport mode between the hosts.
  package static let swarmEncrypted = Encapsulation(.vxlan, .espTransport(.aesGCM8))
  package static let wireGuard = Encapsulation(.none, .wireGuard)

  package var isPlain: Bool { carrier == .none && protection == .none }
  /// Whether frames travel, rather than packets: the tunnel is a wire between bridges.
  package var carriesFrames: Bool {
    switch carrier {
    case .vxlan, .geneve: true
    case .none, .ipip, .gre: false
    }
  }

  /// Whether a kind of tunnel can join bridges.
  package static func carriesFrames(_ kind: TunnelKind) -> Bool { kind == .vxlan || kind == .geneve }

  /// The headers that the carrier puts between the outer IP header and the inner packet.
  private var carried: [Header] {
    switch carrier {
    case .none, .ipip: []
    case .gre: [.gre]
    case .vxlan: [.udp, .vxlan, .ethernet]
    case .geneve(let options): [.udp, .geneve(options: options), .ethernet]
    }
  }

  /// What is around an inner IP packet of that length: the headers before it, and the trailers behind it.
  ///
  /// - Parameter deviceMTU: of a WireGuard device, which does not pad beyond it; nil: the packet is padded to 16.
  package func surroundings(of inner: Int, deviceMTU: Int? = nil) -> (before: [Header], after: [Header]) {
    let address = outer.header
    switch protection {
    case .none:
      return isPlain ? ([], []) : ([address] + carried, [])
    case .espTransport(let suite):
      // What ESP protects is all that follows the outer IP header.
      let esp = ESP(suite, protecting: carried.reduce(inner) { $0 + $1.bytes })
      return ([address] + esp.before + carried, esp.after)
    case .espTunnel(let suite):
      let whole = carrier == .none ? [] : [address] + carried
      let esp = ESP(suite, protecting: whole.reduce(inner) { $0 + $1.bytes })
      return ([address] + esp.before + whole, esp.after)
    case .wireGuard:
      let whole = carrier == .none ? [] : [address] + carried
      let length = whole.reduce(inner) { $0 + $1.bytes }
      return (
        [address, .udp, WireGuard.header] + whole, WireGuard.trailer(length: length, deviceMTU: deviceMTU)
      )
    }
  }

  /// A whole packet dissected: the tunnel's headers around those of the packet inside.
  package func wrap(_ inner: HeaderStack, deviceMTU: Int? = nil) -> HeaderStack {
    let around = surroundings(of: inner.totalBytes, deviceMTU: deviceMTU)
    return HeaderStack(around.before + inner.headers + around.after)
  }

  /// Length of the outer IP packet.
  package func outerBytes(inner: Int, deviceMTU: Int? = nil) -> Int {
    let around = surroundings(of: inner, deviceMTU: deviceMTU)
    return (around.before + around.after).reduce(inner) { $0 + $1.bytes }
  }

  /// The longest inner IP packet whose outer packet is no longer than `mtu`. Never below zero.
  ///
  /// For Docker's encrypted overlay this is what the driver computes: 50 and 26 bytes less, rounded down to four.
  package func innerMTU(path mtu: Int) -> Int {
    let inside = carried.reduce(0) { $0 + $1.bytes }
    let whole = carrier == .none ? 0 : outer.header.bytes + inside
    let room = mtu - outer.header.bytes
    switch protection {
    case .none: return isPlain ? mtu : max(0, room - inside)
    case .espTransport(let suite): return max(0, ESP.largestPayload(suite, in: room) - inside)
    case .espTunnel(let suite): return max(0, ESP.largestPayload(suite, in: room) - whole)
    // The device's MTU is set to this, so that padding never exceeds it.
    case .wireGuard: return max(0, room - Header.udp.bytes - WireGuard.overhead - whole)
    }
  }

  /// The cipher whose work each packet is, if any.
  package var suite: CipherSuite? {
    switch protection {
    case .none: nil
    case .espTransport(let suite), .espTunnel(let suite): suite
    case .wireGuard: .chaCha20Poly1305
    }
  }

  /// Whether routers on the way see different ports for different flows inside, and can spread them (RFC 7348 §5, RFC
  /// 8926 §3.3). Everything else is one flow to them: encrypted, or without ports.
  package var showsEntropy: Bool { carriesFrames && protection == .none }
}

/// The Encapsulating Security Payload around that many bytes (RFC 4303 §2).
struct ESP {
  let before: [Header]
  let after: [Header]

  init(_ suite: CipherSuite, protecting bytes: Int) {
    // RFC 4303 §2.4: payload, padding, pad length and next header fill whole blocks, and words of four bytes.
    let block = max(4, suite.blockBytes)
    let padding = (block - (bytes + 2) % block) % block
    before = [
      Header("ESP", 8, .encryption), Header("IV", suite.vectorBytes, .encryption),
    ]
    after = [
      Header("ESP trailer", padding + 2, .encryption), Header("ICV", suite.tagBytes, .encryption),
    ]
  }

  /// What fits behind an IP header into so many bytes.
  static func largestPayload(_ suite: CipherSuite, in room: Int) -> Int {
    let block = max(4, suite.blockBytes)
    let encrypted = room - 8 - suite.vectorBytes - suite.tagBytes
    return encrypted / block * block - 2
  }
}

/// WireGuard's transport data message (Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel", NDSS 2017, §5.4.6).
enum WireGuard {
  /// Type and reserved bytes, the receiver's index, the counter.
  static let header = Header("WireGuard", 16, .encryption)
  /// The header and the tag of Poly1305.
  static let overhead = 32

  /// The plaintext is padded to 16 bytes, but not beyond the device's MTU.
  static func trailer(length: Int, deviceMTU: Int?) -> [Header] {
    let padded = min(max(deviceMTU ?? .max, length), (length + 15) / 16 * 16)
    let tag = Header("tag", 16, .encryption)
    return padded == length ? [tag] : [Header("padding", padded - length, .encryption), tag]
  }
}

/// The same lengths as `surroundings` gives, without making a list for each packet.
package struct EncapsulationSizes: Sendable, Equatable {
  /// Around every packet.
  package let fixed: Int
  /// Of these, what encryption takes, padding aside.
  package let encryption: Int
  private let covered: Int
  private let block: Int
  private let deviceMTU: Int

  /// - Parameter deviceMTU: beyond which WireGuard does not pad.
  package init(_ encapsulation: Encapsulation, deviceMTU: Int) {
    let probe = encapsulation.surroundings(of: 0, deviceMTU: 0)
    let all = probe.before + probe.after
    let isWireGuard = encapsulation.protection == .wireGuard
    self.deviceMTU = isWireGuard ? deviceMTU : -1
    // What stands between the first encrypted byte and the packet inside.
    let start = probe.before.lastIndex { $0.layer == .encryption }
    covered = start.map { probe.before[($0 + 1)...].reduce(0) { $0 + $1.bytes } } ?? 0
    block = isWireGuard ? 16 : encapsulation.suite.map { max(4, $0.blockBytes) } ?? 1
    let padding = Self.padding(covered, block: block, deviceMTU: isWireGuard ? 0 : -1)
    fixed = all.reduce(0) { $0 + $1.bytes } - padding
    encryption = all.reduce(0) { $0 + ($1.layer == .encryption ? $1.bytes : 0) } - padding
  }

  package func padding(inner: Int) -> Int {
    Self.padding(inner + covered, block: block, deviceMTU: deviceMTU)
  }

  private static func padding(_ length: Int, block: Int, deviceMTU: Int) -> Int {
    if block == 1 { return 0 }
    if deviceMTU >= 0 { return min(max(deviceMTU, length), (length + 15) / 16 * 16) - length }
    return (block - (length + 2) % block) % block
  }
}
