import Kernel
import NetworkModel

@testable import Routing

/// One RIP router on a test bench: events go in by hand at explicit times, its actions are kept for inspection.
///
/// Its interfaces are 10.0.1.1/24, 10.0.2.1/24 and so on, numbered from 1; the neighbours there end in .2, .3, …
struct RIPBench {
  var process: RIPProcess
  /// What the last event made it do.
  var actions: [RoutingAction] = []
  /// Timers that are set, by kind.
  var timers: [UInt32: SimTime] = [:]
  /// What it offers to the RIB now.
  var installed: [IPv4Prefix: ProtocolRoute] = [:]

  init(
    interfaces: [RoutingInterface] = RIPBench.interfaces(2), _ configuration: RIPConfiguration = .rfc,
    started: Bool = true
  ) {
    process = RIPProcess(
      interfaces: interfaces, configuration: configuration,
      stream: RandomStream(seed: 1, entity: "bench", purpose: "rip"))
    if started { handle(.start, at: 0) }
  }

  static func interfaces(_ count: Int, costs: [Int: Int] = [:], passive: Set<Int> = []) -> [RoutingInterface]
  {
    (1...count).map { number in
      RoutingInterface(
        index: InterfaceIndex(number), name: "eth\(number)",
        address: InterfaceAddress(IPv4Address(10, 0, UInt8(number), 1), length: 24),
        cost: costs[number] ?? 1, isPassive: passive.contains(number))
    }
  }

  static func neighbor(_ interface: Int, _ last: UInt8 = 2) -> IPv4Address {
    IPv4Address(10, 0, UInt8(interface), last)
  }

  mutating func handle(_ event: RoutingEvent, at seconds: Double) {
    handle(event, at: SimTime.seconds(seconds))
  }

  mutating func handle(_ event: RoutingEvent, at time: SimTime) {
    actions = []
    process.handle(event, at: time, actions: &actions)
    for action in actions {
      switch action {
      case .setTimer(let timer, let time): timers[timer.kind] = time
      case .cancelTimer(let timer): timers[timer.kind] = nil
      case .update(let batch):
        for (prefix, route) in batch.changes { installed[prefix] = route }
      case .install, .withdraw, .send, .sendRouted, .note, .watch, .loseNeighbor: break
      }
    }
  }

  /// A response with one entry.
  mutating func hear(
    _ prefix: String, _ metric: UInt8, on interface: Int = 1, from last: UInt8 = 2,
    nextHop: IPv4Address = .any, at seconds: Double
  ) {
    hear(
      [RIPEntry(prefix: net(prefix), nextHop: nextHop, metric: metric)], on: interface, from: last,
      at: seconds)
  }

  mutating func hear(_ entries: [RIPEntry], on interface: Int = 1, from last: UInt8 = 2, at seconds: Double) {
    let message = RIPMessage(command: .response, entries: entries)
    handle(
      .receive(.rip(message), on: InterfaceIndex(interface), from: Self.neighbor(interface, last)),
      at: seconds)
  }

  mutating func fire(_ timer: RIPProcess.Timer, at seconds: Double) {
    fire(timer, at: SimTime.seconds(seconds))
  }

  mutating func fire(_ timer: RIPProcess.Timer, at time: SimTime) {
    timers[timer.rawValue] = nil
    handle(.timerFired(RoutingTimer(kind: timer.rawValue)), at: time)
  }

  /// Fires the timers that are due before a time, in order, as an engine would, but for the regular update if `quietly`.
  mutating func run(to seconds: Double, quietly: Bool = false) {
    let limit = SimTime.seconds(seconds)
    while let (kind, time) = timers.filter({ !quietly || $0.key != RIPProcess.Timer.update.rawValue })
      .min(by: { ($0.value, $0.key) < ($1.value, $1.key) }), time <= limit
    {
      guard let timer = RIPProcess.Timer(rawValue: kind) else { return }
      fire(timer, at: time)
    }
  }

  func time(of timer: RIPProcess.Timer) -> SimTime? { timers[timer.rawValue] }

  // MARK: What came out

  struct Sent: Equatable {
    let message: RIPMessage
    let interface: Int
    let destination: IPv4Address
    let bytes: Int
  }

  var sent: [Sent] {
    actions.compactMap { action in
      guard case .send(.rip(let message), let interface, let destination, let bytes) = action else {
        return nil
      }
      return Sent(message: message, interface: interface.position, destination: destination, bytes: bytes)
    }
  }

  var responses: [Sent] { sent.filter { $0.message.command == .response } }

  /// The metric that the last event announced for a prefix on an interface; nil when it did not.
  func announced(_ prefix: String, on interface: Int) -> UInt8? {
    entry(prefix, on: interface)?.metric
  }

  func entry(_ prefix: String, on interface: Int) -> RIPEntry? {
    responses.filter { $0.interface == interface }.flatMap(\.message.entries).first {
      $0.prefix == net(prefix)
    }
  }

  func metric(_ prefix: String) -> Int? { installed[net(prefix)]?.metric }

  func nextHops(_ prefix: String) -> [String] {
    installed[net(prefix)]?.nextHops.map { $0.address?.description ?? "direct" } ?? []
  }

  func counter(_ name: String) -> Int? { process.counters.first { $0.name == name }?.value }
}

/// A prefix written in a test; what is malformed becomes 0.0.0.0/0, which no test expects by accident.
func net(_ text: String) -> IPv4Prefix { IPv4Prefix(text) ?? .all }
