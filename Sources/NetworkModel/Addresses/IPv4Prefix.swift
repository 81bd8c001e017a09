/// An IPv4 network: an address whose host bits are zero, and a length of 0…32. Ordered by address, then length.
///
/// Eight bytes: tables of routes hold millions.
@frozen
public struct IPv4Prefix: Hashable, Comparable, Sendable, BitwiseCopyable {
  public let address: IPv4Address
  @usableFromInline let lengthByte: UInt8

  @inlinable @inline(__always) public var length: Int { Int(lengthByte) }

  /// Clears the host bits of `address`. `length` is clamped to 0…32.
  @inlinable
  public init(_ address: IPv4Address, length: Int) {
    let bounded = max(0, min(32, length))
    lengthByte = UInt8(truncatingIfNeeded: bounded)
    self.address = IPv4Address(bits: address.bits & Self.mask(bounded))
  }

  /// Both as one number: orders by address, then length.
  @inlinable @inline(__always) var key: UInt64 { UInt64(address.bits) &<< 8 | UInt64(lengthByte) }

  @inlinable @inline(__always)
  public static func == (a: IPv4Prefix, b: IPv4Prefix) -> Bool { a.key == b.key }

  @inlinable @inline(__always)
  public static func < (a: IPv4Prefix, b: IPv4Prefix) -> Bool { a.key < b.key }

  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// Reads `10.0.0.0/8`; a bare address is a /32. Nil when malformed or when host bits are set.
  public init?(_ text: some StringProtocol) {
    guard let written = InterfaceAddress(text, defaultLength: 32) else { return nil }
    self.init(written.address, length: written.length)
    if address != written.address { return nil }
  }

  @inlinable @inline(__always) public static var all: IPv4Prefix { IPv4Prefix(.any, length: 0) }

  @inlinable @inline(__always)
  public static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << (32 - UInt32(length)) }

  @inlinable
  public func contains(_ other: IPv4Address) -> Bool {
    (other.bits ^ address.bits) & Self.mask(length) == 0
  }

  public func contains(_ other: IPv4Prefix) -> Bool { length <= other.length && contains(other.address) }

  public func overlaps(_ other: IPv4Prefix) -> Bool { contains(other) || other.contains(self) }

  /// The address at an offset: 0 is the network itself, 1 usually the gateway. Nil outside the prefix.
  public func address(at offset: Int) -> IPv4Address? {
    guard offset >= 0, UInt64(offset) < 1 << UInt64(32 - length) else { return nil }
    return IPv4Address(bits: address.bits + UInt32(offset))
  }

  /// How many addresses a host or router can have: all but network and broadcast below /31 (RFC 3021 for /31).
  public var usableCount: Int { length >= 31 ? 1 << (32 - length) : (1 << (32 - length)) - 2 }

  /// The directed broadcast address.
  public var broadcast: IPv4Address { IPv4Address(bits: address.bits | ~Self.mask(length)) }
}

extension IPv4Prefix: CustomStringConvertible {
  public var description: String { "\(address)/\(length)" }
}

/// An interface's own address with the length of its network: `10.0.0.1/30`.
public struct InterfaceAddress: Hashable, Sendable, CustomStringConvertible {
  public let address: IPv4Address
  public let length: Int

  public init(_ address: IPv4Address, length: Int) {
    self.address = address
    self.length = max(0, min(32, length))
  }

  /// Reads `10.0.0.1/30`, or a bare address with the default length. Nil when malformed.
  public init?(_ text: some StringProtocol, defaultLength: Int? = nil) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPv4Address(first) else { return nil }
    if parts.count == 2 {
      guard (1...2).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
        let length = Int(parts[1]), length <= 32
      else { return nil }
      self.init(address, length: length)
    } else {
      guard let defaultLength else { return nil }
      self.init(address, length: defaultLength)
    }
  }

  public var prefix: IPv4Prefix { IPv4Prefix(address, length: length) }

  public var description: String { "\(address)/\(length)" }
}
