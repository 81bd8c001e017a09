import Kernel
import Metrics
import NetworkModel
import Routing

/// A scenario in motion: the network, its control plane, its traffic, and one clock.
///
/// The state is split by what it serves; the behaviour stands in extensions, one topic a file:
///
/// | topic | folder |
/// |---|---|
/// | the loop | `Simulation+Loop.swift` |
/// | drop-tail queues, transmission, arrival | Links/ |
/// | queue disciplines | Queueing/ |
/// | longest-prefix match, equal-cost choice, TTL, ICMP | Forwarding/ |
/// | network policies, access lists | Policies/ |
/// | tunnels | Tunnels/ |
/// | container hosts and bridges | Containers/ |
/// | ARP | Neighbors/ |
/// | learning, flooding, spanning tree | Bridging/ |
/// | routing processes, RIB to FIB, the oracle | ControlPlane/ |
/// | failures, crashes, changes | Faults/ |
/// | UDP flows | Flows/ |
/// | requests, servers, balancers, health checks | Messages/, Services/ |
/// | services that call services | Calls/ |
/// | convergence, results | Measurement/ |
package struct Simulation: ~Copyable {
  package let scenario: Scenario
  package let topology: Topology
  package internal(set) var now = SimTime.zero

  // The clock and what waits on it.
  var queue = EventQueue(minimumCapacity: 4096)
  var timers = TimerTable(kind: EventKind.timer.rawValue)
  var fingerprint = Fingerprint()
  var eventsProcessed: UInt64 = 0
  var stopReason: StopReason?
  /// Set when more is under way than a machine should hold.
  var mustStop = false
  /// An oscillation that was proven just now does not always end the run.
  var stopCause = StopReason.backlogLimit
  let end: SimTime

  // The data plane.
  var packets = PacketPool(minimumCapacity: 1024)
  var channels: FixedArray<Channel>
  /// By channel: when the last packet arrives that was under way when the delay was changed.
  var lastArrivals: [UInt32: SimTime] = [:]
  var managedQueues: [ManagedQueue]
  var interfaces: FixedArray<InterfaceState>
  var nodes: FixedArray<NodeState>
  var linkStreams: [RandomStream]
  var forwarding: ForwardingTable
  var hopGroups = NextHopGroups()
  var arp = NeighborTable()
  var bridges: [BridgeState]
  var faults: FaultState
  var ledger = Ledger()
  var policy: PolicyFilter
  var tunnels: [Tunnel] = []
  /// By the mouth's interface.
  var tunnelByInterface: [UInt32: Int] = [:]
  var fragmented: [FragmentedPacket] = []
  var freeFragmented: [Int] = []
  /// By node; empty without container networks.
  var containerHosts: [ContainerHost?] = []
  /// Containers by address.
  var stations: [IPv4Address: UInt32] = [:]
  var endpoints: [UInt64: Endpoint] = [:]
  /// By request or probe and direction: what the far end saw of a message that was translated on its way.
  var seenByReceiver: [UInt64: SeenMessage] = [:]
  /// By sender and destination, where a path has turned out to be narrower than the first link (RFC 1191).
  var pathMTUs: [UInt64: UInt32] = [:]
  var byteLedgers: [ByteLedger] = []
  /// By node: until when its processor is at work for handshakes; empty without any.
  var handshakeWork: [SimTime] = []

  // The control plane.
  var routers = StableArray<RouterState>()
  var staticRoutes: [[StaticRoute]] = []
  var routingMessages = PayloadTable<RoutingMessage>()
  var bpdus = PayloadTable<BPDU>()
  var protocolTraffic: [ProtocolTraffic] = []
  var routingTimers: [(node: NodeIndex, process: Int, timer: RoutingTimer)] = []
  /// By node.
  var forwardingQueues: [ForwardingQueue]
  /// For `hand`: empty ones, to be used again.
  var actionBuffers: [[RoutingAction]] = []
  var hopsChanges: [RoutingInformationBase.HopsChange] = []
  var bridgeTimers: [(bridge: Int, timer: SpanningTreeTimer)] = []
  let ospfDomain = OSPFDomain()
  var global: GlobalRouting?
  var globalRoutes = GlobalRoutes()
  var bgpPlan: BGPPlan?
  /// No router runs the plan: what the others find out without BGP is asked for.
  let isBGPSilent: Bool
  /// Nil where a repeated state would prove nothing.
  var oscillationWatch: OscillationWatch?
  /// When BGP was kept from going round in step, and until when it is.
  var shakes: [SimTime] = []
  var shakenUntil: SimTime?
  /// The run ends when an oscillation is proven and nothing else is to be found out.
  var stopsWhenProven = false
  /// Where the run has really come to, when it stands for a later time in a proven oscillation.
  var position: SimTime?

  // Traffic.
  var flows = StableArray<Flow>()
  var messages = Slab<Message>(minimumCapacity: 256)
  var messageStamp: UInt32 = 0
  var services = StableArray<Service>()
  var requests = Slab<Request>(minimumCapacity: 256)
  var requestStamp: UInt32 = 0
  /// Requests that wait for calls to other services; where deadlines are passed on, the calls that each has made.
  var openCalls = Slab<OpenCall>()
  var callChildren: [[(request: UInt32, stamp: UInt32)]] = []
  var callLinks = Slab<CallLink>()
  var nextRequestID: UInt64 = 1
  var requestSources = StableArray<RequestSource>()
  var probes: [Probe] = []

  // Measurement.
  var convergence = ConvergenceTracker()
  var requestRecords: [RequestRecord] = []
  var decisions: [DecisionRecord] = []
  var log: [LogRecord] = []
  /// The request whose story is told, by its number in requests.csv; zero: none.
  package var tracedRequest: UInt64 = 0
  package internal(set) var story: [StoryEntry] = []
  var series: [SeriesPoint] = []
  let isTransportIdeal: Bool
  /// Plain services go the short way (`Simulation+PlainRequests`); only tests say no.
  package var takesShortWay = true
  /// What the next events will touch is fetched while the present one is worked on.
  var looksAhead = false
  /// There are no flows and services: nearly every packet is a routing protocol's.
  var carriesOnlyRouting = false
  /// Changes with every link and node that fails, recovers, or changes its delay.
  var topologyVersion: UInt32 = 0
  private let addressOnly = AddressOnly()
  let isRecordingRequests: Bool
  let isRecordingEvents: Bool
  let isRecordingDecisions: Bool

  /// Builds the network and schedules the first events.
  ///
  /// - Parameter isBGPSilent: routers with BGP run everything but BGP, within the borders that it draws.
  /// - Throws: `SimulationError` for what `ScenarioValidation` would have reported with its place in the file.
  package static func prepare(_ scenario: Scenario, isBGPSilent: Bool = false) throws(SimulationError)
    -> Simulation
  {
    let topology: Topology
    do { topology = try Topology(scenario.network) } catch { throw .topology(error) }
    var simulation = Simulation(scenario, topology, isBGPSilent)
    simulation.staticRoutes = try simulation.makeStaticRoutes()
    try simulation.start()
    return simulation
  }

  private init(_ scenario: Scenario, _ topology: Topology, _ isBGPSilent: Bool) {
    self.scenario = scenario
    self.topology = topology
    self.isBGPSilent = isBGPSilent
    end = scenario.effectiveDuration
    policy = PolicyFilter(scenario.network, topology)
    isTransportIdeal = scenario.network.transport == .ideal
    isRecordingRequests = scenario.record.contains(.requests)
    isRecordingEvents = scenario.record.contains(.events)
    isRecordingDecisions = scenario.record.contains(.decisions)
    channels = FixedArray(Self.makeChannels(topology))
    managedQueues = Self.makeManagedQueues(topology, seed: scenario.seed, channels: &channels)
    interfaces = FixedArray(Self.makeInterfaces(topology, scenario.network.addressResolution))
    nodes = FixedArray(Self.makeNodes(topology))
    linkStreams = topology.links.flatMap { link in
      ["forth", "back"].map {
        RandomStream(seed: scenario.seed, entity: link.name, purpose: "loss \($0)")
      }
    }
    forwarding = ForwardingTable(nodes: topology.nodes.count)
    bridges = Self.makeBridges(topology)
    faults = FaultState(links: topology.links.count)
    for node in topology.nodes.indices { routers.append(RouterState(node: NodeIndex(node))) }
    forwardingQueues = Array(repeating: ForwardingQueue(), count: topology.nodes.count)
  }

  private mutating func start() throws(SimulationError) {
    for (position, event) in scenario.events.enumerated() {
      queue.push(
        at: event.time, kind: EventKind.scenarioEvent.rawValue, target: UInt32(truncatingIfNeeded: position))
    }
    if scenario.record.contains(.series) {
      queue.push(at: sampleInterval, kind: EventKind.sample.rawValue, target: 0)
    }
    if scenario.routing.protocols.contains(BGPProcess.name) {
      bgpPlan = BGPPlan(topology, scenario.routing, seed: scenario.seed)
      oscillationWatch = makeOscillationWatch()
    }
    makeTunnels()
    prepareBridges()
    prepareContainerHosts()
    startSpanningTrees()
    for position in topology.nodes.indices where topology.nodes[position].kind.isEndOrRouter {
      let node = NodeIndex(position)
      restoreLocalAddresses(of: node)
      startRouter(node)
    }
    for position in topology.nodes.indices { startProcesses(of: NodeIndex(position)) }
    if scenario.routing.protocols.contains("global") {
      global = GlobalRouting(
        topology, staysInside: bgpPlan != nil, confederations: scenario.routing.bgp.confederations)
      globalRoutesMayHaveChanged()
    }
    try addFlows(scenario)
    try addServices(scenario)
    byteLedgers = Array(repeating: ByteLedger(), count: services.count)
    if !containerHosts.isEmpty { openBackends() }
  }
}

/// Why a scenario cannot be run. `ScenarioValidation` finds the same faults with their place in the file.
package enum SimulationError: Error, Equatable, CustomStringConvertible {
  case topology(TopologyError)
  case unknownName(String, context: String)
  case noAddress(String, context: String)
  case unreachableNextHop(String, context: String)
  case circularCalls

  package var description: String {
    switch self {
    case .topology(let error): error.description
    case .unknownName(let name, let context): "\(context): there is no \(name)"
    case .noAddress(let name, let context): "\(context): \(name) has no address; connect it with a link"
    case .unreachableNextHop(let name, let context):
      "\(context): \(name) is not on a network that the node is connected to"
    case .circularCalls: "the calls of services go round in a circle"
    }
  }
}
