import Kernel
import NetworkModel
import Routing

/// Bridges joined by links of 1 ms, stepped by hand: delivers BPDUs and timers in order, and looks for loops after every
/// event.
struct BridgeBench {
  struct Link {
    let ends: [(bridge: Int, port: InterfaceIndex)]
    var isUp = true
  }

  private enum Happening {
    case bpdu(BPDU, bridge: Int, port: InterfaceIndex, link: Int)
    case timer(SpanningTreeTimer, bridge: Int, stamp: Int)
  }

  var bridges: [SpanningTreeBridge] = []
  var links: [Link] = []
  private(set) var now = SimTime.zero
  private var pending: [(time: SimTime, order: Int, what: Happening)] = []
  private var order = 0
  private var stamps: [[SpanningTreeTimer: Int]] = []
  /// Moments at which frames could have gone round.
  private(set) var loops: [SimTime] = []
  private(set) var flushes = 0
  static let delay = SimTime.milliseconds(1)

  /// - Parameter joined: pairs of bridges; every pair is a link with a port at each end.
  init(count: Int, joined: [(Int, Int)], isRapid: Bool, priorities: [UInt16] = []) {
    var ports = [[SpanningTreeBridge.PortConfiguration]](repeating: [], count: count)
    var next = 0
    for (a, b) in joined {
      var ends: [(bridge: Int, port: InterfaceIndex)] = []
      for bridge in [a, b] {
        let index = InterfaceIndex(next)
        next += 1
        ports[bridge].append(.init(index: index, pathCost: 20_000, isEdge: false))
        ends.append((bridge, index))
      }
      links.append(Link(ends: ends))
    }
    for bridge in 0..<count {
      let priority = priorities.isEmpty ? 32768 : priorities[bridge]
      bridges.append(
        SpanningTreeBridge(
          identifier: BridgeIdentifier(priority: priority, address: UInt64(bridge + 1)), isRapid: isRapid,
          ports: ports[bridge]))
    }
    stamps = Array(repeating: [:], count: count)
    for bridge in 0..<count { hand(.start, to: bridge) }
  }

  mutating func run(until end: SimTime) {
    while let next = pending.indices.min(by: { isBefore(pending[$0], pending[$1]) }),
      pending[next].time <= end
    {
      let entry = pending.remove(at: next)
      now = entry.time
      switch entry.what {
      case .bpdu(let bpdu, let bridge, let port, let link):
        if links[link].isUp { hand(.receive(bpdu, on: port), to: bridge) }
      case .timer(let timer, let bridge, let stamp):
        if stamps[bridge][timer] == stamp { hand(.timerFired(timer), to: bridge) }
      }
    }
    now = end
  }

  private func isBefore(
    _ a: (time: SimTime, order: Int, what: Happening), _ b: (time: SimTime, order: Int, what: Happening)
  ) -> Bool { (a.time, a.order) < (b.time, b.order) }

  mutating func setLink(_ link: Int, isUp: Bool) {
    links[link].isUp = isUp
    for end in links[link].ends { hand(.portChanged(end.port, isUp: isUp), to: end.bridge) }
  }

  /// The far end is not told: its own information has to age out.
  mutating func failSilently(_ link: Int) { links[link].isUp = false }

  private mutating func hand(_ event: SpanningTreeBridge.Event, to bridge: Int) {
    var actions: [SpanningTreeBridge.Action] = []
    bridges[bridge].handle(event, at: now, actions: &actions)
    for action in actions {
      switch action {
      case .send(let bpdu, let port):
        guard let link = links.firstIndex(where: { $0.ends.contains { $0.port == port } }), links[link].isUp
        else {
          continue
        }
        for end in links[link].ends where end.port != port {
          schedule(now + Self.delay, .bpdu(bpdu, bridge: end.bridge, port: end.port, link: link))
        }
      case .setTimer(let timer, let time):
        stamps[bridge][timer, default: 0] += 1
        schedule(time, .timer(timer, bridge: bridge, stamp: stamps[bridge][timer] ?? 0))
      case .cancelTimer(let timer):
        stamps[bridge][timer, default: 0] += 1
      case .flushAddresses:
        flushes += 1
      case .setPortState, .setAgeing:
        break
      }
    }
    if hasLoop { loops.append(now) }
  }

  private mutating func schedule(_ time: SimTime, _ what: Happening) {
    pending.append((time, order, what))
    order += 1
  }

  /// Links that carry frames: up, and forwarding at both ends.
  var forwarding: [Int] {
    links.indices.filter { link in
      links[link].isUp
        && links[link].ends.allSatisfy { bridges[$0.bridge].state(of: $0.port) == .forwarding }
    }
  }

  var hasLoop: Bool { forwarding.count > bridges.count - parts(over: forwarding) }

  /// Into how many parts the bridges fall over the given links.
  func parts(over chosen: [Int]) -> Int {
    var parents = Array(bridges.indices)
    func root(_ node: Int) -> Int { parents[node] == node ? node : root(parents[node]) }
    for link in chosen {
      let (a, b) = (root(links[link].ends[0].bridge), root(links[link].ends[1].bridge))
      if a != b { parents[a] = b }
    }
    return parents.indices.count { parents[$0] == $0 }
  }

  /// Everything that is connected by links that are up is connected by links that forward.
  var isSpanning: Bool { parts(over: forwarding) == parts(over: links.indices.filter { links[$0].isUp }) }
}
