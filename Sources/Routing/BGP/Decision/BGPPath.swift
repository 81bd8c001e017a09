import Kernel
import NetworkModel

/// A path that the decision process may choose: one neighbour's (or the speaker's own) way to a prefix.
package struct BGPPath: Sendable {
  package enum Source: Sendable, Hashable {
    /// Originated here: written or redistributed.
    case local
    /// Made here of longer ones.
    case aggregate
    /// By place in the configuration.
    case neighbor(Int)
  }

  package var source: Source
  /// Among several paths of the neighbour (RFC 7911); 0: the session has no add-path.
  package var identifier: UInt32 = 0
  package var attributes: PathAttributes
  /// From within the own AS or confederation.
  package var isInternal = false
  /// From another member AS of the confederation.
  package var isConfederate = false
  /// Local to the router, the highest wins (Cisco, FRR): 32768 for its own routes.
  package var weight: UInt32 = 0
  /// IGP metric to the next hop; nil: it cannot be resolved.
  package var interiorCost: Int? = 0
  /// The neighbour's AS; 0 for an own path.
  package var peerAS: UInt32 = 0
  /// The neighbour's BGP identifier and address.
  package var peerIdentifier = IPv4Address.any
  package var peerAddress = IPv4Address.any
  package var received = SimTime.zero
  /// When the path was added to the speaker's list, counted in paths: a path that replaces its predecessor keeps its place. 0 for
  /// an own path.
  package var arrival: UInt64 = 0
  /// It is the one in use now.
  package var isCurrent = false
  /// From before the neighbour's restart (RFC 4724 §4.2).
  package var isStale = false
  package var provenance: Provenance?

  package init(source: Source, attributes: PathAttributes) {
    self.source = source
    self.attributes = attributes
  }

  /// Of the speaker's own making.
  package var isOwn: Bool { source == .local || source == .aggregate }

  package var localPreference: UInt32 { attributes.localPreference ?? defaultLocalPreference }

  /// The speaker's, for paths that came without one.
  package var defaultLocalPreference: UInt32 = 100

  package static let ownWeight: UInt32 = 32768
}
