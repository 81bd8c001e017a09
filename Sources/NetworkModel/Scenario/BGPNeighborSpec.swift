import Kernel

/// What some routers do for some of their neighbours: one entry of `routing.bgp.neighbors`. Of several entries that concern a
/// session, the later one wins, option by option.
package struct BGPNeighborSpec: Sendable, Equatable {
  /// Nil: on every router.
  package var node: String?
  package var neighbor: BGPRuleSpec.Neighbor = .any
  package var options = BGPNeighborOptions()

  package init() {}
}

/// Options of one session, as FRR's `neighbor` lines have them; what is nil is not given.
package struct BGPNeighborOptions: Sendable, Equatable {
  /// FRR's `allowas-in`: the own AS in a path is no loop.
  package var allowedOwnAS: AllowedOwnAS?
  /// FRR's `default-originate`: the neighbour is told of 0.0.0.0/0, whether there is such a route or not.
  package var originatesDefault: Bool?
  /// FRR's `remove-private-AS`, toward external neighbours.
  package var privateASRemoval: PrivateASRemoval?
  package var nextHopSelf: NextHopSelf?
  /// FRR's `local-as`, toward external neighbours.
  package var localAS: LocalAS?
  package var maximumPrefixes: MaximumPrefixes?
  /// Of all paths that the neighbour tells, unless a rule says otherwise.
  package var weight: UInt32?
  /// FRR's `as-override`: the neighbour's AS in the path becomes the own one.
  package var overridesAS: Bool?
  /// False: communities are taken off (FRR's `no neighbor … send-community`).
  package var sendsCommunities: Bool?
  /// FRR's `attribute-unchanged`, toward external neighbours.
  package var unchanged: Set<Unchanged> = []

  package enum Unchanged: String, Sendable, CaseIterable {
    case asPath = "as-path"
    case nextHop = "next-hop"
    case multiExitDiscriminator = "med"
  }

  package enum AllowedOwnAS: Sendable, Equatable {
    /// So often at the most.
    case times(Int)
    /// As the AS that originated the route, however often besides.
    case origin
  }

  /// RFC 6996 §5: 64512…65534 and 4200000000…4294967294.
  package enum PrivateASRemoval: String, Sendable, CaseIterable {
    case none
    /// Only where the whole path is private.
    case whole
    case all
    /// The own AS in place of each, where the whole path is private.
    case replaceWhole = "replace-as"
    case replaceAll = "all-replace-as"
  }

  package enum NextHopSelf: Sendable, Equatable {
    case off
    case on
    /// Of reflected routes too.
    case force
  }

  package struct LocalAS: Sendable, Equatable {
    /// What the neighbour sees.
    package var number: UInt32
    /// It is put in front of what the neighbour tells.
    package var isPrepended = true
    /// The neighbour is told of it alone, not of the own AS behind it.
    package var replacesOwn = false

    package init(number: UInt32) { self.number = number }
  }

  package struct MaximumPrefixes: Sendable, Equatable {
    package var count: Int
    package var onlyWarns = false
    /// Nil: the session stays down.
    package var restart: SimTime?

    package init(count: Int) { self.count = count }
  }

  package init() {}

  package mutating func take(_ later: BGPNeighborOptions) {
    allowedOwnAS = later.allowedOwnAS ?? allowedOwnAS
    originatesDefault = later.originatesDefault ?? originatesDefault
    privateASRemoval = later.privateASRemoval ?? privateASRemoval
    nextHopSelf = later.nextHopSelf ?? nextHopSelf
    localAS = later.localAS ?? localAS
    maximumPrefixes = later.maximumPrefixes ?? maximumPrefixes
    weight = later.weight ?? weight
    overridesAS = later.overridesAS ?? overridesAS
    sendsCommunities = later.sendsCommunities ?? sendsCommunities
    if !later.unchanged.isEmpty { unchanged = later.unchanged }
  }
}
