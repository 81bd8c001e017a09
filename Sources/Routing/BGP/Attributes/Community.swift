/// A community of RFC 1997: `65001:100`, or one of the well-known ones.
package struct Community: Hashable, Comparable, Sendable {
  package let value: UInt32

  package init(_ value: UInt32) { self.value = value }

  /// RFC 1997: not to leave the AS or confederation.
  package static let noExport = Community(0xFFFF_FF01)
  /// RFC 1997: not to be advertised to any peer.
  package static let noAdvertise = Community(0xFFFF_FF02)
  /// RFC 1997 (NO_EXPORT_SUBCONFED): not to leave the member AS.
  package static let localAS = Community(0xFFFF_FF03)
  /// RFC 7999.
  package static let blackhole = Community(0xFFFF_029A)
  /// RFC 8326.
  package static let gracefulShutdown = Community(0xFFFF_0000)

  private static let names: [(Community, String)] = [
    (.noExport, "no-export"), (.noAdvertise, "no-advertise"), (.localAS, "local-AS"),
    (.blackhole, "blackhole"), (.gracefulShutdown, "graceful-shutdown"),
  ]

  /// Reads `65001:100` or a well-known name.
  package init?(_ text: some StringProtocol) {
    if let known = Self.names.first(where: { $0.1.lowercased() == text.lowercased() }) {
      self = known.0
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let high = UInt16(parts[0]), let low = UInt16(parts[1]) else { return nil }
    value = UInt32(high) << 16 | UInt32(low)
  }

  package static func < (a: Community, b: Community) -> Bool { a.value < b.value }
}

extension Community: CustomStringConvertible {
  package var description: String {
    Self.names.first { $0.0 == self }?.1 ?? "\(value >> 16):\(value & 0xFFFF)"
  }
}

/// A large community of RFC 8092: `4200000001:1:2`.
package struct LargeCommunity: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let administrator: UInt32
  package let first: UInt32
  package let second: UInt32

  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
    guard parts.count == 3, let a = parts[0], let b = parts[1], let c = parts[2] else { return nil }
    (administrator, first, second) = (a, b, c)
  }

  package init(_ administrator: UInt32, _ first: UInt32, _ second: UInt32) {
    (self.administrator, self.first, self.second) = (administrator, first, second)
  }

  package var description: String { "\(administrator):\(first):\(second)" }

  package static func < (a: LargeCommunity, b: LargeCommunity) -> Bool {
    (a.administrator, a.first, a.second) < (b.administrator, b.first, b.second)
  }
}
