import Kernel
import NetworkModel

/// One direction of a link: a drop-tail queue, a transmitter and the wire, in one.
///
/// Everything that such a channel will do to a packet is known when the packet arrives: when the transmitter is free,
/// hence when the packet leaves, hence when it is at the other end. So a hop costs one event, the arrival, and only the
/// head of the channel has an entry in the event queue. How many packets wait at some moment is found by moving a cursor
/// over those whose transmission has begun since, and only where the number matters: constant time on average.
///
/// It takes two lines of a cache: what a packet comes and goes by stands in the first; what only queues, losses and the
/// statistics need, in the second. The arrival of a packet that has not waited touches the first alone.
struct Channel: BitwiseCopyable {
  var busyUntil: SimTime = .zero
  var delay: SimTime
  /// Picoseconds for one byte, in units of 2⁻²⁰, rounded up: products are then exact for every rate that divides
  /// evenly and correct to the picosecond for others.
  var picosecondsPerByte: UInt64

  /// All packets in the channel, in order: in flight, in transmission, waiting.
  var head: UInt32 = .max
  var tail: UInt32 = .max
  /// The first one that was still waiting when last looked at. The counts go from there to the tail.
  var firstWaiting: UInt32 = .max
  var waitingPackets: UInt32 = 0
  /// The interface at the other end.
  let destination: UInt32
  /// The node at the other end.
  let node: UInt32
  /// Packets that were on the channel when it failed are gone; their event is recognised by the epoch.
  var epoch: UInt32 = 0
  /// Its place among the managed queues; `.max`: drop-tail, which needs none.
  var managed: UInt32 = .max
  /// At most the 65,535 bytes of an IP packet.
  let mtu: UInt16
  /// Bytes on the wire beside each packet.
  let overhead: UInt16
  /// Carries packets: the link and both nodes work.
  var isUp = true
  /// Its other end is no bridge: what is addressed to it goes up to its node.
  let endsAtNode: Bool
  /// The delay was changed while packets were under way that are there still.
  var mayOvertake = false
  /// Its `loss` is more than zero.
  private(set) var mayLose: Bool

  /// When the transmission of `firstWaiting` begins; never: nothing waits.
  var waitsUntil = SimTime.never
  var loss: Double { didSet { mayLose = loss > 0 } }
  var counters = Counters()
  var waitingBytes: UInt32 = 0
  var packetLimit: UInt32
  var byteLimit: UInt32

  struct Counters: BitwiseCopyable {
    var packets: UInt64 = 0
    var bytes: UInt64 = 0
    var dropped: UInt64 = 0
    var busy: SimTime = .zero
    var queuePeak: UInt32 = 0
  }

  init(_ spec: LinkSpec, destination: InterfaceIndex, of node: NodeIndex, isBridge: Bool) {
    delay = spec.delay
    picosecondsPerByte = Self.rate(spec.bandwidth)
    switch spec.queue {
    case .packets(let count):
      packetLimit = UInt32(clamping: count)
      byteLimit = .max
    case .bytes(let count):
      packetLimit = .max
      byteLimit = UInt32(clamping: count)
    }
    self.destination = destination.value
    self.node = node.value
    endsAtNode = !isBridge
    mtu = UInt16(clamping: spec.mtu)
    overhead = UInt16(clamping: spec.overhead)
    loss = spec.loss
    mayLose = spec.loss > 0
  }

  /// Nothing waits any more.
  @inline(__always)
  mutating func emptyQueue() {
    (firstWaiting, waitsUntil, waitingPackets, waitingBytes) = (.max, .never, 0, 0)
  }

  /// With those that count as waiting, and wait no more perhaps, one more would not fit or be more than ever before.
  @inline(__always)
  func isCountOfMoment(withOneMoreOf bytes: UInt32) -> Bool {
    waitingPackets >= counters.queuePeak || !hasRoom(for: bytes)
  }

  @inline(__always)
  func hasRoom(for bytes: UInt32) -> Bool {
    waitingPackets < packetLimit && UInt64(waitingBytes) + UInt64(bytes) <= UInt64(byteLimit)
  }

  /// 8·10¹² ps·bit/s per byte over the rate, scaled by 2²⁰ and rounded up.
  static func rate(_ bandwidth: Bandwidth) -> UInt64 {
    let divisor = UInt64(max(1, bandwidth.bitsPerSecond))
    let (quotient, remainder) = divisor.dividingFullWidth((8_000_000_000_000 >> 44, 8_000_000_000_000 << 20))
    return quotient + (remainder == 0 ? 0 : 1)
  }

  /// Of an IP packet with all that goes with it on this link.
  @inline(__always)
  func transmissionTime(bytes: UInt32) -> SimTime {
    Self.transmissionTime(bytes: bytes &+ UInt32(overhead), picosecondsPerByte: picosecondsPerByte)
  }

  @inline(__always)
  static func transmissionTime(bytes: UInt32, picosecondsPerByte: UInt64) -> SimTime {
    let product = picosecondsPerByte.multipliedFullWidth(by: UInt64(bytes))
    return SimTime(picoseconds: Int64(truncatingIfNeeded: product.high << 44 | product.low >> 20))
  }
}
