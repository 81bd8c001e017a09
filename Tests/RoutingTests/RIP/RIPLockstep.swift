import Kernel
import NetworkModel

@testable import Routing

/// A small network of RIP routers in which the test says who tells its table when. Nothing is sent by itself: no
/// triggered updates, no delay, no loss.
struct RIPLockstep {
  private(set) var processes: [RIPProcess] = []
  private let names: [String]
  /// Which interface is at the other end; stubs have none.
  private var peers: [Int: Int] = [:]
  private var owners: [Int: (router: Int, address: IPv4Address)] = [:]
  private var expiry: [SimTime]
  private(set) var now = SimTime.zero

  struct Link {
    let a: String
    let b: String
    var cost = 1
  }

  /// - Parameter stubs: networks behind a router, by its name.
  init(
    _ routers: [String], links: [Link], stubs: [String: String], splitHorizon: SplitHorizonMode
  ) {
    names = routers
    expiry = Array(repeating: .never, count: routers.count)
    var interfaces = [[RoutingInterface]](repeating: [], count: routers.count)
    var count = 0
    func add(to name: String, _ address: InterfaceAddress, cost: Int, isPassive: Bool) -> Int {
      guard let router = routers.firstIndex(of: name) else { return -1 }
      let index = count
      count += 1
      interfaces[router].append(
        RoutingInterface(
          index: InterfaceIndex(index), name: "eth\(index)", address: address, cost: cost,
          isPassive: isPassive))
      owners[index] = (router, address.address)
      return index
    }
    for (number, link) in links.enumerated() {
      let network = UInt8(number)
      let a = add(
        to: link.a, InterfaceAddress(IPv4Address(10, 0, network, 1), length: 30), cost: link.cost,
        isPassive: false)
      let b = add(
        to: link.b, InterfaceAddress(IPv4Address(10, 0, network, 2), length: 30), cost: link.cost,
        isPassive: false)
      peers[a] = b
      peers[b] = a
    }
    for (router, prefix) in stubs.sorted(by: { $0.key < $1.key }) {
      let network = net(prefix)
      _ = add(
        to: router, InterfaceAddress(network.address(at: 1) ?? .any, length: network.length), cost: 1,
        isPassive: true)
    }
    var configuration = RIPConfiguration.rfc
    configuration.splitHorizon = splitHorizon
    configuration.triggered = false
    for (router, name) in routers.enumerated() {
      processes.append(
        RIPProcess(
          interfaces: interfaces[router], configuration: configuration,
          stream: RandomStream(seed: 1, entity: name, purpose: "rip")))
      _ = handle(.start, router)
    }
  }

  /// Lets time pass: routes time out and are collected.
  mutating func wait(until seconds: Double) {
    let limit = SimTime.seconds(seconds)
    while let router = expiry.indices.min(by: { expiry[$0] < expiry[$1] }), expiry[router] <= limit {
      now = max(now, expiry[router])
      expiry[router] = .never
      _ = handle(.timerFired(RoutingTimer(kind: RIPProcess.Timer.expiry.rawValue)), router)
    }
    now = max(now, limit)
  }

  /// One router's regular update reaches all its neighbours but those named.
  mutating func tell(_ name: String, exceptTo deaf: [String] = []) {
    deliver(update(of: name), exceptTo: deaf)
  }

  /// All send what they know at the beginning of the round; then all messages arrive, those of the first sender first.
  mutating func round(_ order: [String]) {
    let messages = order.map { update(of: $0) }
    for message in messages { deliver(message, exceptTo: []) }
  }

  /// Takes a link down at both ends.
  mutating func cut(_ a: String, _ b: String) {
    for (interface, peer) in peers.sorted(by: { $0.key < $1.key }) {
      guard let mine = owners[interface], let other = owners[peer], names[mine.router] == a,
        names[other.router] == b
      else { continue }
      _ = handle(.interfaceChanged(InterfaceIndex(interface), isUp: false), mine.router)
      _ = handle(.interfaceChanged(InterfaceIndex(peer), isUp: false), other.router)
    }
  }

  /// Takes down what a router has itself.
  mutating func cutStubs(of name: String) {
    guard let router = names.firstIndex(of: name) else { return }
    for interface in processes[router].interfaces where interface.isPassive {
      _ = handle(.interfaceChanged(interface.index, isUp: false), router)
    }
  }

  /// The metric that a router has for a prefix; 16 while it is being forgotten, nil when it knows nothing.
  func metric(_ name: String, _ prefix: String) -> Int? { route(name, prefix).map { Int($0.metric) } }

  /// Metric and the router behind the next hop: `C 4`, `unreachable`.
  func summary(_ name: String, _ prefix: String) -> String {
    guard let route = route(name, prefix), !route.isUnreachable else { return "unreachable" }
    guard route.isLearned else { return "direct \(route.metric)" }
    let owner = owners.first { $0.value.address == route.first.gateway }?.value.router
    return "\(owner.map { names[$0] } ?? "?") \(route.metric)"
  }

  private func route(_ name: String, _ prefix: String) -> RIPRoute? {
    guard let router = names.firstIndex(of: name) else { return nil }
    return processes[router].routes.first { $0.prefix == net(prefix) }
  }

  private mutating func update(of name: String) -> [(interface: Int, message: RIPMessage)] {
    guard let router = names.firstIndex(of: name) else { return [] }
    let actions = handle(.timerFired(RoutingTimer(kind: RIPProcess.Timer.update.rawValue)), router)
    return actions.compactMap { action in
      guard case .send(.rip(let message), let interface, _, _) = action, message.command == .response
      else { return nil }
      return (interface.position, message)
    }
  }

  private mutating func deliver(
    _ messages: [(interface: Int, message: RIPMessage)], exceptTo deaf: [String]
  ) {
    for (interface, message) in messages {
      guard let peer = peers[interface], let receiver = owners[peer], let sender = owners[interface],
        !deaf.contains(names[receiver.router])
      else { continue }
      _ = handle(
        .receive(.rip(message), on: InterfaceIndex(peer), from: sender.address), receiver.router)
    }
  }

  private mutating func handle(_ event: RoutingEvent, _ router: Int) -> [RoutingAction] {
    var actions: [RoutingAction] = []
    processes[router].handle(event, at: now, actions: &actions)
    for case .setTimer(let timer, let time) in actions
    where timer.kind == RIPProcess.Timer.expiry.rawValue { expiry[router] = time }
    return actions
  }
}
