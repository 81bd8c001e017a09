import NetworkModel

/// Prefixes as RFC 4271 §4.3 has them: the length in bits, and as many octets as hold them.
package enum PrefixEncoding {
  package static func append(_ prefix: IPv4Prefix, to bytes: inout [UInt8]) {
    bytes.append(UInt8(prefix.length))
    for octet in 0..<((prefix.length + 7) / 8) {
      bytes.append(UInt8(truncatingIfNeeded: prefix.address.bits >> UInt32(24 - 8 * octet)))
    }
  }

  /// Nil when the length is above 32 or there are too few octets. Bits beyond the length do not count (§4.3).
  package static func read(_ reader: inout ByteReader) -> IPv4Prefix? {
    guard let length = reader.byte().map({ Int($0) }), length <= 32,
      let octets = reader.take((length + 7) / 8)
    else { return nil }
    var bits: UInt32 = 0
    for (rank, octet) in octets.enumerated() { bits |= UInt32(octet) << UInt32(24 - 8 * rank) }
    return IPv4Prefix(IPv4Address(bits: bits), length: length)
  }
}
