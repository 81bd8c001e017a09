import Kernel
import NetworkModel

/// By what FRR's bgpd tells whether an announcement would say the same as the last one (`bgp suppress-duplicates`): a hash of the
/// attributes without the flags that say which are present. So a MED of 0 is the same as none, and ATOMIC_AGGREGATE does not
/// count; what is not told to the neighbour (weight, local preference, reflection) does.
struct SuppressionKey: Hashable, Sendable {
  private let attributes: PathAttributes
  private let weight: UInt32

  /// - Parameter attributes: as the rules leave them, before the own AS is put in front.
  init(_ attributes: PathAttributes, weight: UInt32, of path: BGPPath, hasOwnNextHop: Bool) {
    var plain = attributes
    plain.atomicAggregate = false
    plain.multiExitDiscriminator = attributes.multiExitDiscriminator ?? 0
    plain.localPreference = attributes.localPreference ?? 0
    plain.originatorID = path.attributes.originatorID ?? attributes.originatorID
    plain.clusterList = path.attributes.clusterList
    plain.learnedFrom = nil
    // Toward external neighbours it is the speaker's own in nearly all cases.
    if hasOwnNextHop { plain.nextHop = .any }
    self.attributes = plain
    self.weight = weight == 0 ? path.weight : weight
  }
}

extension BGPProcess {
  /// So long nothing new has to come for a network to have started.
  private static let quiet = SimTime.seconds(5)

  /// A session is up, or an UPDATE has come.
  mutating func noteNews(at now: SimTime) {
    noteQuiet(at: now)
    lastNews = now
  }

  mutating func noteQuiet(at now: SimTime) {
    if !hasSettled, let lastNews, now - lastNews > Self.quiet { hasSettled = true }
  }
}
