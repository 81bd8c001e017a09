/// An IPv4 address as its 32 bits in host order.
@frozen
package struct IPv4Address: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let bits: UInt32

  @inlinable
  package init(bits: UInt32) { self.bits = bits }
  @inlinable @inline(__always) package static func == (a: IPv4Address, b: IPv4Address) -> Bool {
    a.bits == b.bits
  }

  package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// Reads dotted-quad notation; nil for anything else (leading zeros, missing octets, spaces).
  package init?(_ text: some StringProtocol) {
    var bits: UInt32 = 0
    let octets = text.split(separator: ".", omittingEmptySubsequences: false)
    guard octets.count == 4 else { return nil }
    for octet in octets {
      guard (1...3).contains(octet.utf8.count), octet.utf8.allSatisfy({ (48...57).contains($0) }),
        let value = UInt32(octet), value <= 255, octet.utf8.count == 1 || octet.utf8.first != 48
      else { return nil }
      bits = bits << 8 | value
    }
    self.bits = bits
  }

  @inlinable @inline(__always) package static var any: IPv4Address { IPv4Address(bits: 0) }
  @inlinable @inline(__always) package static var broadcast: IPv4Address { IPv4Address(bits: .max) }
  /// RFC 2453 §3.9: all RIP-2 routers.
  @inlinable @inline(__always) package static var allRIPRouters: IPv4Address {
    IPv4Address(bits: 0xE000_0009)
  }

  /// RFC 2328 §A.1: all OSPF routers; the designated router and its backup.
  package static let allOSPFRouters = IPv4Address(224, 0, 0, 5)
  package static let allDesignatedRouters = IPv4Address(224, 0, 0, 6)

  /// 224.0.0.0/4 (RFC 5771).
  @inlinable
  package var isMulticast: Bool { bits >> 28 == 0xE }

  @inlinable @inline(__always)
  package static func < (a: IPv4Address, b: IPv4Address) -> Bool { a.bits < b.bits }
}

extension IPv4Address: CustomStringConvertible {
  package var description: String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}
