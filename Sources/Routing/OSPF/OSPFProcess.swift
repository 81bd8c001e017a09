import Kernel
import NetworkModel

/// Open Shortest Path First version 2 (RFC 2328) of one router, as a pure value.
///
/// | folder | topic |
/// |---|---|
/// | Messages/ | the five packets (§A.3); sending |
/// | Interface/ | interface states (§9), hellos (§10.5), election of the designated router (§9.4) |
/// | Neighbor/ | neighbour states (§10), database exchange (§10.6–10.9) |
/// | LinkState/ | LSAs (§12, §A.4), instances and their order (§13.1), databases, checksums |
/// | Flooding/ | updates, acknowledgements, retransmission (§13), ageing (§14) |
/// | Origination/ | the router's own LSAs (§12.4), their names, refresh, MinLSInterval, flushing; what an NSSA's border translates |
/// | VirtualLinks/ | links of the backbone through another area (§15, §16.3) |
/// | ShortestPaths/ | throttling, the tree (§16.1), routes within, between and beyond areas (§16.1–16.4), the RIB |
///
/// Modelled: all that makes routes. Left out: authentication (§D), non-broadcast and point-to-multipoint networks, demand
/// circuits, types of service, graceful restart, opaque LSAs.
///
/// Deviations: IP does not fragment here, so a packet with one LSA longer than the MTU counts as one of the MTU's length. An
/// LSA is retransmitted after RxmtInterval for the first time and after at most twice that for further times. A host route is
/// announced for an interface's own address only when it is a loopback. A router is an area border router when it has an
/// interface in the backbone that is up, as RFC 3509 §2.1 tells and FRR and Cisco do. Type 7 LSAs are not condensed when they are
/// translated, and the translator is always elected (RFC 3101 §3.1).
package struct OSPFProcess: RoutingProcess {
  package static let name = "ospf"
  package static let source = RouteSource.ospf

  enum Timer: UInt32 {
    case hello, wait, acknowledge, flood
    case inactivity, description, request, retransmit
    case originate, compute, age
  }

  // What every packet asks for stands together, first of all.

  /// One an area, in the same order; the last one holds what is flooded everywhere.
  var databases: [LinkStateDatabase]
  var interfaces: [OSPFInterface] = []
  var floodPlan = FloodPlan()
  /// How many neighbours are in Exchange or Loading.
  var exchangingNeighbors = 0
  var hasRetransmissionTimer = RetransmissionTimers()
  /// When the next LSA needs to be refreshed or flushed for its age.
  var nextAgeing = SimTime.never
  var floodLog = FloodLog()
  /// What has to be looked after when the event has been handled.
  var work = PendingWork()
  /// LSAs of which there was no instance; empty between updates.
  var fresh: [LSAInstance] = []
  package let routerID: RouterID
  let configuration: OSPFConfiguration
  var areas: [OSPFArea]

  /// By position, and where there are many by index.
  private var interfaceIndices: [InterfaceIndex] = []
  private var positionByIndex: [InterfaceIndex: Int] = [:]
  /// Neighbour → interface and place there.
  var neighborPlaces: [(interface: Int, neighbor: Int)] = []
  /// By neighbour: the lists of its database exchange, and whether something is to be sent to it again.
  var exchanges: [DatabaseExchange] = []

  var own = OwnLSAs()
  var redistributed: [RedistributedRoute] = []
  /// LSAs that are being flushed.
  var flushing: [(scope: Int, number: Int)] = []
  var nextSequence: UInt32 = 0

  /// Ways to boundary routers of the domain, of the last computation.
  var boundaries: [RouterID: BoundaryRoute] = [:]
  /// By number of a network, the best type 7 LSA.
  var nssaWays: [Int: NSSAWay] = [:]
  /// By number of a network outside, what each LSA says of it, as far as a limit of paths asks for it.
  var waysOutside: [Int: [OSPFRouteTable.Route]] = [:]
  /// Ways that a discard route has taken the place of.
  var replacedByDiscard: [Int: OSPFRouteTable.Route] = [:]
  var scheduler: SPFScheduler
  var routes: OSPFRouteTable
  var hops = NextHopSets()
  var counts = OSPFCounts()
  var hasStarted = false

  struct PendingWork: Sendable {
    /// Interfaces, none unless `hasFloods`: an event without any does not look.
    var floods: [Int] = []
    var hasFloods = false
    /// To be sent with this event, none unless `hasAcknowledgements`.
    var acknowledgements: [LSAInstance] = []
    var hasAcknowledgements = false
    var acknowledgementsTo = (interface: 0, neighbor: 0)
    /// The database says something new, of which convergence is told once an event.
    var hasNews = false
    var mayOriginate = false
    var mayForget = false
    /// Routes may be different, so summaries may.
    var mustSummarize = false
    var mustCompute = false
    /// Flooding brought what a neighbour had been asked for.
    var hasServedRequests = false

    mutating func mustFlood(_ interface: Int) {
      floods.append(interface)
      hasFloods = true
    }
  }

  /// - Parameter domain: the numbering that all routers of a network share; a fresh one will do for a single router.
  package init(
    routerID: RouterID, interfaces: [RoutingInterface], configuration: OSPFConfiguration,
    domain: OSPFDomain = OSPFDomain()
  ) {
    self.routerID = routerID
    self.configuration = configuration
    var inUse = Set(interfaces.map(\.area))
    // The backbone's end of a virtual link may be all that a router has of it.
    if configuration.virtualLinks.contains(where: { inUse.contains($0.area) }) { inUse.insert(OSPF.backbone) }
    let numbers = inUse.sorted()
    areas = numbers.map { number in
      // The backbone is never a stub area (§3.6).
      let spec = number == OSPF.backbone ? nil : configuration.areas[number]
      return OSPFArea(
        number: number, numbering: domain.numbering(ofArea: number),
        spec: spec ?? configuration.areas[number].map(Self.plain) ?? OSPFAreaSpec())
    }
    databases = areas.map { LinkStateDatabase(numbering: $0.numbering) }
    databases.append(LinkStateDatabase(numbering: domain.wide))
    scheduler = SPFScheduler(configuration.throttle)
    routes = OSPFRouteTable(areas: areas.map(\.numbering))
    for interface in interfaces {
      interfaceIndices.append(interface.index)
      let area = numbers.firstIndex(of: interface.area) ?? 0
      self.interfaces.append(
        OSPFInterface(
          interface, area: area, takesExternals: areas[area].takesExternals, configuration: configuration))
    }
    if interfaceIndices.count > 16 {
      for (position, index) in interfaceIndices.enumerated() { positionByIndex[index] = position }
    }
    addVirtualLinks()
  }

  /// Where an interface stands among the process's.
  func position(of index: InterfaceIndex) -> Int? {
    positionByIndex.isEmpty ? interfaceIndices.firstIndex(of: index) : positionByIndex[index]
  }

  private static func plain(_ spec: OSPFAreaSpec) -> OSPFAreaSpec {
    var plain = spec
    plain.kind = .normal
    return plain
  }

  /// Where LSAs that are flooded everywhere are kept.
  var wideScope: Int { areas.count }

  package mutating func handle(
    _ event: RoutingEvent, at now: SimTime, actions: inout [RoutingAction]
  ) {
    switch event {
    case .start: start(at: now, &actions)
    case .receive(.ospf(let message), let interface, let sender):
      fetchTables()
      if let port = port(of: message, on: interface, from: sender), receive(message, port, at: now, &actions)
      {
        break
      } else if let link = virtualLink(for: message, on: interface) {
        // Its address may change with the way through the area; its identifier does not.
        receive(message, on: link, from: message.router, at: now, &actions)
      } else if let position = position(of: interface) {
        receive(message, on: position, from: sender, at: now, &actions)
      }
    case .neighborLost(let neighbor): lose(neighbor, at: now, &actions)
    case .receive, .originate, .watch: break  // Another protocol's.
    case .timerFired(let timer): timerFired(timer, at: now, &actions)
    case .interfaceChanged(let index, let isUp):
      if let position = position(of: index) {
        if isUp {
          interfaceUp(position, at: now, &actions)
        } else {
          interfaceDown(position, at: now, &actions)
        }
      }
    case .redistribute(let route, let isPresent): redistribute(route, isPresent)
    }
    finish(at: now, &actions)
  }

  /// Asks the memory for what a packet will need, all at once.
  @inline(__always)
  private mutating func fetchTables() {
    floodPlan.fetchPorts()
    databases.fetchStart()
    interfaces.fetchStart()
  }

  private mutating func start(at now: SimTime, _ actions: inout [RoutingAction]) {
    hasStarted = true
    for position in interfaces.indices
    where interfaces[position].routing.isUp && interfaces[position].virtual == nil {
      interfaceUp(position, at: now, &actions)
    }
    work.mayOriginate = true
  }

  /// The everyday packets, when nothing but flooding goes on. False for others.
  private mutating func receive(
    _ message: OSPFMessage, _ port: FloodPlan.Port, at now: SimTime, _ actions: inout [RoutingAction]
  ) -> Bool {
    switch message.body {
    case .hello, .description, .request: return false
    case .update(let instances): receiveUpdate(instances, port, at: now, &actions)
    case .acknowledgement(let headers):
      acknowledged(headers, by: Int(port.neighbor), inArea: Int(port.area), at: now)
    }
    return true
  }

  private mutating func receive(
    _ message: OSPFMessage, on position: Int, from sender: IPv4Address, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    guard interfaces[position].speaks else {
      counts.onPassive += 1
      return
    }
    // §8.2: to AllDRouters only matters to the designated router and its backup.
    let state = interfaces[position].state
    if message.isForDesignated && state != .designated && state != .backup { return }
    if case .hello(let hello) = message.body {
      receiveHello(hello, message, on: position, from: sender, at: now, &actions)
      return
    }
    guard message.area == areas[interfaces[position].area].number else {
      counts.wrongArea += 1
      return
    }
    guard let neighbor = interfaces[position].neighbors.firstIndex(where: { $0.address == sender }),
      interfaces[position].neighbors[neighbor].router == message.router,
      interfaces[position].neighbors[neighbor].state > .down
    else {
      counts.fromStrangers += 1
      return
    }
    switch message.body {
    case .hello: break  // Handled above.
    case .description(let description):
      receiveDescription(description, position, neighbor, at: now, &actions)
    case .request(let keys): receiveRequest(keys, position, neighbor, at: now, &actions)
    case .update(let instances): receiveUpdate(instances, position, neighbor, at: now, &actions)
    case .acknowledgement(let headers): receiveAcknowledgement(headers, position, neighbor, at: now)
    }
  }

  /// Carries out what an event has given rise to, once for all of it.
  private mutating func finish(at now: SimTime, _ actions: inout [RoutingAction]) {
    if work.mayForget { forgetFlushed(at: now) }
    if work.mayOriginate { originateWhatChanged(at: now, &actions) }
    if work.hasFloods { sendFloods(at: now, &actions) }
    if work.hasAcknowledgements { sendDirectAcknowledgements(&actions) }
    work.hasNews = false
    if work.mustCompute {
      work.mustCompute = false
      let known = scheduler.due
      let due = scheduler.trigger(at: now)
      if due != known { setTimer(.compute, at: due, &actions) }
    }
  }

  /// Nothing is under way but hellos and refreshes.
  package func isSettled(at now: SimTime) -> Bool {
    if scheduler.due != nil || !flushing.isEmpty || own.isWaiting || !floodLog.isEmpty { return false }
    return interfaces.allSatisfy { interface in
      if interface.state == .waiting || !interface.outbox.isEmpty { return false }
      return interface.neighbors.allSatisfy { neighbor in
        switch neighbor.state {
        case .down, .twoWay: true
        case .initial: now - neighbor.since > interface.dead  // It hears us not, and will not.
        // An exchange that gets nowhere for so long never will: an MTU that does not fit.
        case .exStart, .exchange, .loading: now - neighbor.since > interface.dead
        case .full: !hasUnacknowledged(neighbor)
        }
      }
    }
  }

  package var counters: [(name: String, value: Int)] { counts.named }
}

struct OSPFCounts: Sendable {
  var onPassive = 0
  var wrongArea = 0
  var fromStrangers = 0
  var refusedHellos = 0
  var mtuMismatches = 0
  var sequenceMismatches = 0
  var badRequests = 0
  var tooEarly = 0
  var retransmitted = 0
  var originated = 0
  var computations = 0

  var named: [(name: String, value: Int)] {
    [
      ("lsas-originated", originated), ("lsas-retransmitted", retransmitted),
      ("lsas-refused-too-early", tooEarly), ("spf-runs", computations), ("hellos-refused", refusedHellos),
      ("mtu-mismatches", mtuMismatches), ("sequence-mismatches", sequenceMismatches),
      ("bad-requests", badRequests), ("wrong-area-ignored", wrongArea),
      ("from-strangers-ignored", fromStrangers), ("on-passive-ignored", onPassive),
    ]
  }
}
