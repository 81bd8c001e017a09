import Kernel
import NetworkModel

/// A message of RFC 4271 §4, decoded.
package enum BGPMessage: Sendable, Equatable {
  case open(Open)
  case update(Update)
  case notification(BGPNotification)
  case keepalive

  package struct Open: Sendable, Equatable {
    package var autonomousSystem: UInt32
    /// Seconds; 0: no keepalives.
    package var holdSeconds: Int
    package var identifier: IPv4Address
    /// RFC 9234 §4.1.
    package var role: BGPRole?
    /// RFC 4724 §3.
    package var restart: Restart?
    /// RFC 7911 §4, Send/Receive.
    package var takesSeveralPaths = true
  }

  /// The Graceful Restart capability (RFC 4724 §3).
  package struct Restart: Sendable, Equatable {
    /// So long the neighbours are to wait for the session; whole seconds, at most 4095.
    package var time: SimTime
    /// R: the speaker has restarted, so that nobody is to wait for its End-of-RIB.
    package var isRestarting = false
    /// N: a NOTIFICATION ends the session as gracefully as its silence (RFC 8538 §2).
    package var includesNotifications = false
    /// The address family is listed: its routes are to be kept. Else the speaker only keeps those of others.
    package var listsFamily = false
    /// F: forwarding has gone on, and the kept routes still lead somewhere.
    package var keepsForwarding = false

    /// Code, length, flags and time; four for the address family; in an option of its own.
    var octets: Int { 6 + (listsFamily ? 4 : 0) }
  }

  /// Withdrawn prefixes, and prefixes that share one set of attributes.
  package struct Update: Sendable {
    package var withdrawn: [IPv4Prefix] = []
    package var attributes: PathAttributes?
    package var announced: [IPv4Prefix] = []
    /// RFC 7911 §3, beside each prefix; empty where the session has no add-path.
    package var withdrawnIdentifiers: [UInt32] = []
    package var announcedIdentifiers: [UInt32] = []
    /// Beside each announced prefix, for explanations only.
    package var provenance: [Provenance] = []
    /// What RFC 7606 finds wrong with the attributes, where a test or a fault puts something wrong there.
    package var malformed: [AttributeFault] = []

    package init() {}

    /// RFC 4724 §2: nothing withdrawn and nothing announced: the neighbour has told all.
    package var isEndOfRIB: Bool { withdrawn.isEmpty && announced.isEmpty && malformed.isEmpty }
  }

  /// Octets of the message with its header of 19.
  package var octets: Int {
    switch self {
    case .open(let open): 29 + 22 + (open.restart?.octets ?? 0)
    case .keepalive: 19
    case .notification: 21
    case .update(let update):
      23 + Self.octets(of: update.withdrawn) + (update.attributes?.octets ?? 0)
        + Self.octets(of: update.announced)
        + 4 * (update.withdrawnIdentifiers.count + update.announcedIdentifiers.count)
    }
  }

  static func octets(of prefixes: [IPv4Prefix]) -> Int {
    prefixes.reduce(0) { $0 + 1 + ($1.length + 7) / 8 }
  }
}

extension BGPMessage.Update: Equatable {
  /// The chain of messages behind an announcement is no part of it.
  package static func == (a: Self, b: Self) -> Bool {
    a.withdrawn == b.withdrawn && a.attributes == b.attributes && a.announced == b.announced
      && a.malformed == b.malformed && a.withdrawnIdentifiers == b.withdrawnIdentifiers
      && a.announcedIdentifiers == b.announcedIdentifiers
  }
}

/// RFC 4271 §4.5: error code and subcode.
package struct BGPNotification: Sendable, Equatable, CustomStringConvertible {
  package let code: Int
  package let subcode: Int

  /// RFC 4271 §6.3.
  package static let malformedAttributes = BGPNotification(code: 3, subcode: 1)
  package static let unrecognizedAttribute = BGPNotification(code: 3, subcode: 2)
  package static let invalidNetworkField = BGPNotification(code: 3, subcode: 10)
  package static let holdTimerExpired = BGPNotification(code: 4, subcode: 0)
  package static let badPeerAS = BGPNotification(code: 2, subcode: 2)
  package static let badIdentifier = BGPNotification(code: 2, subcode: 3)
  package static let unacceptableHoldTime = BGPNotification(code: 2, subcode: 6)
  /// RFC 9234 §4.2.
  package static let roleMismatch = BGPNotification(code: 2, subcode: 11)
  package static let finiteStateMachine = BGPNotification(code: 5, subcode: 0)
  package static let cease = BGPNotification(code: 6, subcode: 0)
  /// RFC 4486 §4.
  package static let maximumPrefixes = BGPNotification(code: 6, subcode: 1)

  package var description: String { "\(code)/\(subcode)" }
}

/// RFC 9234 §4: what a speaker is to its neighbour.
package enum BGPRole: String, Sendable, Equatable, CaseIterable {
  case provider
  case routeServer = "rs-server"
  case routeServerClient = "rs-client"
  case customer
  case peer

  /// RFC 9234 §4.2, Table 2.
  package func fits(_ other: BGPRole) -> Bool {
    switch (self, other) {
    case (.provider, .customer), (.customer, .provider), (.routeServer, .routeServerClient),
      (.routeServerClient, .routeServer), (.peer, .peer):
      true
    default: false
    }
  }
}

/// An attribute that cannot be taken as it is, and so what is to be done (RFC 7606 §7).
package enum AttributeFault: String, Sendable, Equatable, CaseIterable {
  case origin
  case asPath = "as-path"
  case nextHop = "next-hop"
  case multiExitDiscriminator = "med"
  case localPreference = "local-preference"
  case atomicAggregate = "atomic-aggregate"
  case aggregator
  case communities
  case originatorID = "originator-id"
  case clusterList = "cluster-list"
  case onlyToCustomer = "otc"
  /// A well-known mandatory attribute is not there.
  case missing
  /// Optional and Transitive bits that are not the attribute's.
  case flags
  /// An attribute longer than the field that holds it.
  case length
  /// A prefix that cannot be read, so that nobody knows which routes are meant.
  case networkField = "nlri"

  package enum Treatment: Sendable, Equatable {
    case treatAsWithdraw
    case discardAttribute
    case resetSession
  }

  /// RFC 7606 §3 c, d, §4, §5.3, §7.1–7.10; RFC 9234 §5. From an external neighbour LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST are discarded, well
  /// formed or not.
  package func treatment(isExternal: Bool) -> Treatment {
    switch self {
    case .origin, .asPath, .nextHop, .multiExitDiscriminator, .communities, .onlyToCustomer, .missing, .flags,
      .length:
      .treatAsWithdraw
    case .networkField: .resetSession
    case .atomicAggregate, .aggregator: .discardAttribute
    case .localPreference, .originatorID, .clusterList: isExternal ? .discardAttribute : .treatAsWithdraw
    }
  }

  /// What RFC 4271 §6.3 tells the neighbour of it.
  package var notification: BGPNotification {
    switch self {
    case .origin: BGPNotification(code: 3, subcode: 6)
    case .asPath: BGPNotification(code: 3, subcode: 11)
    case .nextHop: BGPNotification(code: 3, subcode: 8)
    case .missing: BGPNotification(code: 3, subcode: 3)
    case .flags: BGPNotification(code: 3, subcode: 4)
    case .length: .malformedAttributes
    case .networkField: .invalidNetworkField
    case .communities, .onlyToCustomer, .aggregator: BGPNotification(code: 3, subcode: 9)
    case .multiExitDiscriminator, .localPreference, .atomicAggregate, .originatorID, .clusterList:
      BGPNotification(code: 3, subcode: 5)
    }
  }
}
