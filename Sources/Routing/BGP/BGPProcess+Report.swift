import Kernel
import NetworkModel

extension BGPProcess {
  /// Loc-RIB with all that it was chosen from, by prefix.
  package var table: [BGPTableEntry] {
    var prefixes = originatedPrefixes.union(aggregated.keys)
    for neighbor in neighbors where neighbor.isHeard {
      prefixes.formUnion(neighbor.received.prefixes)
    }
    return prefixes.sorted().map { entry(for: $0) }
  }

  package func entry(for prefix: IPv4Prefix) -> BGPTableEntry {
    let paths = candidates(for: prefix)
    let rejected = neighbors.enumerated().flatMap { index, neighbor in
      neighbor.received.paths(of: prefix).compactMap { path in
        path.value.rejection.map { (index, path.value.accepted, $0, path.value.received) }
      }
    }
    // RFC 4724 §4.1: after a restart nothing is chosen yet.
    let decision =
      isDeferring || isAway
      ? Decision(fellAt: Array(repeating: nil, count: paths.count))
      : Decision.make(among: paths, configuration.settings)
    return BGPTableEntry(prefix: prefix, paths: paths, decision: decision, rejected: rejected)
  }

  /// Adj-RIB-Out of all sessions, by the neighbours' names.
  package func neighborsTold(of prefix: IPv4Prefix) -> [(name: String, address: IPv4Address)] {
    neighbors.filter { !$0.sent.paths(of: prefix).isEmpty }.map {
      ($0.configuration.name, $0.configuration.remoteAddress)
    }
  }

  /// Of the table when the choice changed last; 0 when there is none.
  package func version(of prefix: IPv4Prefix) -> UInt64 { selected[prefix]?.version ?? 0 }

  /// One session as `show bgp summary` has it.
  package struct SessionReport: Sendable {
    package let name: String
    package let address: IPv4Address
    /// As its OPEN had it; 0.0.0.0 before.
    package let identifier: IPv4Address
    package let remoteAS: UInt32
    package let state: String
    package let since: SimTime
    package let accepted: Int
    package let sent: Int
    package let messagesReceived: Int
    package let messagesSent: Int
  }

  package var sessions: [SessionReport] {
    neighbors.map { neighbor in
      SessionReport(
        name: neighbor.configuration.name, address: neighbor.configuration.remoteAddress,
        identifier: neighbor.identifier,
        remoteAS: neighbor.configuration.remoteAS, state: neighbor.state.rawValue, since: neighbor.stateSince,
        accepted: neighbor.received.count { $0.rejection == nil }, sent: neighbor.sent.count,
        messagesReceived: neighbor.messagesReceived, messagesSent: neighbor.messagesSent)
    }
  }
}
