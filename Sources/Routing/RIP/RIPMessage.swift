import NetworkModel

/// A RIP version 2 message (RFC 2453 §4): up to 25 route entries behind a command.
package struct RIPMessage: Sendable, Equatable {
  package enum Command: UInt8, Sendable {
    /// For the whole table (§3.9.1); requests for single entries are a diagnostic tool and not modelled.
    case request = 1
    case response = 2
  }

  package var command: Command
  package var entries: [RIPEntry]

  package init(command: Command, entries: [RIPEntry] = []) {
    self.command = command
    self.entries = entries
  }

  /// §3.6: a datagram holds at most 25 entries of 20 bytes.
  package static let maximumEntries = 25

  /// Length of the IP packet: IP 20, UDP 8, RIP header 4, 20 an entry. A request has one entry (§3.9.1).
  package var packetBytes: Int {
    let count = command == .request ? 1 : entries.count
    return 20 + 8 + 4 + 20 * count
  }
}

/// One route of a message (§4): network, next hop (zero: the sender), metric 1…16.
package struct RIPEntry: Sendable, Equatable, BitwiseCopyable {
  package var prefix: IPv4Prefix
  package var nextHop: IPv4Address
  package var metric: UInt8

  package init(prefix: IPv4Prefix, nextHop: IPv4Address = .any, metric: UInt8) {
    self.prefix = prefix
    self.nextHop = nextHop
    self.metric = metric
  }
}
