import Kernel
import NetworkModel

/// Bidirectional forwarding detection of one router (RFC 5880, asynchronous mode, without echo, demand and authentication; RFC
/// 5881 for single hops).
///
/// Routing protocols ask for a session with a neighbour that they have found (RFC 5882 §4.1), on the links whose `bfd` says so,
/// and are told when it goes from up to down. The session itself goes on, so that a neighbour who comes back is noticed.
package struct BFDProcess: RoutingProcess {
  package static let name = "bfd"
  /// It offers no routes.
  package static let source = RouteSource.connected
  package static let hearsOfOthers = false

  private enum Timer: UInt32 {
    /// index: the session's place.
    case transmit, detect
  }

  private let settings: [InterfaceIndex: BFDSpec]
  private var isUp: [InterfaceIndex: Bool]
  private var sessions: [BFDSession] = []
  private var stream: RandomStream
  private var failures = 0
  private var refused = 0

  /// - Parameters:
  ///   - settings: of the interfaces that have it.
  ///   - stream: for jitter; keyed by the router's name.
  package init(
    interfaces: [RoutingInterface], settings: [InterfaceIndex: BFDSpec], stream: RandomStream
  ) {
    self.settings = settings
    isUp = Dictionary(uniqueKeysWithValues: interfaces.map { ($0.index, $0.isUp) })
    self.stream = stream
  }

  package mutating func handle(_ event: RoutingEvent, at now: SimTime, actions: inout [RoutingAction]) {
    switch event {
    case .watch(let neighbor): watch(neighbor, at: now, &actions)
    case .receive(.bfd(let packet), let interface, let sender):
      receive(packet, from: sender, on: interface, at: now, &actions)
    case .timerFired(let timer):
      let place = Int(timer.index)
      guard place < sessions.count else { return }
      switch Timer(rawValue: timer.kind) {
      case .transmit: transmit(place, at: now, &actions)
      case .detect: detect(place, at: now, &actions)
      case nil: break  // No timer of ours.
      }
    case .interfaceChanged(let index, let isUp):
      self.isUp[index] = isUp
      for place in sessions.indices where sessions[place].interface == index {
        // Without carrier there is nobody to hear. The protocols know that themselves.
        if isUp { transmit(place, at: now, &actions) } else { stop(place, at: now, &actions) }
      }
    case .start, .receive, .redistribute, .originate, .neighborLost: break
    }
  }

  private mutating func watch(_ neighbor: RoutingNeighbor, at now: SimTime, _ actions: inout [RoutingAction])
  {
    guard let own = settings[neighbor.interface], place(of: neighbor) == nil else { return }
    // Discriminators are nonzero and unique within a system (§6.3).
    sessions.append(
      BFDSession(
        interface: neighbor.interface, peer: neighbor.address, settings: own,
        discriminator: UInt32(sessions.count + 1), at: now))
    if isUp[neighbor.interface] ?? false { transmit(sessions.count - 1, at: now, &actions) }
  }

  private func place(of neighbor: RoutingNeighbor) -> Int? {
    sessions.firstIndex { $0.interface == neighbor.interface && $0.peer == neighbor.address }
  }

  private mutating func receive(
    _ packet: BFDPacket, from sender: IPv4Address, on interface: InterfaceIndex, at now: SimTime,
    _ actions: inout [RoutingAction]
  ) {
    guard let place = place(of: RoutingNeighbor(interface: interface, address: sender)) else {
      refused += 1
      return
    }
    let wasUp = sessions[place].state == .up
    let hasChanged = sessions[place].receive(packet, at: now)
    if sessions[place].isHeard {
      let deadline = now + sessions[place].detectionTime
      actions.append(.setTimer(Self.timer(.detect, place), at: deadline))
    }
    if wasUp && sessions[place].state == .down { tell(place, &actions) }
    // §6.8.7: a final packet goes out at once. A change of state does so here, too, which §6.8.7 allows.
    if hasChanged || sessions[place].owesFinal { transmit(place, at: now, &actions) }
  }

  private mutating func transmit(_ place: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    guard isUp[sessions[place].interface] ?? false else { return }
    let packet = sessions[place].packet()
    actions.append(
      .send(
        .bfd(packet), on: sessions[place].interface, to: sessions[place].peer, bytes: BFDPacket.bytes))
    let interval = sessions[place].transmitInterval(&stream)
    actions.append(.setTimer(Self.timer(.transmit, place), at: now + interval))
  }

  private mutating func detect(_ place: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    if sessions[place].detectionTimeIsOver(at: now) {
      tell(place, &actions)
      transmit(place, at: now, &actions)
    }
  }

  private mutating func stop(_ place: Int, at now: SimTime, _ actions: inout [RoutingAction]) {
    _ = sessions[place].detectionTimeIsOver(at: now)
    actions.append(.cancelTimer(Self.timer(.detect, place)))
    actions.append(.cancelTimer(Self.timer(.transmit, place)))
  }

  private mutating func tell(_ place: Int, _ actions: inout [RoutingAction]) {
    failures += 1
    actions.append(.note(.detected))
    actions.append(
      .loseNeighbor(RoutingNeighbor(interface: sessions[place].interface, address: sessions[place].peer)))
  }

  private static func timer(_ timer: Timer, _ place: Int) -> RoutingTimer {
    RoutingTimer(kind: timer.rawValue, index: UInt32(place))
  }

  /// All sessions are up, or have nobody at the other end.
  package func isSettled(at now: SimTime) -> Bool { !sessions.contains { $0.state == .initial } }

  package var counters: [(name: String, value: Int)] {
    [("sessions-lost", failures), ("unexpected-packets-ignored", refused)]
  }

  package struct SessionView: Sendable {
    package let interface: InterfaceIndex
    package let peer: IPv4Address
    package let state: BFDState
    package let since: SimTime
    package let detectionTime: SimTime
  }

  package var sessionViews: [SessionView] {
    sessions.map {
      SessionView(
        interface: $0.interface, peer: $0.peer, state: $0.state, since: $0.since,
        detectionTime: $0.detectionTime)
    }
  }
}
