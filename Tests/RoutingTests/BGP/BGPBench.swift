import Kernel
import NetworkModel

@testable import Routing

/// Speakers joined by ideal links, stepped without an engine: every message takes 1 ms.
struct BGPBench {
  struct Sent {
    let time: SimTime
    let from: String
    let to: String
    let message: BGPMessage
  }

  private enum Item {
    case segment(BGPSegment, to: String, from: IPv4Address)
    case timer(String, RoutingTimer, generation: Int)
  }

  private(set) var speakers: [String: BGPProcess] = [:]
  private var names: [String] = []
  private var owners: [IPv4Address: String] = [:]
  private var peers: [IPv4Address: IPv4Address] = [:]
  private var interfaces: [String: [RoutingInterface]] = [:]
  private var configurations: [String: BGPConfiguration] = [:]
  private var queue: [(time: SimTime, order: Int, item: Item)] = []
  private var order = 0
  private var generations: [String: [RoutingTimer: Int]] = [:]
  private(set) var now = SimTime.zero
  /// Messages on their first way, not retransmissions.
  private(set) var sent: [Sent] = []
  private(set) var routes: [String: [IPv4Prefix: ProtocolRoute]] = [:]
  /// Both directions of every session between the two are cut without a signal.
  var silent: Set<String> = []

  static let prefix = IPv4Prefix(IPv4Address(203, 0, 113, 0), length: 24)
  static let delay = SimTime.milliseconds(1)

  /// - Parameter settings: without jitter, so that times can be told.
  static func settings(_ base: BGPSettings = .rfc, _ change: (inout BGPSettings) -> Void = { _ in })
    -> BGPSettings
  {
    var settings = base
    settings.hasJitter = false
    settings.requiresPolicy = false
    change(&settings)
    return settings
  }

  /// - Parameters:
  ///   - routers: name and AS; the n-th has the identifier 0.0.0.n.
  ///   - sessions: pairs; the n-th has the network 10.0.n.0/30, the first end `.1`.
  init(
    _ routers: [(String, UInt32)], _ sessions: [(String, String)], settings: BGPSettings = settings(),
    originate: [String: [IPv4Prefix]] = [:], adjust: (inout [String: BGPConfiguration]) -> Void = { _ in }
  ) {
    for (rank, (name, number)) in routers.enumerated() {
      names.append(name)
      var configuration = BGPConfiguration(
        name: name, autonomousSystem: number, identifier: IPv4Address(bits: UInt32(rank + 1)))
      configuration.settings = settings
      configuration.originated = originate[name] ?? []
      configurations[name] = configuration
    }
    for (rank, (a, b)) in sessions.enumerated() { join(a, b, rank + 1) }
    adjust(&configurations)
    for name in names {
      guard let configuration = configurations[name] else { continue }
      speakers[name] = BGPProcess(
        configuration: configuration, interfaces: interfaces[name] ?? [],
        stream: RandomStream(seed: 1, entity: name, purpose: "bgp"))
    }
  }

  private mutating func join(_ a: String, _ b: String, _ number: Int) {
    guard let one = configurations[a], let other = configurations[b] else { return }
    let first = IPv4Address(10, 0, UInt8(number), 1)
    let second = IPv4Address(10, 0, UInt8(number), 2)
    let isInternal = one.autonomousSystem == other.autonomousSystem
    for (name, own, peer, far, index) in [
      (a, first, second, other, number * 2), (b, second, first, one, number * 2 + 1),
    ] {
      let interface = InterfaceIndex(index)
      interfaces[name, default: []].append(
        RoutingInterface(
          index: interface, name: "eth", address: InterfaceAddress(own, length: 30), cost: 1))
      configurations[name]?.neighbors.append(
        BGPNeighborConfiguration(
          name: far.name, localAddress: own, remoteAddress: peer, remoteAS: far.autonomousSystem,
          isInternal: isInternal, interface: isInternal ? nil : interface))
      owners[own] = name
      peers[own] = peer
    }
  }

  mutating func start() { for name in names { hand(.start, to: name) } }

  mutating func hand(_ event: RoutingEvent, to name: String) {
    var actions: [RoutingAction] = []
    speakers[name]?.handle(event, at: now, actions: &actions)
    for action in actions { carryOut(action, name) }
  }

  private mutating func carryOut(_ action: RoutingAction, _ name: String) {
    switch action {
    case .sendRouted(.bgp(let segment), let source, let destination, _, _):
      guard let target = owners[destination] else { return }
      if case .data(let message) = segment.content {
        sent.append(Sent(time: now, from: name, to: target, message: message))
      }
      if silent.contains(name) || silent.contains(target) { return }
      push(.segment(segment, to: target, from: source), at: now + Self.delay)
    case .setTimer(let timer, let time):
      generations[name, default: [:]][timer, default: 0] += 1
      push(.timer(name, timer, generation: generations[name]?[timer] ?? 0), at: time)
    case .cancelTimer(let timer): generations[name, default: [:]][timer, default: 0] += 1
    case .install(let route): routes[name, default: [:]][route.prefix] = route
    case .withdraw(let prefix): routes[name]?[prefix] = nil
    case .send, .sendRouted, .update, .note, .watch, .loseNeighbor: break
    }
  }

  private mutating func push(_ item: Item, at time: SimTime) {
    order += 1
    queue.append((time, order, item))
  }

  mutating func run(until end: SimTime) {
    while let next = queue.indices.min(by: {
      (queue[$0].time, queue[$0].order) < (queue[$1].time, queue[$1].order)
    }),
      queue[next].time <= end
    {
      let (time, _, item) = queue.remove(at: next)
      now = time
      switch item {
      case .segment(let segment, let name, let sender):
        hand(.receive(.bgp(segment), on: InterfaceIndex(0), from: sender), to: name)
      case .timer(let name, let timer, let generation):
        if generations[name]?[timer] == generation { hand(.timerFired(timer), to: name) }
      }
    }
    now = end
  }

  /// Takes the carrier of a session's link at both ends away, or gives it back.
  mutating func setLink(_ number: Int, isUp: Bool) {
    for name in names {
      for interface in interfaces[name] ?? [] where interface.index.position / 2 == number {
        hand(.interfaceChanged(interface.index, isUp: isUp), to: name)
      }
    }
  }

  /// A speaker's program ends, and begins again; its routes stay where the router goes on forwarding.
  ///
  /// - Parameter silently: its connections are not closed.
  mutating func restart(
    _ name: String, away: SimTime = .seconds(1), keepsForwarding: Bool = true, silently: Bool = false,
    change: (inout BGPConfiguration) -> Void = { _ in }
  ) {
    guard let old = speakers[name], var configuration = configurations[name] else { return }
    change(&configuration)
    var actions: [RoutingAction] = []
    if !silently { old.closeConnections(&actions) }
    var fresh = BGPProcess(
      configuration: configuration, interfaces: interfaces[name] ?? [],
      stream: RandomStream(seed: 1, entity: name, purpose: "bgp"))
    let retained = (routes[name] ?? [:]).keys.sorted()
    fresh.takePlace(of: old, beginsAt: now + away, retained: keepsForwarding ? retained : nil, &actions)
    if !keepsForwarding { routes[name] = [:] }
    generations[name] = generations[name]?.mapValues { $0 + 1 }
    speakers[name] = fresh
    for action in actions { carryOut(action, name) }
  }

  // MARK: What is seen

  func updates(from a: String, to b: String) -> [(time: SimTime, update: BGPMessage.Update)] {
    sent.compactMap { item in
      guard item.from == a, item.to == b, case .update(let update) = item.message else { return nil }
      return (item.time, update)
    }
  }

  func times(_ kind: BGPMessage, from a: String, to b: String) -> [SimTime] {
    sent.filter { $0.from == a && $0.to == b && $0.message == kind }.map(\.time)
  }

  func notifications(from name: String) -> [BGPNotification] {
    sent.compactMap { item in
      if item.from == name, case .notification(let notification) = item.message { notification } else { nil }
    }
  }

  func state(_ name: String, _ neighbor: Int = 0) -> String {
    speakers[name]?.neighbors[neighbor].state.rawValue ?? ""
  }

  func entry(_ name: String, _ prefix: IPv4Prefix = prefix) -> BGPTableEntry? {
    speakers[name]?.entry(for: prefix)
  }

  /// The AS path of the chosen path; nil when there is none.
  func best(_ name: String, _ prefix: IPv4Prefix = prefix) -> String? {
    guard let entry = entry(name, prefix), let best = entry.decision.best else { return nil }
    return entry.paths[best].attributes.asPath.description
  }

  /// Whether the chosen path is from before its neighbour's restart.
  func isStale(_ name: String, _ prefix: IPv4Prefix = prefix) -> Bool {
    guard let entry = entry(name, prefix), let best = entry.decision.best else { return false }
    return entry.paths[best].isStale
  }

  func opens(from a: String, to b: String) -> [BGPMessage.Open] {
    sent.compactMap { item in
      if item.from == a, item.to == b, case .open(let open) = item.message { open } else { nil }
    }
  }

  /// Hands a speaker an UPDATE as if its neighbour had sent it.
  mutating func inject(_ update: BGPMessage.Update, into name: String, from neighbor: Int) {
    guard var speaker = speakers[name] else { return }
    var actions: [RoutingAction] = []
    speaker.receive(.update(update), from: neighbor, at: now, &actions)
    speaker.flush(at: now, &actions)
    speakers[name] = speaker
    for action in actions { carryOut(action, name) }
  }

  static func announcement(
    _ path: [UInt32], nextHop: IPv4Address, _ change: (inout PathAttributes) -> Void = { _ in }
  ) -> BGPMessage.Update {
    var attributes = PathAttributes()
    attributes.asPath = ASPath(path)
    attributes.nextHop = nextHop
    change(&attributes)
    var update = BGPMessage.Update()
    update.attributes = attributes
    update.announced = [prefix]
    return update
  }
}
