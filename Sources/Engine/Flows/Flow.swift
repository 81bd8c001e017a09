import Kernel
import NetworkModel

/// A stream of UDP datagrams from one node to another: its sender and what its receiver saw.
struct Flow {
  let name: String
  let from: NodeIndex
  let toName: String
  let source: IPv4Address
  let destination: IPv4Address
  /// The node that it goes to; nil: to an address.
  let to: NodeIndex?
  /// Source port in the upper half, destination port in the lower.
  let ports: UInt32
  let mayFragment: Bool
  private let bytes: Int
  let precedence: UInt8
  let congestion: Packet.Congestion
  let flowHash: UInt32
  let start: SimTime
  let stop: SimTime
  private let pattern: FlowPattern
  /// Bits of a packet over the rate, as whole picoseconds and a fraction: gaps do not drift.
  private let gap: SimTime
  private let gapRemainder: UInt64
  private let rate: UInt64
  private var carriedRemainder: UInt64 = 0
  /// End of the current on-period.
  private var onUntil: SimTime = .never
  private var stream: RandomStream
  private let sizes: Sampler?
  private var sizeStream: RandomStream

  var bytesSpent = ByteLedger()
  var sent: UInt64 = 0
  var received: UInt64 = 0
  var lost: UInt64 = 0
  private(set) var receivedBytes: UInt64 = 0
  private(set) var marked: UInt64 = 0
  private var delaySum: UInt128 = 0
  /// When the packet that arrived last was sent; before the first, an instant before the start.
  private var lastArrived: SimTime
  /// When the first lost packet was sent after which none has arrived; never: there is none.
  private var outageStart = SimTime.never
  private var outageMax = SimTime.zero
  /// Packets that were received before the delays were measured.
  private var receivedBeforeDelays: UInt64 = 0
  private(set) var delayMin = SimTime.never
  private(set) var delayMax = SimTime.zero
  /// Forwarding steps of the packets received.
  private var hopSum: UInt64 = 0
  private(set) var icmpUnreachable: UInt64 = 0
  private(set) var icmpTimeExceeded: UInt64 = 0

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
    pattern = spec.pattern
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
    if case .onOff(let on, _) = pattern { onUntil = start + on.sampleTime(&self.stream) }
  }

  /// Length of the next IP packet.
  mutating func nextBytes() -> Int {
    guard let sizes else { return bytes }
    return Int(max(29, min(65535, sizes.sample(&sizeStream).rounded())))
  }

  /// When the next packet is due after one that was sent now.
  mutating func nextSending(after now: SimTime) -> SimTime {
    switch pattern {
    case .constant:
      return now + exactGap()
    case .poisson:
      return now + gap.scaled(by: stream.exponential())
    case .onOff(let on, let off):
      let next = now + exactGap()
      if next <= onUntil { return next }
      let resumed = onUntil + off.sampleTime(&stream)
      onUntil = resumed + on.sampleTime(&stream)
      return max(resumed, now + SimTime(picoseconds: 1))
    }
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
