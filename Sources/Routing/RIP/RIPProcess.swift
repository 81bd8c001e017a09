import Kernel
import NetworkModel

/// Routing Information Protocol version 2 (RFC 2453) of one router, as a pure value.
///
/// | file | topic |
/// |---|---|
/// | `RIPMessage.swift` | the messages and their size |
/// | `RIPConfiguration.swift` | timers and switches; the profiles `rfc` and `frr` |
/// | `RIPRoute.swift` | one route: own or learned, its paths and deadlines |
/// | `RIPProcess.swift` | state, events |
/// | `RIPProcess+Input.swift` | requests and responses (§3.9) |
/// | `RIPHeardTable.swift` | what a neighbour said last |
/// | `RIPProcess+Repeats.swift` | messages that say what they said before |
/// | `RIPProcess+Output.swift` | regular, triggered and requested updates, split horizon (§3.10, §3.4.3) |
/// | `RIPProcess+Timers.swift` | timeout and garbage collection (§3.8), update timers |
/// | `RIPProcess+OwnRoutes.swift` | connected and redistributed networks |
///
/// Modelled: all of §3 and the next hop of §4.4; equal-cost paths as FRR's `allow-ecmp` keeps them. Left out: version 1
/// compatibility, authentication (§4.1), route tags, requests for single entries.
///
/// Deviations: a network's own cost is 1 for connected and redistributed networks whatever the interface's cost, which
/// counts only for what is received there (as FRR has it). The first triggered update leaves at once (as FRR has it; the
/// RFC holds only those that follow). A path that leaves a set of equal ones triggers an update, although the metric is
/// the same: split horizon has hidden the route there (as FRR has it). Next hops (§4.4) are named for routes of other
/// sources only, never for learned ones, whose router announces them itself; an entry that names this router is ignored
/// (as FRR has it).
package struct RIPProcess: RoutingProcess {
  package static let name = "rip"
  package static let source = RouteSource.rip
  static let infinity: UInt8 = 16

  enum Timer: UInt32 {
    case update
    case triggeredHold
    case expiry
  }

  let configuration: RIPConfiguration
  var interfaces: [RoutingInterface]
  var stream: RandomStream
  /// Sorted by prefix. Entries of a message are sorted too, so most look-ups find their route at the cursor.
  var routes: [RIPRoute] = []
  var cursor = 0
  /// Changes with every change of a network, metric or path.
  var edition: UInt64 = 0
  /// By interface: the whole table as it was last told there, and of which edition.
  var told: [(edition: UInt64, messages: [RIPMessage])?] = []
  /// By neighbour: what it said last.
  var heard: [RIPHeardTable] = []
  var sharedDeadlines: [SimTime] = []
  /// What the message in hand has brought, sorted; empty between messages.
  var newRoutes: [RIPRoute] = []
  /// By prefix, of routes that have equal-cost paths.
  var furtherPaths: [IPv4Prefix: [RIPRoute.Path]] = [:]
  /// Redistributed routes to networks that are connected, too: these win as long as they are up.
  var covered: [RedistributedRoute] = []
  var nextUpdate = SimTime.never
  /// While set, triggered updates wait.
  var holdUntil: SimTime?
  /// The first regular update has been sent.
  var hasToldAll = false
  /// Something changed since the last update.
  var hasChanges = false
  /// When the expiry timer is set for; `.never` when it is not.
  var expiryScheduled = SimTime.never
  /// Routes at infinity that wait to be removed.
  var garbageCount = 0
  /// What the event in hand changes of the routes; empty between events.
  var changes = RouteBatch(source: source)
  var ignored = IgnoredCounts()
  /// Who BFD has been asked to watch.
  var watched: Set<RoutingNeighbor> = []

  struct IgnoredCounts: Sendable {
    var ownMessages = 0
    var wrongSource = 0
    var badMetrics = 0
    var badPrefixes = 0
    var ownNextHops = 0
    var onPassive = 0
  }

  /// - Parameter stream: for jitter; keyed by the router's name.
  package init(interfaces: [RoutingInterface], configuration: RIPConfiguration, stream: RandomStream) {
    self.interfaces = interfaces
    self.configuration = configuration
    self.stream = stream
  }

  package mutating func handle(
    _ event: RoutingEvent, at now: SimTime, actions: inout [RoutingAction]
  ) {
    switch event {
    case .start: start(at: now, &actions)
    case .receive(.rip(let message), let interface, let sender):
      receive(message, on: interface, from: sender, at: now, &actions)
    case .timerFired(let timer): timerFired(timer, at: now, &actions)
    case .interfaceChanged(let index, let isUp): interfaceChanged(index, isUp: isUp, at: now, &actions)
    case .redistribute(let route, let isPresent): redistribute(route, isPresent, at: now, &actions)
    case .neighborLost(let neighbor): lose(neighbor, at: now, &actions)
    case .receive, .originate, .watch: break  // Another protocol's.
    }
    if !changes.isEmpty {
      actions.append(.update(changes))
      changes = RouteBatch(source: Self.source)
    }
    triggerIfChanged(at: now, &actions)
  }

  /// Offers a route to the RIB. The routes of a message have one next hop, nearly always.
  mutating func offer(_ prefix: IPv4Prefix, metric: UInt8, _ nextHops: NextHopSet) {
    if changes.hopSets.last != nextHops { changes.hopSets.append(nextHops) }
    changes.install(prefix, hops: changes.hopSets.count - 1, RouteBatch.Detail(metric: Int(metric)))
  }

  private mutating func start(at now: SimTime, _ actions: inout [RoutingAction]) {
    for interface in interfaces where interface.isUp { announceConnected(interface, at: now, &actions) }
    // What is there at the start goes out in answer to requests and in the first regular update.
    for position in routes.indices { routes[position].isChanged = false }
    hasChanges = false
    // §3.9.1: ask the neighbours for their tables.
    for interface in interfaces { sendRequest(on: interface, &actions) }
    // Routers that boot together must not stay in step (§3.8): the first update comes at a random time.
    let isInStep = configuration.jitter == 0
    let first = isInStep ? configuration.update : stream.uniform(upTo: configuration.update)
    scheduleUpdate(at: now + first, &actions)
  }

  package func isSettled(at now: SimTime) -> Bool {
    if !hasToldAll || hasChanges || garbageCount > 0 { return false }
    let freshness = configuration.longestUpdate + .seconds(1)
    return routes.indices.allSatisfy { place in
      !routes[place].isLearned
        || paths(place).allSatisfy { now - (deadline(of: $0) - configuration.timeout) <= freshness }
    }
  }

  package var counters: [(name: String, value: Int)] {
    [
      ("own-messages-ignored", ignored.ownMessages), ("wrong-source-ignored", ignored.wrongSource),
      ("bad-metrics-ignored", ignored.badMetrics), ("bad-prefixes-ignored", ignored.badPrefixes),
      ("own-next-hops-ignored", ignored.ownNextHops), ("on-passive-ignored", ignored.onPassive),
    ]
  }
}
