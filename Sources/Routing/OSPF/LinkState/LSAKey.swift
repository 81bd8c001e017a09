import NetworkModel

/// A router's OSPF identifier: 32 bits in dotted-quad form (RFC 2328 §1.2).
package typealias RouterID = IPv4Address

/// The types of link-state advertisements (RFC 2328 §12.1.3, RFC 3101 §2.4). The raw value is the one on the wire.
package enum LSAType: UInt8, Sendable, CaseIterable, Comparable, BitwiseCopyable {
  case router = 1
  case network = 2
  case summary = 3
  case asbrSummary = 4
  case external = 5
  case nssa = 7

  /// Flooded through the whole routing domain but stub areas; all others stay in their area (§13.3).
  package var hasDomainScope: Bool { self == .external }

  package static func < (a: LSAType, b: LSAType) -> Bool { a.rawValue < b.rawValue }
}

/// What identifies an LSA among its instances: type, link state ID, advertising router (RFC 2328 §12.1).
package struct LSAKey: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let type: LSAType
  package let linkStateID: IPv4Address
  package let advertisingRouter: RouterID

  package init(_ type: LSAType, _ linkStateID: IPv4Address, by advertisingRouter: RouterID) {
    self.type = type
    self.linkStateID = linkStateID
    self.advertisingRouter = advertisingRouter
  }

  package static func == (a: LSAKey, b: LSAKey) -> Bool {
    a.type == b.type && a.linkStateID == b.linkStateID && a.advertisingRouter == b.advertisingRouter
  }

  package static func < (a: LSAKey, b: LSAKey) -> Bool {
    (a.type.rawValue, a.linkStateID, a.advertisingRouter)
      < (b.type.rawValue, b.linkStateID, b.advertisingRouter)
  }
}
