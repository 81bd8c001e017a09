/// An IPv4 address as its 32 bits in host order.
@frozen
public struct IPv4Address: Hashable, Comparable, Sendable, BitwiseCopyable {
  public let bits: UInt32

  @inlinable
  public init(bits: UInt32) { self.bits = bits }
  @inlinable @inline(__always) public static func == (a: IPv4Address, b: IPv4Address) -> Bool {
    a.bits == b.bits
  }

  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// Reads dotted-quad notation; nil for anything else (leading zeros, missing octets, spaces).
  public init?(_ text: some StringProtocol) {
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

  @inlinable @inline(__always) public static var any: IPv4Address { IPv4Address(bits: 0) }
  @inlinable @inline(__always) public static var broadcast: IPv4Address { IPv4Address(bits: .max) }
  /// RFC 2453 §3.9: all RIP-2 routers.
  @inlinable @inline(__always) public static var allRIPRouters: IPv4Address {
    IPv4Address(bits: 0xE000_0009)
  }

  /// RFC 2328 §A.1: all OSPF routers; the designated router and its backup.
  public static let allOSPFRouters = IPv4Address(224, 0, 0, 5)
  public static let allDesignatedRouters = IPv4Address(224, 0, 0, 6)

  /// 224.0.0.0/4 (RFC 5771).
  @inlinable
  public var isMulticast: Bool { bits >> 28 == 0xE }

  @inlinable @inline(__always)
  public static func < (a: IPv4Address, b: IPv4Address) -> Bool { a.bits < b.bits }
}

extension IPv4Address: CustomStringConvertible {
  public var description: String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}
