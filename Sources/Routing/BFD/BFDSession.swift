import Kernel
import NetworkModel

/// One session in asynchronous mode (RFC 5880 §6): the variables of §6.8.1, and what time and packets do to them.
///
///     Down ──receives Down──► Init ──receives Init, Up──► Up
///          └─receives Init────────────────────────────► Up
///       ▲                       │                        │
///       └── detection time over ┴── or receives Down ────┘
struct BFDSession: Sendable {
  let interface: InterfaceIndex
  let peer: IPv4Address
  let settings: BFDSpec
  let discriminator: UInt32

  private(set) var state = BFDState.down
  private(set) var since = SimTime.zero
  private var remoteDiscriminator: UInt32 = 0
  private var remoteMultiplier = 0
  private var remoteDesiredTransmit = SimTime.zero
  /// §6.8.1: initially one microsecond.
  private var remoteRequiredReceive = SimTime.microseconds(1)
  /// A poll sequence is under way (§6.5): new intervals have been told and not been confirmed.
  private var isPolling = false
  private var hasHeard = false
  /// The peer takes its final packet as soon as it asks.
  private(set) var owesFinal = false

  /// §6.8.3: at least a second while the session is not up.
  static let slowInterval = SimTime.seconds(1)

  init(
    interface: InterfaceIndex, peer: IPv4Address, settings: BFDSpec, discriminator: UInt32, at now: SimTime
  ) {
    self.interface = interface
    self.peer = peer
    self.settings = settings
    self.discriminator = discriminator
    since = now
  }

  /// bfd.DesiredMinTxInterval.
  private var desiredTransmit: SimTime {
    state == .up ? settings.transmit : max(Self.slowInterval, settings.transmit)
  }

  /// §6.8.7: what both agree on, less 0–25 %; at a multiplier of 1 less 10–25 %, so that no packet is missed.
  func transmitInterval(_ stream: inout RandomStream) -> SimTime {
    let interval = max(desiredTransmit, remoteRequiredReceive)
    let (least, most) = (0.75, settings.multiplier == 1 ? 0.9 : 1.0)
    return interval.scaled(by: least + (most - least) * stream.uniform())
  }

  /// §6.8.4: by the peer's multiplier and the slower of what it will send and what we will take.
  var detectionTime: SimTime {
    max(settings.receive, remoteDesiredTransmit) * Int64(remoteMultiplier)
  }

  /// §6.8.7: the fields of the next packet.
  mutating func packet() -> BFDPacket {
    let isFinal = owesFinal
    owesFinal = false
    // §6.5: a packet must not have both.
    return BFDPacket(
      state: state, isPoll: isPolling && !isFinal, isFinal: isFinal, detectMultiplier: settings.multiplier,
      ownDiscriminator: discriminator, yourDiscriminator: remoteDiscriminator,
      desiredTransmit: desiredTransmit, requiredReceive: settings.receive)
  }

  /// §6.8.6.
  ///
  /// - Returns: whether the session's state is another one.
  mutating func receive(_ packet: BFDPacket, at now: SimTime) -> Bool {
    guard packet.detectMultiplier > 0, packet.ownDiscriminator != 0 else { return false }
    // Without our discriminator only a session that is not up may speak.
    guard
      packet.yourDiscriminator == discriminator || (packet.yourDiscriminator == 0 && packet.state == .down)
    else { return false }
    hasHeard = true
    remoteDiscriminator = packet.ownDiscriminator
    remoteMultiplier = packet.detectMultiplier
    remoteDesiredTransmit = packet.desiredTransmit
    remoteRequiredReceive = max(.microseconds(1), packet.requiredReceive)
    if packet.isFinal { isPolling = false }
    if packet.isPoll { owesFinal = true }
    let before = state
    switch (state, packet.state) {
    case (.down, .down): enter(.initial, at: now)
    case (.down, .initial), (.initial, .initial), (.initial, .up): enter(.up, at: now)
    case (.up, .down): enter(.down, at: now)
    case (.down, .up), (.initial, .down), (.up, .initial), (.up, .up): break
    }
    return state != before
  }

  /// §6.8.4: nothing has come for the detection time.
  ///
  /// - Returns: whether the session went down.
  mutating func detectionTimeIsOver(at now: SimTime) -> Bool {
    remoteDiscriminator = 0
    hasHeard = false
    guard state != .down else { return false }
    let wasUp = state == .up
    enter(.down, at: now)
    return wasUp
  }

  private mutating func enter(_ next: BFDState, at now: SimTime) {
    let before = desiredTransmit
    state = next
    since = now
    // §6.8.3: another interval is told with a poll sequence.
    if next == .up { isPolling = desiredTransmit != before } else { isPolling = false }
  }

  var isHeard: Bool { hasHeard }
}
