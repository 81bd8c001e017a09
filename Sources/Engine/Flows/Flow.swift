import Kernel
import NetworkModel

/// A stream of UDP datagrams from one node to another: its sender and what its receiver saw.
struct Flow {
  // Each packet sent touches these: they stand together.
  let from: NodeIndex
  let source: IPv4Address
  let destination: IPv4Address
  /// Source port in the upper half, destination port in the lower.
  let ports: UInt32
  let flowHash: UInt32
  let precedence: UInt8
  let congestion: Packet.Congestion
  let mayFragment: Bool
  private let isPoisson: Bool
  private let hasSizes: Bool
  private let bytes: Int
  let stop: SimTime
  /// Bits of a packet over the rate, as whole picoseconds and a fraction: gaps do not drift.
  private let gap: SimTime
  private let gapRemainder: UInt64
  private let rate: UInt64
  private var carriedRemainder: UInt64 = 0
  /// End of the current on-period; never: it has none.
  private var onUntil: SimTime = .never
  var sent: UInt64 = 0
  var bytesSpent = ByteLedger()

  // Each packet received touches these.
  var received: UInt64 = 0
  private(set) var receivedBytes: UInt64 = 0
  /// Forwarding steps of the packets received.
  private var hopSum: UInt64 = 0
  private var delaySum: UInt128 = 0
  private(set) var delayMin = SimTime.never
  private(set) var delayMax = SimTime.zero
  /// When the packet that arrived last was sent; before the first, an instant before the start.
  private var lastArrived: SimTime
  /// When the first lost packet was sent after which none has arrived; never: there is none.
  private var outageStart = SimTime.never
  private var outageMax = SimTime.zero

  // The rest is for some packets, or for the beginning and the end.
  var lost: UInt64 = 0
  private(set) var marked: UInt64 = 0
  /// Packets that were received before the delays were measured.
  private var receivedBeforeDelays: UInt64 = 0
  private(set) var icmpUnreachable: UInt64 = 0
  private(set) var icmpTimeExceeded: UInt64 = 0
  /// Of the on-off pattern.
  private let onPeriod: Sampler
  private let offPeriod: Sampler
  private var stream: RandomStream
  private let sizes: Sampler?
  private var sizeStream: RandomStream
  let start: SimTime
  /// The node that it goes to; nil: to an address.
  let to: NodeIndex?
  let name: String
  let toName: String

  init(
    name: String, from: NodeIndex, to: NodeIndex? = nil, toName: String, source: IPv4Address,
    destination: IPv4Address, port: UInt16? = nil, spec: FlowSpec, start: SimTime, stop: SimTime,
    sourcePort: UInt16, seed: UInt64
  ) {
    self.to = to
    ports = UInt32(sourcePort) << 16 | UInt32(port ?? spec.port)
    mayFragment = spec.mayFragment
    self.name = name
    self.from = from
    self.toName = toName
    self.source = source
    self.destination = destination
    self.start = start
    self.stop = stop
    stream = RandomStream(seed: seed, entity: name, purpose: "flow")
    sizes = spec.sizes.map { Sampler($0) }
    sizeStream = RandomStream(seed: seed, entity: name, purpose: "sizes")
    lastArrived = start - SimTime(picoseconds: 1)
    bytes = spec.packetBytes
    precedence = UInt8(clamping: min(7, max(0, spec.precedence)))
    congestion = spec.isMarkable ? .capable : .notCapable
    isPoisson = spec.pattern == .poisson
    if case .onOff(let on, let off) = spec.pattern {
      (onPeriod, offPeriod) = (Sampler(on), Sampler(off))
    } else {
      (onPeriod, offPeriod) = (Sampler(.constant(0)), Sampler(.constant(0)))
    }
    hasSizes = spec.sizes != nil
    rate = UInt64(max(1, spec.rate.bitsPerSecond))
    let (high, low) = UInt64(spec.packetBytes).multipliedFullWidth(by: 8_000_000_000_000)
    if high < rate {
      let (quotient, remainder) = rate.dividingFullWidth((high, low))
      gap = SimTime(picoseconds: Int64(clamping: quotient))
      gapRemainder = remainder
    } else {
      gap = .never
      gapRemainder = 0
    }
    flowHash = Packet.hash(
      source, destination, transport: 17, sourcePort: sourcePort, destinationPort: spec.port)
    if case .onOff = spec.pattern { onUntil = start + onPeriod.sampleTime(&stream) }
  }

  /// Length of the next IP packet.
  mutating func nextBytes() -> Int {
    guard hasSizes, let sizes else { return bytes }
    return Int(max(29, min(65535, sizes.sample(&sizeStream).rounded())))
  }

  /// When the next packet is due after one that was sent now.
  mutating func nextSending(after now: SimTime) -> SimTime {
    if isPoisson { return now + gap.scaled(by: stream.exponential()) }
    let next = now + exactGap()
    return next <= onUntil ? next : resume(after: now)
  }

  /// The on-period is over: the beginning of the next one.
  private mutating func resume(after now: SimTime) -> SimTime {
    let resumed = onUntil + offPeriod.sampleTime(&stream)
    onUntil = resumed + onPeriod.sampleTime(&stream)
    return max(resumed, now + SimTime(picoseconds: 1))
  }

  private mutating func exactGap() -> SimTime {
    carriedRemainder += gapRemainder
    if carriedRemainder < rate { return gap }
    carriedRemainder -= rate
    return gap + SimTime(picoseconds: 1)
  }

  mutating func lose(_ packet: Packet) {
    lost &+= 1
    // One that was overtaken while it looped is no sign of an outage that goes on.
    if packet.sentAt > lastArrived { outageStart = min(outageStart, packet.sentAt) }
  }

  /// The longest time from the sending of a lost packet to the sending of the next one that arrived, or to now.
  func longestOutage(at now: SimTime) -> SimTime {
    outageStart == .never ? outageMax : max(outageMax, min(now, stop) - outageStart)
  }

  mutating func receive(_ packet: Packet, at now: SimTime) {
    if packet.sentAt > outageStart {
      outageMax = max(outageMax, packet.sentAt - outageStart)
      outageStart = .never
    }
    lastArrived = max(lastArrived, packet.sentAt)
    let delay = now - packet.sentAt
    received &+= 1
    receivedBytes &+= UInt64(packet.bytes)
    if packet.congestion == .experienced { marked &+= 1 }
    hopSum &+= UInt64(packet.hops)
    delaySum &+= UInt128(UInt64(bitPattern: delay.picoseconds))
    if delay < delayMin { delayMin = delay }
    if delay > delayMax { delayMax = delay }
  }

  mutating func noteICMP(_ error: ICMPError) {
    if error == .timeExceeded { icmpTimeExceeded &+= 1 } else { icmpUnreachable &+= 1 }
  }

  /// Packets received from now on make the delays; the counters go on.
  mutating func forgetDelays() {
    (delaySum, delayMin, delayMax, outageMax) = (0, .never, .zero, .zero)
    hopSum = 0
    receivedBeforeDelays = received
  }

  /// Links that a received packet has crossed, on the average; nil: none was received.
  var linksMean: Double? {
    let measured = received - receivedBeforeDelays
    return measured == 0 ? nil : Double(hopSum) / Double(measured) + 1
  }

  var delayMean: SimTime {
    let measured = received - receivedBeforeDelays
    return measured == 0 ? .zero : SimTime(picoseconds: Int64(clamping: delaySum / UInt128(measured)))
  }
}
