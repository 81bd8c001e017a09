import Kernel
import NetworkModel

/// The spanning tree protocol of one bridge, classic (802.1D-1998) or rapid (802.1D-2004), as a pure value.
///
/// Events come in, actions go out; the engine delivers BPDUs and timers and applies port states.
///
/// | file | topic |
/// |---|---|
/// | `BPDU.swift` | identifiers, priority vectors, the message |
/// | `SpanningTreeBridge.swift` | state, events, actions |
/// | `SpanningTreeBridge+Receive.swift` | BPDUs: better, same, worse; proposal and agreement |
/// | `SpanningTreeBridge+Roles.swift` | election of root and roles; port states and their timers |
/// | `SpanningTreeBridge+TopologyChange.swift` | notification, flushing |
///
/// Deviations from 802.1D-2004: the transmit hold count (§17.13.12) is not applied, since simulated bridges have no
/// reason to be protected from each other; edge ports are told by the engine, which knows what is attached, and carry
/// no BPDUs; protocol migration is one-way (a port that heard an old BPDU stays classic).
package struct SpanningTreeBridge: Sendable {
  /// Table 17-1 and 802.1D-1998 table 8-3.
  package static let helloTime = SimTime.seconds(2)
  package static let maxAge = SimTime.seconds(20)
  package static let forwardDelay = SimTime.seconds(15)

  package struct PortConfiguration: Sendable {
    package let index: InterfaceIndex
    package let pathCost: UInt32
    /// Leads to a host, router or container, not to another bridge.
    package let isEdge: Bool

    package init(index: InterfaceIndex, pathCost: UInt32, isEdge: Bool) {
      self.index = index
      self.pathCost = pathCost
      self.isEdge = isEdge
    }
  }

  package enum Event: Sendable {
    case start
    case receive(BPDU, on: InterfaceIndex)
    case timerFired(SpanningTreeTimer)
    case portChanged(InterfaceIndex, isUp: Bool)
  }

  package enum Action: Sendable, Equatable {
    case send(BPDU, on: InterfaceIndex)
    case setTimer(SpanningTreeTimer, at: SimTime)
    case cancelTimer(SpanningTreeTimer)
    case setPortState(InterfaceIndex, SpanningTreePortState)
    /// Forget what was learned on all ports but this one.
    case flushAddresses(except: InterfaceIndex?)
    /// Forget what is older than this; nil: back to the bridge's own ageing time.
    case setAgeing(SimTime?)
  }

  struct Port: Sendable {
    let configuration: PortConfiguration
    let identifier: UInt16
    var isUp = true
    var role = SpanningTreeRole.disabled
    var state = SpanningTreePortState.discarding
    /// The best claim heard on this port, while it is fresh.
    var heard: PriorityVector?
    var heardAge = SimTime.zero
    /// Our designated claim has been agreed to by the other side.
    var isAgreed = false
    /// An old bridge is at the other side.
    var isLegacy: Bool
    /// RSTP: topology change is announced on this port until then.
    var announcesChangeUntil = SimTime.zero
    var owesAcknowledgment = false
  }

  package let identifier: BridgeIdentifier
  let isRapid: Bool
  var ports: [Port]
  /// The claim that this bridge makes: root, cost to it, itself.
  var root: BridgeIdentifier
  var rootCost: UInt32 = 0
  var rootPort: Int?
  var rootAge = SimTime.zero
  /// Classic STP.
  var isNotifying = false
  var changeUntil = SimTime.zero
  var hasShortAgeing = false

  package init(identifier: BridgeIdentifier, isRapid: Bool, ports: [PortConfiguration]) {
    self.identifier = identifier
    self.isRapid = isRapid
    root = identifier
    self.ports = ports.enumerated().map { position, configuration in
      Port(
        configuration: configuration, identifier: 0x8000 | UInt16(truncatingIfNeeded: position + 1),
        isLegacy: !isRapid)
    }
  }

  package mutating func handle(_ event: Event, at now: SimTime, actions: inout [Action]) {
    switch event {
    case .start:
      elect(at: now, &actions)
      sendHellos(at: now, &actions)
      actions.append(.setTimer(.hello, at: now + Self.helloTime))
    case .receive(let bpdu, let index):
      guard let port = position(of: index), ports[port].isUp, !ports[port].configuration.isEdge else {
        return
      }
      receive(bpdu, on: port, at: now, &actions)
    case .timerFired(.hello):
      sendHellos(at: now, &actions)
      actions.append(.setTimer(.hello, at: now + Self.helloTime))
    case .timerFired(.informationAge(let index)):
      guard let port = position(of: index) else { return }
      ports[port].heard = nil
      elect(at: now, &actions)
    case .timerFired(.forwardDelay(let index)):
      guard let port = position(of: index) else { return }
      forwardDelayPassed(port, at: now, &actions)
    case .timerFired(.topologyChange):
      topologyChangeEnds(&actions)
    case .portChanged(let index, let isUp):
      guard let port = position(of: index), ports[port].isUp != isUp else { return }
      ports[port].isUp = isUp
      ports[port].heard = nil
      ports[port].isAgreed = false
      actions.append(.cancelTimer(.informationAge(index)))
      elect(at: now, &actions)
    }
  }

  func position(of index: InterfaceIndex) -> Int? {
    ports.firstIndex { $0.configuration.index == index }
  }

  /// The claim that this bridge makes on a port.
  func designatedVector(_ port: Int) -> PriorityVector {
    PriorityVector(root: root, cost: rootCost, bridge: identifier, port: ports[port].identifier)
  }

  // MARK: What others may ask

  package var isRoot: Bool { rootPort == nil }
  package var rootIdentifier: BridgeIdentifier { root }
  package var rootPathCost: UInt32 { rootCost }

  package func role(of index: InterfaceIndex) -> SpanningTreeRole {
    position(of: index).map { ports[$0].role } ?? .disabled
  }

  package func state(of index: InterfaceIndex) -> SpanningTreePortState {
    position(of: index).map { ports[$0].state } ?? .discarding
  }

  /// Every port is where its role wants it.
  package var isSettled: Bool {
    ports.allSatisfy { port in
      switch port.role {
      case .root, .designated: port.state == .forwarding
      case .alternate, .backup, .disabled: port.state == .discarding
      }
    }
  }
}

/// A bridge's timers.
package enum SpanningTreeTimer: Hashable, Sendable {
  case hello
  case topologyChange
  case informationAge(InterfaceIndex)
  case forwardDelay(InterfaceIndex)
}

extension SpanningTreeBridge {
  /// 802.1D-2004 table 17-3: 20 Tb/s over the rate, at least 1; 802.1D-1998 table 8-5 for the classic protocol.
  package static func pathCost(_ bandwidth: Bandwidth, isRapid: Bool) -> UInt32 {
    let rate = max(1, bandwidth.bitsPerSecond)
    if isRapid { return UInt32(clamping: max(1, min(200_000_000, 20_000_000_000_000 / rate))) }
    switch rate {
    case ..<10_000_000: return 250
    case ..<100_000_000: return 100
    case ..<1_000_000_000: return 19
    case ..<10_000_000_000: return 4
    default: return 2
    }
  }
}
