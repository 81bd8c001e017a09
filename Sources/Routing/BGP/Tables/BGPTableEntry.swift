import Kernel
import NetworkModel

/// What one neighbour has told about a prefix, and what the import policy made of it (Adj-RIB-In, RFC 4271 §3.2).
struct ReceivedPath: Sendable {
  var accepted: PathAttributes
  var weight: UInt32
  var rejection: PathRejection?
  var received: SimTime
  /// Its place in the speaker's list: paths that were added later have higher ones.
  var arrival: UInt64 = 0
  /// RFC 4724 §4.2: from before the neighbour's restart.
  var isStale = false
  var provenance: Provenance?
}

/// The Loc-RIB's line for a prefix: what was chosen, and the route that was handed to the router's RIB.
struct SelectedPath: Sendable {
  var source: BGPPath.Source
  var path: BGPPath
  var installed: ProtocolRoute?
  var cause: Provenance.Cause
  /// The table's when it was chosen.
  var version: UInt64 = 0
}

/// All paths for one prefix with the decision between them, for reports.
package struct BGPTableEntry: Sendable {
  package let prefix: IPv4Prefix
  /// Own path first, then by neighbour in the order of the configuration.
  package let paths: [BGPPath]
  package let decision: Decision
  /// Paths that the import policy keeps out, by neighbour.
  package let rejected:
    [(neighbor: Int, attributes: PathAttributes, reason: PathRejection, received: SimTime)]
}
