import Kernel
import NetworkModel

/// One BGP speaker: BGP-4 of RFC 4271.
///
/// | file | topic |
/// |---|---|
/// | `BGPProcess.swift` | what happens to a speaker |
/// | `BGPProcess+Sessions.swift` | the state machine of §8: opening, keeping, losing a session |
/// | `BGPProcess+Connection.swift` | segments of the connection below it |
/// | `BGPProcess+Input.swift` | UPDATEs into Adj-RIB-In: loops, policy, errors (§6.3, §9.1.1, RFC 7606) |
/// | `BGPProcess+GracefulRestart.swift` | restarts while the router forwards (RFC 4724) |
/// | `BGPProcess+Absence.swift` | the program ends, and begins again |
/// | `BGPProcess+Processing.swift` | the time that an UPDATE takes |
/// | `BGPProcess+Damping.swift` | routes that flap (RFC 2439) |
/// | `BGPProcess+Origination.swift` | own and redistributed routes |
/// | `BGPProcess+Aggregation.swift` | routes made of longer ones (§9.2.2.2) |
/// | `BGPProcess+Decision.swift` | Loc-RIB and the route that the router gets (§9.1.2, §9.1.3) |
/// | `BGPProcess+Export.swift` | what a neighbour may be told, and with which attributes (§5.1, §9.2, RFC 4456, RFC 5065) |
/// | `BGPProcess+Output.swift` | Adj-RIB-Out, packing, MRAI (§9.2.1.1) |
/// | `BGPProcess+NeighborOptions.swift` | what is different with single neighbours |
/// | `BGPProcess+Report.swift` | what reports show |
///
/// Messages travel as packets on the simulated links, in a connection of their own (`Transport/BGPConnection.swift`): so
/// their delay, their loss, and the end of a session whose path breaks need no rule of their own.
///
/// Deviations: the end with the higher address opens the connection and the other one listens, so that collisions (§6.8)
/// do not arise; the DelayOpen and DampPeerOscillations options are not modelled; IPv4 unicast only.
package struct BGPProcess: RoutingProcess {
  package static let name = "bgp"
  package static let source = RouteSource.bgp

  package let configuration: BGPConfiguration
  var stream: RandomStream
  var neighbors: [BGPNeighbor]
  var resolver: NextHopResolver
  /// Own paths by prefix.
  var own: [IPv4Prefix: PathAttributes] = [:]
  /// Paths made of longer ones, by prefix.
  var aggregated: [IPv4Prefix: PathAttributes] = [:]
  /// How often a choice has changed.
  package var tableVersion: UInt64 = 0
  /// How many paths have been added.
  var arrivals: UInt64 = 0
  /// When the last session came up or UPDATE came, and whether there was quiet after one of them: the network has started.
  var lastNews: SimTime?
  var hasSettled = false
  /// Loc-RIB.
  var selected: [IPv4Prefix: SelectedPath] = [:]
  /// Own routes that came or went while MinASOriginationInterval ran.
  var waitingOrigins: [IPv4Prefix: Bool] = [:]
  var nextOrigination = SimTime.zero
  var connectionsOpened: UInt64 = 0
  /// How long an UPDATE takes while the speakers are kept from going in step; nil: as configured.
  package var unrest: ClosedRange<SimTime>?
  /// UPDATEs that wait for the processor, first come, first served.
  var inHand: [InHand] = []
  /// Its program does not run.
  var isAway = false
  /// It has restarted, and chooses nothing yet; the router has these routes from before.
  var isDeferring = false
  var retained: Set<IPv4Prefix> = []
  /// The router has gone on forwarding meanwhile.
  var keptForwarding = true
  /// The router has booted in the course of the run.
  var isRebooted = false
  /// RFC 7911 §3: what each path is called toward neighbours that get several.
  var pathIdentifiers: [PathOrigin: UInt32] = [:]
  /// Prefixes of `own` that come from another protocol.
  var redistributed: Set<IPv4Prefix> = []

  var ignoredMessages = 0
  var rejectedPaths = 0
  var sessionsLost = 0
  var malformedUpdates = 0

  package init(configuration: BGPConfiguration, interfaces: [RoutingInterface], stream: RandomStream) {
    self.configuration = configuration
    self.stream = stream
    neighbors = configuration.neighbors.map(BGPNeighbor.init)
    resolver = NextHopResolver(interfaces: interfaces)
  }

  package mutating func handle(
    _ event: RoutingEvent, at now: SimTime, actions: inout [RoutingAction]
  ) {
    noteQuiet(at: now)
    if isAway {
      handleAway(event, at: now, &actions)
      if isAway { return }
    } else {
      handleAwake(event, at: now, &actions)
    }
    flush(at: now, &actions)
  }

  private mutating func handleAwake(
    _ event: RoutingEvent, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    switch event {
    case .start: start(at: now, &actions)
    case .receive(.bgp(let segment), _, let sender): receive(segment, from: sender, at: now, &actions)
    case .receive: ignoredMessages += 1
    case .timerFired(let timer): fired(timer, at: now, &actions)
    case .interfaceChanged(let interface, let isUp): carrierChanged(interface, isUp, at: now, &actions)
    case .redistribute(let route, let isPresent): otherRoute(route, isPresent, at: now, &actions)
    case .neighborLost(let neighbor): lose(neighbor, at: now, &actions)
    case .watch: break  // BFD's.
    case .originate(let prefix, let isPresent): originate(prefix, isPresent, at: now, &actions)
    }
  }

  mutating func start(at now: SimTime, _ actions: inout [RoutingAction]) {
    if isRebooted { deferSelection(at: now, &actions) }
    for prefix in configuration.originated { own[prefix] = originAttributes(of: prefix) }
    if configuration.redistributed.contains(.connected) {
      for prefix in resolver.connected where own[prefix] == nil {
        own[prefix] = redistributedAttributes(of: prefix, from: .connected, metric: 0)
        if own[prefix] != nil { redistributed.insert(prefix) }
      }
    }
    decide(originatedPrefixes.sorted(), because: .originated, at: now, &actions)
    if !own.isEmpty { nextOrigination = now + jittered(configuration.settings.originationInterval) }
    for neighbor in neighbors.indices { startSession(neighbor, at: now, &actions) }
  }

  /// Of its own making, but for aggregates.
  var originatedPrefixes: Set<IPv4Prefix> {
    configuration.written.isEmpty ? Set(own.keys) : Set(own.keys).union(configuration.written.keys)
  }

  private mutating func fired(_ timer: RoutingTimer, at now: SimTime, _ actions: inout [RoutingAction]) {
    let neighbor = Int(timer.index)
    guard let kind = BGPTimer(rawValue: timer.kind) else { return }
    switch kind {
    case .origination: originationDue(at: now, &actions)
    case .resolution: resolveAgain(at: now, &actions)
    case .processing: updateProcessed(at: now, &actions)
    case .deferral: endDeferral(isOver: true, at: now, &actions)
    case .boot: break  // Has begun already.
    case .start, .connectRetry, .hold, .keepalive, .retransmission, .advertisement, .reuse, .restart, .stale:
      guard neighbors.indices.contains(neighbor) else { return }
      switch kind {
      case .start: startSession(neighbor, at: now, &actions)
      case .connectRetry: connectRetryExpired(neighbor, at: now, &actions)
      case .hold: holdExpired(neighbor, at: now, &actions)
      case .keepalive: keepaliveDue(neighbor, at: now, &actions)
      case .retransmission: retransmit(neighbor, at: now, &actions)
      case .advertisement: neighbors[neighbor].isHeldBack = false
      case .reuse: reuseDue(neighbor, at: now, &actions)
      case .restart, .stale: dropStale(neighbor, at: now, &actions)
      case .origination, .resolution, .processing, .deferral, .boot: break
      }
    }
  }

  private mutating func carrierChanged(
    _ interface: InterfaceIndex, _ isUp: Bool, at now: SimTime, _ actions: inout [RoutingAction]
  ) {
    resolver.setInterface(interface, isUp: isUp)
    for neighbor in neighbors.indices where neighbors[neighbor].configuration.interface == interface {
      if isUp {
        startSession(neighbor, at: now, &actions)
      } else {
        loseSession(neighbor, by: .carrier, at: now, &actions)
      }
    }
    if configuration.redistributed.contains(.connected), let prefix = resolver.network(of: interface) {
      redistribute(
        prefix, resolver.connected.contains(prefix), from: .connected, metric: 0, at: now, &actions)
    }
    actions.append(.setTimer(BGPTimer.resolution.timer(), at: now))
  }

  /// RFC 4271 §10: a timer times a factor of 0.75…1, so that speakers do not fall into step.
  mutating func jittered(_ interval: SimTime) -> SimTime {
    configuration.settings.hasJitter ? interval.scaled(by: 0.75 + 0.25 * stream.uniform()) : interval
  }

  /// True when every message has arrived, no announcement waits, nobody who was heard regularly has fallen silent, and no
  /// session is still coming up that may do so.
  package func isSettled(at now: SimTime) -> Bool {
    if !waitingOrigins.isEmpty || !inHand.isEmpty || isDeferring || isAway { return false }
    if neighbors.contains(where: \.holdsStale) { return false }
    return neighbors.allSatisfy { neighbor in
      switch neighbor.state {
      case .idle:
        return neighbor.configuration.interface.map { !resolver.isUp($0) } ?? false
          || isHopeless(neighbor, now) || neighbor.blockedUntil == .never
      case .connect, .active:
        return resolver.resolve(neighbor.configuration.remoteAddress) == nil || isHopeless(neighbor, now)
      case .openSent, .openConfirm: return false
      case .established:
        let silence = now - neighbor.lastHeard
        let isHeard =
          neighbor.holdTime == .zero || silence <= neighbor.keepaliveInterval + .seconds(2)
        // A suppressed route that is there will be used again.
        if neighbor.received.count(where: { $0.rejection == .damped }) > 0 { return false }
        return isHeard && neighbor.pending.isEmpty && !(neighbor.connection?.hasUnacknowledged ?? false)
      }
    }
  }

  /// Tried for longer than two rounds of connecting: the other end is not there.
  private func isHopeless(_ neighbor: BGPNeighbor, _ now: SimTime) -> Bool {
    now - neighbor.stateSince > configuration.settings.connectRetry * 2 + .seconds(5)
  }

  package var counters: [(name: String, value: Int)] {
    [
      ("updates sent", neighbors.reduce(0) { $0 + $1.updatesSent }),
      ("sessions established", neighbors.reduce(0) { $0 + $1.timesEstablished }),
      ("sessions lost", sessionsLost), ("paths rejected", rejectedPaths),
      ("malformed updates", malformedUpdates), ("messages ignored", ignoredMessages),
    ]
  }
}
