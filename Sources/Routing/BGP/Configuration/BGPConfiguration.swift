import Kernel
import NetworkModel

/// Timers and switches: the profile's, and what the scenario says otherwise.
package struct BGPSettings: Sendable, Equatable {
  /// RFC 4271 §10 for all timers.
  package var hold = SimTime.seconds(90)
  package var keepalive = SimTime.seconds(30)
  package var connectRetry = SimTime.seconds(120)
  /// MinRouteAdvertisementIntervalTimer toward external and internal peers.
  package var advertisementInterval = SimTime.seconds(30)
  package var internalAdvertisementInterval = SimTime.seconds(5)
  package var originationInterval = SimTime.seconds(15)
  /// Whether withdrawals wait for the interval too (RFC 4271 §9.2.1.1); RFC 1771 sent them at once.
  package var limitsWithdrawals = true
  /// RFC 4271 §10: timers are multiplied by a random factor of 0.75…1.
  package var hasJitter = true
  /// After a session was lost it rests for so long (IdleHoldTime of RFC 4271 §8.1.1).
  package var idleHold = SimTime.seconds(1)
  /// Nil: none.
  package var damping: FlapDamping.Parameters?
  /// RFC 4724; nil: a neighbour's restart is a lost session. FRR waits for others, and asks nobody to wait for it.
  package var gracefulRestart: GracefulRestart?
  /// How long an UPDATE is worked on; nil: no time at all.
  package var processing: ClosedRange<SimTime>?
  /// Malformed attributes end the session (RFC 4271 §6.3), in place of what RFC 7606 has made of it.
  package var resetsOnFaults = false
  package var maximumPaths = 1
  /// An aggregate has the attributes of every usable path, not of chosen ones only; ATOMIC_AGGREGATE is not passed on to one
  /// with AS sets, and numbers of a confederation go among the others (FRR; not in the RFC).
  package var aggregatesAllPaths = false
  /// Paths are compared two at a time, in the order of a list (FRR's bgpd), not all at once.
  package var decidesPairwise = false
  /// Of pairwise decisions: those through one neighbouring AS come first.
  package var deterministicMED = true
  /// Member ASes count in the length of a path (FRR's `bgp bestpath as-path confed`; not in RFC 5065).
  package var countsConfederation = false
  /// A path of another member AS wins over an internal one before the IGP cost is looked at (FRR; not in RFC 5065 §5.3).
  package var distinguishesMembers = false
  /// A path without a MED has one of 0 once a reflector has passed it on (FRR, as recorded; not in RFC 4456).
  package var reflectsMissingMEDAsZero = false
  /// Paths through different neighbouring ASes may be used together.
  package var multipathRelax = false
  /// `maximum-prefix` ends a session with the prefix after the first one too many: FRR looks before it counts (seen with 8.4).
  package var bearsOnePrefixTooMany = false
  package var alwaysComparesMED = false
  /// The length of the AS path decides nothing (FRR's `bgp bestpath as-path ignore`; not in the RFC).
  package var ignoresPathLength = false
  /// Of paths that came without one (RFC 4271 §9.1.1 leaves it to the speaker).
  package var defaultLocalPreference: UInt32 = 100
  package var missingMEDIsWorst = false
  /// The external path that is in use stays against one that is as good (FRR, Cisco; not in the RFC).
  package var prefersCurrentExternal = false
  /// A route is told to the external neighbour that it came from too, who drops it for its own AS in the path. RFC 4271 leaves
  /// it open; some implementations save the message, FRR does not (seen with 8.4).
  package var tellsSource = false
  /// What differs from the last announcement only by a MED of 0 in place of none, or by ATOMIC_AGGREGATE, is not told: FRR's
  /// `bgp suppress-duplicates` compares hashes without the attributes' flags (`SuppressionKey`; RFC 4271 §9.2 wants it told).
  package var suppressesNearDuplicates = false
  /// Rules toward internal neighbours let reflected routes pass or not, and change nothing about them (FRR, unless `bgp
  /// route-reflector allow-outbound-policy`).
  package var reflectsUnchanged = false
  /// RFC 8212.
  package var requiresPolicy = false

  package static let rfc = BGPSettings()

  /// As FRR's bgpd of version 8.4 with `frr defaults traditional`.
  package static let frr: BGPSettings = {
    var settings = BGPSettings()
    settings.hold = .seconds(180)
    settings.keepalive = .seconds(60)
    settings.advertisementInterval = .zero
    settings.internalAdvertisementInterval = .zero
    settings.originationInterval = .zero
    settings.limitsWithdrawals = false
    settings.maximumPaths = 64
    settings.prefersCurrentExternal = true
    settings.aggregatesAllPaths = true
    settings.distinguishesMembers = true
    settings.reflectsMissingMEDAsZero = true
    settings.suppressesNearDuplicates = true
    settings.decidesPairwise = true
    settings.reflectsUnchanged = true
    settings.tellsSource = true
    settings.bearsOnePrefixTooMany = true
    settings.gracefulRestart = .helper
    settings.requiresPolicy = true
    return settings
  }()

  package init() {}

  package init(_ routing: RoutingSpec) {
    self = routing.profile == .frr ? .frr : .rfc
    let spec = routing.bgp
    if let value = spec.hold {
      hold = value
      // RFC 4271 §10: a third of the hold time.
      keepalive = value / 3
    }
    if let value = spec.keepalive { keepalive = value }
    if let value = spec.connectRetry { connectRetry = value }
    if let value = spec.advertisementInterval { advertisementInterval = value }
    if let value = spec.internalAdvertisementInterval { internalAdvertisementInterval = value }
    if let value = spec.originationInterval { originationInterval = value }
    if let value = spec.limitsWithdrawals { limitsWithdrawals = value }
    if let value = spec.jitter { hasJitter = value }
    processing = spec.processing
    gracefulRestart = GracefulRestart(spec.gracefulRestart, profile: routing.profile)
    if let value = spec.resetsOnFaults { resetsOnFaults = value }
    if let value = spec.damping {
      var parameters = routing.profile == .frr ? FlapDamping.Parameters.frr : FlapDamping.Parameters()
      if let time = value.halfLife {
        parameters.halfLife = time
        parameters.longestSuppression = time * 4
      }
      if let time = value.longestSuppression { parameters.longestSuppression = time }
      if let number = value.reuse { parameters.reuse = Double(number) }
      if let number = value.suppress { parameters.suppress = Double(number) }
      damping = parameters
    }
    if let value = spec.maximumPaths { maximumPaths = max(1, value) }
    if let value = spec.multipathRelax { multipathRelax = value }
    if let value = spec.alwaysComparesMED { alwaysComparesMED = value }
    if let value = spec.missingMEDIsWorst { missingMEDIsWorst = value }
    if let value = spec.comparesRouterID { prefersCurrentExternal = !value }
    if let value = spec.changesReflected { reflectsUnchanged = !value }
    if let value = spec.deterministicMED { deterministicMED = value }
    if let value = spec.countsConfederation { countsConfederation = value }
    if let value = spec.tellsSource { tellsSource = value }
    if let value = spec.ignoresPathLength { ignoresPathLength = value }
    if let value = spec.defaultLocalPreference { defaultLocalPreference = value }
    // A scenario that speaks of policy at all has given every session one: what no rule matches passes.
    if spec.policies != nil || !spec.rules.isEmpty { requiresPolicy = false }
    if let value = spec.requiresPolicy { requiresPolicy = value }
  }

  /// What rules take for the local preference of a path that carries none: FRR 0, though it decides by the default.
  package var absentPreference: UInt32 { decidesPairwise ? 0 : defaultLocalPreference }

  /// As reports print them.
  package var named: [(name: String, value: String)] {
    var named = [
      ("hold", hold.description), ("keepalive", keepalive.description),
      ("connect-retry", connectRetry.description), ("mrai", advertisementInterval.description),
      ("mrai-ibgp", internalAdvertisementInterval.description),
      ("mrai-withdrawals", limitsWithdrawals ? "yes" : "no"), ("jitter", hasJitter ? "yes" : "no"),
      ("maximum-paths", String(maximumPaths)), ("multipath-relax", multipathRelax ? "yes" : "no"),
      ("prefer-current", prefersCurrentExternal ? "yes" : "no"),
      ("ebgp-requires-policy", requiresPolicy ? "yes" : "no"),
    ]
    if let damping { named.append(("damping", damping.description)) }
    if let gracefulRestart { named.append(("graceful-restart", gracefulRestart.description)) }
    if let processing { named.append(("processing", "\(processing.lowerBound)…\(processing.upperBound)")) }
    return named
  }
}

/// One speaker: what its process needs to know.
package struct BGPConfiguration: Sendable, Equatable {
  package var settings = BGPSettings()
  package var name: String
  /// The own AS; in a confederation the member AS.
  package var autonomousSystem: UInt32
  /// What the outside sees: the confederation's identifier, or the own AS.
  package var outerAS: UInt32
  package var identifier: IPv4Address
  package var clusterID: IPv4Address
  package var neighbors: [BGPNeighborConfiguration] = []
  /// Sorted.
  package var originated: [IPv4Prefix] = []
  package var redistributed: [RouteSource] = []
  /// What changes about own routes, by prefix, and about redistributed ones, by source.
  package var originChanges: [IPv4Prefix: BGPRule] = [:]
  package var redistributions: [RouteSource: BGPRedistribution] = [:]
  /// Paths announced as written, by prefix.
  package var written: [IPv4Prefix: [PathAttributes]] = [:]
  /// Longest prefix first.
  package var aggregates: [BGPAggregateSpec] = []
  /// Where the speaker has adopted the safeguard.
  package var originValidation: OriginValidation?
  package var providerAuthorization: ProviderAuthorization?
  /// A reflector tells its clients of each other's routes (FRR's `bgp client-to-client reflection`); else they are meshed.
  package var reflectsToClients = true
  /// It tells everyone everything, against Gao and Rexford.
  package var leaks = false

  package init(name: String, autonomousSystem: UInt32, identifier: IPv4Address) {
    self.name = name
    self.autonomousSystem = autonomousSystem
    outerAS = autonomousSystem
    self.identifier = identifier
    clusterID = identifier
  }
}

/// One session, from the view of one of its ends.
package struct BGPNeighborConfiguration: Sendable, Equatable {
  /// The other router's name.
  package var name: String
  package var localAddress: IPv4Address
  package var remoteAddress: IPv4Address
  package var remoteAS: UInt32
  /// The AS that this end calls itself on the session: the confederation's toward the outside. Nil: the own one.
  package var localAS: UInt32?
  package var isInternal: Bool
  /// In another member AS of the own confederation (RFC 5065).
  package var isConfederate = false
  /// The interface toward an external neighbour on the same network; the session falls with its carrier.
  package var interface: InterfaceIndex?
  /// This end opens the connection; the other one listens.
  package var opensActively: Bool
  /// 1 toward a neighbour on the same network (RFC 4271's EBGP), 255 else.
  package var timeToLive: UInt8
  package var isClient = false
  package var usesSelfAsNextHop = false
  package var options = BGPNeighborOptions()
  /// Which paths it gets beside the best (RFC 7911); nil: none.
  package var additionalPaths: BGPAdditionalPathsSpec.Mode?
  /// What the neighbour is to the own AS, under Gao-Rexford policies.
  package var relation: NeighborRelation?
  /// The same from the link, whatever the policies.
  package var linkRelation: NeighborRelation?
  package var preference = GaoRexfordPreference()
  package var importRules: [BGPRule] = []
  package var exportRules: [BGPRule] = []
  /// RFC 9234; nil: none is announced.
  package var role: BGPRole?

  /// Outside of the own AS and confederation.
  package var isExternal: Bool { !isInternal && !isConfederate }

  package init(
    name: String, localAddress: IPv4Address, remoteAddress: IPv4Address, remoteAS: UInt32, isInternal: Bool,
    interface: InterfaceIndex? = nil
  ) {
    self.name = name
    self.localAddress = localAddress
    self.remoteAddress = remoteAddress
    self.remoteAS = remoteAS
    self.isInternal = isInternal
    self.interface = interface
    opensActively = remoteAddress < localAddress
    timeToLive = interface != nil ? 1 : 255
  }
}
