import Kernel
import NetworkModel

/// One router's BGP table (Loc-RIB with all candidates), sorted by prefix.
package struct BGPTable: Sendable {
  package var autonomousSystem: UInt32
  package var identifier: IPv4Address
  /// How often a choice has changed, as FRR counts it.
  package var version: UInt64 = 0
  package var defaultLocalPreference: UInt32 = 100
  package var prefixes: [BGPPrefix]

  package init(autonomousSystem: UInt32, identifier: IPv4Address, prefixes: [BGPPrefix]) {
    self.autonomousSystem = autonomousSystem
    self.identifier = identifier
    self.prefixes = prefixes
  }
}

package struct BGPPrefix: Sendable {
  package var prefix: IPv4Prefix
  /// The table's when the choice changed last.
  package var version: UInt64 = 0
  /// The best first, then in the order in which the router knows its neighbours.
  package var paths: [BGPTablePath]
  /// Paths that the import side keeps out of the decision.
  package var rejected: [BGPTablePath]
  /// Neighbours that have been told of it, by name and address.
  package var advertisedTo: [String] = []

  package init(prefix: IPv4Prefix, paths: [BGPTablePath], rejected: [BGPTablePath]) {
    self.prefix = prefix
    self.paths = paths
    self.rejected = rejected
  }
}

package struct BGPTablePath: Sendable {
  package var isBest = false
  /// Used beside the best one.
  package var isMultipath = false
  /// The next hop resolves.
  package var isValid = true
  package var isInternal = false
  /// Kept from before the neighbour's restart (RFC 4724).
  package var isStale = false
  /// For the best path the step that decided, for another one the step at which it fell; `only path` without any choice.
  package var reason: String
  /// The neighbour's name; nil for the router's own path.
  package var from: String?
  /// Made by the router of longer ones.
  package var isAggregate = false
  package var peerAddress: IPv4Address?
  package var peerIdentifier: IPv4Address?
  /// One list a segment: a sequence as numbers, a set as a list in the list.
  package var asPath: [Segment] = []
  /// As FRR prints it.
  package var asPathText = ""
  package var localPreference: UInt32 = 100
  /// The path carries one: from inside the AS, or by a rule.
  package var hasLocalPreference = false
  /// The best one through its neighbouring AS.
  package var isBestOfAS = false
  /// From a client of this reflector.
  package var isFromClient = false
  package var isConfederate = false
  package var multiExitDiscriminator: UInt32?
  package var weight: UInt32 = 0
  package var origin = "IGP"
  package var nextHop: IPv4Address
  package var interiorCost: Int?
  package var communities: [String] = []
  package var largeCommunities: [String] = []
  package var originatorID: IPv4Address?
  package var clusterList: [IPv4Address] = []
  package var isAtomicAggregate = false
  /// AS and router that have made the aggregate.
  package var aggregator: String?
  /// Chosen, but told to nobody, as an aggregate stands for it.
  package var isSuppressed = false
  package var received: SimTime = .zero
  /// The messages that brought the path here, from its origin on.
  package var chain: [Hop] = []

  package enum Segment: Sendable, Equatable {
    case number(UInt32)
    case set([UInt32])
    /// Member ASes of the own confederation, in order.
    case confederation([UInt32])
    case confederationSet([UInt32])
  }

  /// One announcement on the way.
  package struct Hop: Sendable, Equatable {
    package var sent: SimTime
    package var from: String
    package var to: String
    package var cause: String

    package init(sent: SimTime, from: String, to: String, cause: String) {
      self.sent = sent
      self.from = from
      self.to = to
      self.cause = cause
    }
  }

  package init(reason: String, nextHop: IPv4Address) {
    self.reason = reason
    self.nextHop = nextHop
  }
}

/// One session as `show bgp summary` has it.
package struct BGPSessionLine: Sendable, Equatable {
  package var name: String
  package var address: IPv4Address
  package var remoteAS: UInt32
  package var state: String
  /// Since when the session is up, or down.
  package var since: SimTime
  package var accepted: Int
  package var told: Int
  package var messagesReceived: Int
  package var messagesSent: Int

  package init(
    name: String, address: IPv4Address, remoteAS: UInt32, state: String, since: SimTime, accepted: Int,
    told: Int, messagesReceived: Int, messagesSent: Int
  ) {
    self.name = name
    self.address = address
    self.remoteAS = remoteAS
    self.state = state
    self.since = since
    self.accepted = accepted
    self.told = told
    self.messagesReceived = messagesReceived
    self.messagesSent = messagesSent
  }
}
