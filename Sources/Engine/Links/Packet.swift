import Kernel
import NetworkModel

/// A packet on its way: plain bits in a pool, named by index.
///
/// What each hop touches of it stands together, in one line of the processor's cache; what only its ends do is kept elsewhere.
@dynamicMemberLookup
struct Packet: BitwiseCopyable {
  var way: Way
  var ends: Ends

  struct Way: BitwiseCopyable {
    // What was settled for the packet behind it when the channel took that one. Each speaks for the next, so that a packet is
    // not touched between the moments when it joins a channel and when it leaves it.
    /// When the next one's first bit leaves the channel's queue.
    var nextStart: SimTime = .zero
    /// When the next one's last bit is at the far end.
    var nextArrival: SimTime = .zero
    /// The next one's place in the order of scheduling, reserved when the channel accepted it.
    var nextSequence: UInt64 = 0
    /// The packet behind it in the channel, or in a list of packets that wait for address resolution.
    var next: UInt32 = .max

    /// Length of the IP packet (or of the Ethernet payload of ARP and BPDUs).
    var bytes: UInt32
    var destination: IPv4Address
    /// Hash of the 5-tuple, for equal-cost choices.
    var flowHash: UInt32
    /// Hardware addresses, as interface indices.
    var hardwareSource: UInt32 = .max
    var hardwareDestination: UInt32 = Packet.broadcast
    /// The node that the loop detector waits to see again.
    var tortoise: UInt32 = .max
    /// The path that it follows, `FlowPaths`; `.max`: none.
    var path: UInt32 = .max
    var kind: Kind
    var timeToLive: UInt8 = 64
    /// Forwarding steps so far, by routers and bridges.
    var hops: UInt16 = 0
    var hasLooped = false
    /// IP precedence, 0…7.
    var precedence: UInt8 = 0
    var congestion = Congestion.notCapable
    /// Routers may cut it (RFC 791: the flag DF is clear).
    var mayFragment = false
  }

  struct Ends: BitwiseCopyable {
    /// The flow, message or process that it belongs to.
    var owner: UInt32
    /// By kind: a stored routing message or BPDU, an ICMP code, a message's stamp.
    var payload: UInt32
    var sentAt: SimTime
    var source: IPv4Address
    /// Source port in the upper half, destination port in the lower; of "fragmentation needed": the MTU of the next link.
    var ports: UInt32 = 0
  }

  @inline(__always)
  subscript<Value>(dynamicMember field: WritableKeyPath<Way, Value>) -> Value {
    get { way[keyPath: field] }
    set { way[keyPath: field] = newValue }
  }

  @inline(__always)
  subscript<Value>(dynamicMember field: WritableKeyPath<Ends, Value>) -> Value {
    get { ends[keyPath: field] }
    set { ends[keyPath: field] = newValue }
  }

  /// The two bits of RFC 3168.
  enum Congestion: UInt8 {
    case notCapable
    case capable
    case experienced
  }

  static let broadcast: UInt32 = .max
  /// Precedence of routing protocols' messages (RFC 4594 §3.1: CS6).
  static let networkControl: UInt8 = 6

  enum Kind: UInt8 {
    /// A datagram of a UDP flow; `owner` is the flow.
    case flow
    /// A segment of a message; `owner` is the message, `payload` its stamp.
    case segment
    /// A routing protocol's message; `payload` is where it is stored, `owner` the protocol's place in its router.
    case routing
    /// An ICMP error about a packet of `owner`; `payload` says which error and what kind of packet.
    case icmp
    case arpRequest
    case arpReply
    case bpdu
    /// A packet in a packet: `payload` is the one inside, `owner` the mouth of the tunnel at the far end.
    case tunnel
    /// A piece of a packet: `owner` is its place among the fragmented ones.
    case fragment

    /// Carries users' data rather than the network's own talk.
    var isData: Bool { self == .flow || self == .segment }
    var isIP: Bool {
      switch self {
      case .flow, .segment, .routing, .icmp, .tunnel, .fragment: true
      case .arpRequest, .arpReply, .bpdu: false
      }
    }
  }

  init(way: Way, ends: Ends) { (self.way, self.ends) = (way, ends) }

  init(
    kind: Kind, source: IPv4Address, destination: IPv4Address, bytes: Int, at now: SimTime,
    owner: UInt32 = .max,
    payload: UInt32 = .max, flowHash: UInt32 = 0
  ) {
    way = Way(
      bytes: UInt32(truncatingIfNeeded: bytes), destination: destination, flowHash: flowHash, kind: kind)
    ends = Ends(owner: owner, payload: payload, sentAt: now, source: source)
  }

  /// A hash of the 5-tuple that routers use to keep a flow on one of several equal paths.
  static func hash(
    _ source: IPv4Address, _ destination: IPv4Address, transport: UInt8, sourcePort: UInt16,
    destinationPort: UInt16
  ) -> UInt32 {
    var mixer = SplitMix64(state: UInt64(source.bits) << 32 | UInt64(destination.bits))
    let ports = UInt64(transport) << 32 | UInt64(sourcePort) << 16 | UInt64(destinationPort)
    mixer.state ^= mixer.next() &+ ports
    return UInt32(truncatingIfNeeded: mixer.next() >> 32)
  }
}
