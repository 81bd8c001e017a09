import Kernel
import NetworkModel

@testable import Routing

/// A few OSPF routers on segments, with nothing between them but a delay of 1 ms: an event loop small enough to trust.
///
/// Router n (from 1) has the identifier 0.0.0.n; on segment s (from 1) its address is 10.0.s.n/24.
struct OSPFWire {
  struct Sent {
    let time: SimTime
    let router: Int
    let segment: Int
    let message: OSPFMessage
  }

  private enum Happening {
    case timer(Int, RoutingTimer)
    case arrival(Int, RoutingMessage, InterfaceIndex, IPv4Address)
  }

  private struct Port {
    let router: Int
    let interface: InterfaceIndex
    let address: IPv4Address
  }

  static let delay = SimTime.milliseconds(1)

  private(set) var now = SimTime.zero
  var routers: [Int: OSPFProcess] = [:]
  /// Everything sent, in order.
  private(set) var sent: [Sent] = []
  /// What is installed, by router.
  private(set) var installed: [Int: [IPv4Prefix: ProtocolRoute]] = [:]
  /// Loses a message on the way when true.
  var loses: (Sent, _ receiver: Int) -> Bool = { _, _ in false }
  private var ports: [Int: [Port]] = [:]
  private var segments: [Int: [Port]] = [:]
  private var timers: [Int: [RoutingTimer: SimTime]] = [:]
  private var queue: [(time: SimTime, order: Int, what: Happening)] = []
  private var order = 0
  private let domain = OSPFDomain()

  struct Attachment {
    var router: Int
    var cost = 10
    var adjust: (inout RoutingInterface) -> Void = { _ in }

    /// In another area than the backbone.
    static func area(_ area: UInt32, _ router: Int, cost: Int = 10) -> Attachment {
      Attachment(router: router, cost: cost) { $0.area = area }
    }
  }

  /// - Parameter segments: by number, who is on it; two routers with `broadcast` false are a point-to-point link.
  init(
    _ segments: [(number: Int, broadcast: Bool, members: [Attachment])],
    stubs: [Int: [IPv4Prefix]] = [:], stubArea: [Int: UInt32] = [:],
    configuration: OSPFConfiguration = OSPFWire.plain,
    adjust: (Int, inout OSPFConfiguration) -> Void = { _, _ in }
  ) {
    var interfaces: [Int: [RoutingInterface]] = [:]
    var count = 0
    for segment in segments {
      for member in segment.members {
        let address = Self.address(member.router, on: segment.number)
        var interface = RoutingInterface(
          index: InterfaceIndex(count), name: "s\(segment.number)",
          address: InterfaceAddress(address, length: 24), cost: member.cost)
        interface.givenCost = member.cost
        interface.isBroadcast = segment.broadcast
        member.adjust(&interface)
        interfaces[member.router, default: []].append(interface)
        let port = Port(router: member.router, interface: interface.index, address: address)
        self.segments[segment.number, default: []].append(port)
        ports[member.router, default: []].append(port)
        count += 1
      }
    }
    for (router, prefixes) in stubs.sorted(by: { $0.key < $1.key }) {
      for prefix in prefixes {
        var stub = RoutingInterface(
          index: InterfaceIndex(count), name: "stub",
          address: InterfaceAddress(prefix.address, length: prefix.length),
          cost: 1)
        stub.kind = .stub
        stub.givenCost = 1
        stub.area = stubArea[router] ?? 0
        interfaces[router, default: []].append(stub)
        count += 1
      }
    }
    for (router, own) in interfaces {
      var settings = configuration
      adjust(router, &settings)
      routers[router] = OSPFProcess(
        routerID: Self.identifier(router), interfaces: own, configuration: settings, domain: domain)
    }
    for router in routers.keys.sorted() { hand(.start, to: router) }
  }

  /// The RFC's timers, without gathering and pacing, so that clauses are seen as they are written.
  static let plain: OSPFConfiguration = {
    var configuration = OSPFConfiguration.rfc
    configuration.originationDelay = .zero
    configuration.pacing = .zero
    return configuration
  }()

  static func identifier(_ router: Int) -> RouterID { IPv4Address(bits: UInt32(router)) }
  static func address(_ router: Int, on segment: Int) -> IPv4Address {
    IPv4Address(10, 0, UInt8(segment), UInt8(router))
  }

  mutating func run(until limit: SimTime) {
    while let first = queue.first, first.time <= limit {
      queue.removeFirst()
      now = first.time
      switch first.what {
      case .timer(let router, let timer):
        guard timers[router]?[timer] == now else { continue }
        timers[router]?[timer] = nil
        hand(.timerFired(timer), to: router)
      case .arrival(let router, let message, let interface, let sender):
        hand(.receive(message, on: interface, from: sender), to: router)
      }
    }
    now = limit
  }

  mutating func hand(_ event: RoutingEvent, to router: Int) {
    var actions: [RoutingAction] = []
    routers[router]?.handle(event, at: now, actions: &actions)
    for action in actions { carryOut(action, of: router) }
  }

  /// A route of another source appears, or goes.
  /// - Parameter via: a neighbour on a segment that the route leads to.
  mutating func redistribute(
    _ prefix: String, at router: Int, via: (neighbor: Int, segment: Int)? = nil, isPresent: Bool = true
  ) {
    guard let prefix = IPv4Prefix(prefix) else { return }
    let nextHop = via.flatMap { via in
      segments[via.segment]?.first { $0.router == router }.map {
        NextHop(interface: $0.interface, address: Self.address(via.neighbor, on: via.segment))
      }
    }
    let route = RedistributedRoute(prefix: prefix, source: .static, nextHop: nextHop)
    hand(.redistribute(route, isPresent: isPresent), to: router)
  }

  /// Carrier lost or found at one end.
  mutating func setCarrier(_ router: Int, on segment: Int, isUp: Bool) {
    guard let port = segments[segment]?.first(where: { $0.router == router }) else { return }
    hand(.interfaceChanged(port.interface, isUp: isUp), to: router)
  }

  /// A message from outside, as if a neighbour had sent it.
  mutating func inject(_ body: OSPFMessage.Body, from router: Int, to receiver: Int, on segment: Int) {
    guard let port = segments[segment]?.first(where: { $0.router == receiver }) else { return }
    let message = OSPFMessage(body: body, router: Self.identifier(router), area: 0, isForDesignated: false)
    hand(.receive(.ospf(message), on: port.interface, from: Self.address(router, on: segment)), to: receiver)
  }

  private mutating func carryOut(_ action: RoutingAction, of router: Int) {
    switch action {
    case .send(let message, let interface, let destination, _):
      guard case .ospf(let content) = message,
        let (segment, members) = segments.first(where: { $0.value.contains { $0.interface == interface } }),
        let own = members.first(where: { $0.interface == interface })
      else { return }
      let record = Sent(time: now, router: router, segment: segment, message: content)
      sent.append(record)
      for port in members where port.router != router {
        guard destination.isMulticast || destination == port.address, !loses(record, port.router) else {
          continue
        }
        push(at: now + Self.delay, .arrival(port.router, message, port.interface, own.address))
      }
    case .sendRouted(let message, let source, let destination, _, _):
      // Over the routers between: a virtual link's packets.
      guard case .ospf(let content) = message,
        let port = ports.values.joined().first(where: { $0.address == destination })
      else { return }
      sent.append(Sent(time: now, router: router, segment: 0, message: content))
      push(at: now + Self.delay + Self.delay, .arrival(port.router, message, port.interface, source))
    case .setTimer(let timer, let deadline):
      timers[router, default: [:]][timer] = max(now, deadline)
      push(at: max(now, deadline), .timer(router, timer))
    case .cancelTimer(let timer): timers[router]?[timer] = nil
    case .install(let route): installed[router, default: [:]][route.prefix] = route
    case .withdraw(let prefix): installed[router]?[prefix] = nil
    case .update(let batch):
      for (prefix, route) in batch.changes { installed[router, default: [:]][prefix] = route }
    case .note, .watch, .loseNeighbor: break
    }
  }

  private mutating func push(at time: SimTime, _ what: Happening) {
    order += 1
    let place = queue.firstIndex { $0.time > time } ?? queue.count
    queue.insert((time, order, what), at: place)
  }

  // MARK: Looking

  func state(_ router: Int, of neighbor: Int) -> OSPFNeighbor.State? {
    routers[router]?.interfaces.flatMap(\.neighbors).first { $0.router == Self.identifier(neighbor) }?.state
  }

  func interface(_ router: Int, on segment: Int) -> OSPFInterface? {
    routers[router]?.interfaces.first { $0.routing.name == "s\(segment)" }
  }

  func lsa(_ key: LSAKey, at router: Int) -> LSAInstance? {
    routers[router]?.databases.flatMap { $0.instances(at: now) }.first { $0.lsa.key == key }
  }

  func routerLSA(_ router: Int, at other: Int) -> LSAInstance? {
    lsa(LSAKey(.router, Self.identifier(router), by: Self.identifier(router)), at: other)
  }

  func route(_ router: Int, to prefix: String) -> ProtocolRoute? {
    IPv4Prefix(prefix).flatMap { installed[router]?[$0] }
  }
}

extension LSA {
  /// Of a router-LSA.
  var links: [RouterLink]? {
    if case .router(_, let links) = body { links } else { nil }
  }

  var flags: RouterFlags? {
    if case .router(let flags, _) = body { flags } else { nil }
  }
}
