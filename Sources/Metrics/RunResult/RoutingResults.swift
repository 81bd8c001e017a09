import Kernel
import NetworkModel

/// What one routing protocol sent in the whole network.
package struct ProtocolResult: Sendable {
  package var name: String
  package var messages: UInt64
  package var bytes: UInt64
  /// Settings in force, as the report prints them: `update` = `30s`.
  package var settings: [(name: String, value: String)]
  /// Oddities that the processes counted, summed over routers; zeros left out.
  package var counters: [(name: String, value: Int)]

  package init(
    name: String, messages: UInt64, bytes: UInt64, settings: [(name: String, value: String)],
    counters: [(name: String, value: Int)]
  ) {
    self.name = name
    self.messages = messages
    self.bytes = bytes
    self.settings = settings
    self.counters = counters
  }
}

/// How the network took one topology event; the first entry is the cold start.
package struct ConvergenceEntry: Sendable {
  /// `start`, `down r1 -- r2`, `crash web-1`.
  package var event: String
  /// As the scenario names it.
  package var name: String?
  package var time: SimTime
  /// From the event until the first router knew of it: lost carrier, or a route changed. Nil: nobody noticed.
  package var detection: SimTime?
  package var firstRouteChange: SimTime?
  /// The convergence time: from the event to the last route change before the next event.
  package var lastRouteChange: SimTime?
  package var routeChanges: UInt64
  /// Data packets that were dropped for want of a working route between this event and the next one.
  package var packetsLost: UInt64
  /// Data packets seen to pass the same node twice.
  package var packetsLooped: UInt64
  /// When the steps of a link-state protocol ended; see `phases`.
  package var marks: [ConvergenceMark] = []

  /// Name and event, for tables.
  package var title: String { name.map { "\($0): \(event)" } ?? event }

  package init(event: String, time: SimTime) {
    self.event = event
    self.time = time
    routeChanges = 0
    packetsLost = 0
    packetsLooped = 0
  }
}

/// The routing tables of all routers at one time.
package struct RoutesSnapshot: Sendable {
  package var time: SimTime
  /// Nothing but periodic refreshes is pending.
  package var isQuiet: Bool
  package var routers: [RouterRoutes]

  package init(time: SimTime, isQuiet: Bool, routers: [RouterRoutes]) {
    self.time = time
    self.isQuiet = isQuiet
    self.routers = routers
  }

  /// How long it is when written down, in routes.
  package var length: Int { routers.reduce(0) { $0 + $1.length } }
}

/// The selected routes of one router, sorted by prefix.
package struct RouterRoutes: Sendable {
  package var node: NodeIndex
  package var name: String
  package var routes: [SelectedRoute]
  /// Nil where BGP does not run.
  package var bgp: BGPTable?

  package init(node: NodeIndex, name: String, routes: [SelectedRoute], bgp: BGPTable? = nil) {
    self.bgp = bgp
    self.node = node
    self.name = name
    self.routes = routes
  }

  /// Selected routes, and the paths of BGP's table, each of which takes the room of four.
  package var length: Int {
    (bgp?.prefixes ?? []).reduce(routes.count) { $0 + 4 * ($1.paths.count + $1.rejected.count) }
  }
}

package struct SelectedRoute: Sendable, Equatable {
  package var prefix: IPv4Prefix
  package var source: String
  package var distance: Int
  package var metric: Int
  /// Empty for a discard route.
  package var nextHops: [SelectedNextHop]
  /// The kind of path, where the protocol has several: `intra-area`, `inter-area`, `E1`, `E2`.
  package var path: String?
  package var area: String?

  package init(
    prefix: IPv4Prefix, source: String, distance: Int, metric: Int, nextHops: [SelectedNextHop],
    path: String? = nil, area: String? = nil
  ) {
    self.prefix = prefix
    self.source = source
    self.distance = distance
    self.metric = metric
    self.nextHops = nextHops
    self.path = path
    self.area = area
  }
}

package struct SelectedNextHop: Sendable, Equatable {
  /// The neighbour's name; nil when directly connected.
  package var node: String?
  package var interface: InterfaceIndex
  package var interfaceName: String
  package var address: IPv4Address?

  package init(node: String?, interface: InterfaceIndex, interfaceName: String, address: IPv4Address?) {
    self.node = node
    self.interface = interface
    self.interfaceName = interfaceName
    self.address = address
  }
}
