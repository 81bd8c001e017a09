import NetworkModel
import Routing

/// A router's view of all its neighbours' routes, as an MRT dump of type TABLE_DUMP_V2 holds it (RFC 6396 §4.3).
///
/// IPv4 unicast only: other families are counted in `skipped`.
package struct MRTDump: Sendable, Equatable {
  package struct Peer: Sendable, Equatable {
    package var identifier: IPv4Address
    /// Nil for a session over IPv6.
    package var address: IPv4Address?
    package var number: UInt32

    package init(identifier: IPv4Address, address: IPv4Address?, number: UInt32) {
      self.identifier = identifier
      self.address = address
      self.number = number
    }

    /// The collector itself: BIRD and FRR give its own routes a peer without an address.
    package var isCollector: Bool { address == .any }
  }

  package struct Route: Sendable, Equatable {
    /// Position in `peers`.
    package var peer: Int
    package var prefix: IPv4Prefix
    /// Seconds.
    package var originated: UInt32
    package var attributes: PathAttributes
    /// RFC 8050 §4: among several paths of one peer.
    package var pathIdentifier: UInt32?

    package init(peer: Int, prefix: IPv4Prefix, originated: UInt32, attributes: PathAttributes) {
      self.peer = peer
      self.prefix = prefix
      self.originated = originated
      self.attributes = attributes
    }
  }

  package var collector = IPv4Address.any
  package var viewName = ""
  /// Seconds since 1970.
  package var time: UInt32 = 0
  package var peers: [Peer] = []
  /// In the order of the file: by prefix.
  package var routes: [Route] = []
  /// What the file holds beside these, by name.
  package var skipped: [String: Int] = [:]

  package init(skipped: [String: Int] = [:]) { self.skipped = skipped }
}

/// Why a dump cannot be read, and where.
package struct MRTError: Error, Equatable, CustomStringConvertible {
  /// Octets from the beginning of the file.
  package let offset: Int
  package let message: String

  package var description: String { "octet \(offset): \(message)" }
}
