import CPrefetch
import Kernel
import NetworkModel
import Routing

/// The control plane of one node with an IP stack: its routing processes and the RIB that they feed.
struct RouterState: ~Copyable {
  let node: NodeIndex
  private(set) var processes: [any RoutingProcess] = []
  /// Where the first process was last known to lie. Good for nothing but fetching it.
  private var firstProcess: UnsafeRawPointer?
  /// The first processes' protocol numbers, in the router's own memory: each message asks for them.
  private var firstNumbers = SIMD4<UInt32>(repeating: .max)
  /// By process: the number of its protocol's traffic.
  private(set) var protocolNumbers: [UInt32] = []
  /// By process: what it is marked as in the RIB, and whether it hears of others' routes.
  private(set) var sources: [RouteSource] = []
  private(set) var hearsOfOthers: [Bool] = []
  var rib = RoutingInformationBase()
  /// By the RIB's number of a set of next hops: one more than its group in the forwarding table; 0: not looked up yet.
  var groupOfHops: [UInt32] = []
  var timers = RoutingTimerNames()

  init(node: NodeIndex) { self.node = node }

  mutating func start(_ processes: [any RoutingProcess], numbers: [UInt32]) {
    self.processes = processes
    noteFirstProcess()
    protocolNumbers = numbers
    firstNumbers = SIMD4(repeating: .max)
    for (place, number) in numbers.prefix(firstNumbers.scalarCount).enumerated() {
      firstNumbers[place] = number
    }
    bfdPlace = processes.firstIndex { $0 is BFDProcess }
    sources = processes.map { type(of: $0).source }
    hearsOfOthers = processes.map { type(of: $0).hearsOfOthers }
    timers.makeRoom(processes: processes.count)
  }

  /// The process of a protocol, by the number of the protocol's traffic.
  func process(ofProtocol number: UInt32) -> Int? {
    for place in 0..<firstNumbers.scalarCount where firstNumbers[place] == number { return place }
    return protocolNumbers.firstIndex(of: number)
  }

  /// Another process of the same kind takes the place of one.
  mutating func replace(_ place: Int, by process: any RoutingProcess) {
    processes[place] = process
    noteFirstProcess()
  }

  /// A large value of any type lies elsewhere, and its address stands first. Of a small one it is no address at all, which does
  /// not matter to a fetch.
  private mutating func noteFirstProcess() {
    firstProcess = processes.withUnsafeBytes { bytes in
      bytes.isEmpty ? nil : bytes.load(as: UnsafeRawPointer?.self)
    }
  }

  /// Fetches what the first process asks for at any message: the beginning of it.
  @inline(__always)
  mutating func fetchFirstProcess() {
    guard let firstProcess else { return }
    for line in 0..<4 { prefetch(firstProcess + 64 * line) }
  }

  mutating func stop() {
    rib = RoutingInformationBase()
    groupOfHops = []
    start([], numbers: [])
  }

  mutating func handle(
    _ event: RoutingEvent, by process: Int, at now: SimTime, actions: inout [RoutingAction]
  ) {
    processes[process].handle(event, at: now, actions: &actions)
  }

  /// The best route of its own protocols. To be asked in its place, where it costs no copy of the RIB.
  mutating func ownRoute(to prefix: IPv4Prefix) -> ProtocolRoute? { rib.selected(prefix) }

  /// The place of BFD among the processes.
  private(set) var bfdPlace: Int?

  /// Whether a process but the source's own wants to hear of its routes.
  mutating func isHeard(_ source: RouteSource) -> Bool {
    sources.indices.contains { hearsOfOthers[$0] && sources[$0] != source }
  }
}

/// What a protocol sent, in the whole network.
struct ProtocolTraffic {
  let name: String
  var messages: UInt64 = 0
  var bytes: UInt64 = 0
}
