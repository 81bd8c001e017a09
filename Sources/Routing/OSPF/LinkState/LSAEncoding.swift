import NetworkModel

/// The bytes of an LSA (RFC 2328 §A.4), for its checksum: databases print the one that a real router would.
enum LSAEncoding {
  /// The Fletcher checksum over the whole LSA but its age (§12.1.7; RFC 905 annex B).
  static func checksum(_ key: LSAKey, sequence: Int32, options: LSAOptions, body: LSABody) -> UInt16 {
    let bytes = encode(key, sequence: sequence, options: options, body: body)
    var (c0, c1) = (0, 0)
    for byte in bytes {
      c0 = (c0 + Int(byte)) % 255
      c1 = (c1 + c0) % 255
    }
    // The checksum stands at offset 14 of what is covered, that is 16 of the LSA.
    let behind = bytes.count - checksumOffset - 1
    var x = (behind * c0 - c1) % 255
    if x <= 0 { x += 255 }
    var y = 510 - c0 - x
    if y > 255 { y -= 255 }
    return UInt16(x) << 8 | UInt16(y)
  }

  private static let checksumOffset = 14

  /// Without the age, and with a checksum of zero.
  private static func encode(
    _ key: LSAKey, sequence: Int32, options: LSAOptions, body: LSABody
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(18 + body.bytes)
    func add(_ word: UInt32) {
      for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    bytes += [options.rawValue, key.type.rawValue]
    add(key.linkStateID.bits)
    add(key.advertisingRouter.bits)
    add(UInt32(bitPattern: sequence))
    let length = UInt16(clamping: 20 + body.bytes)
    bytes += [0, 0, UInt8(length >> 8), UInt8(length & 255)]
    switch body {
    case .router(let flags, let links):
      bytes += [flags.rawValue, 0, UInt8(links.count >> 8 & 255), UInt8(links.count & 255)]
      for link in links {
        add(link.id.bits)
        add(link.data.bits)
        add(UInt32(link.kind.rawValue) << 24 | UInt32(link.metric))
      }
    case .network(let length, let attached):
      add(IPv4Prefix.mask(length))
      for router in attached { add(router.bits) }
    case .summary(let length, let metric):
      add(IPv4Prefix.mask(length))
      add(metric)
    case .external(let reach):
      add(IPv4Prefix.mask(reach.length))
      add((reach.isType2 ? 1 << 31 : 0) | reach.metric)
      add(reach.forwarding.bits)
      add(reach.tag)
    }
    return bytes
  }
}
