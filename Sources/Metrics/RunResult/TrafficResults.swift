import Kernel
import NetworkModel

/// One link; index 0 of each pair is the direction from its first end.
package struct LinkResult: Sendable {
  package var link: LinkIndex
  package var name: String
  package var isUp: Bool
  /// A container's or container network's own link, which the scenario does not write out.
  package var isInternal: Bool
  package var packets: Pair<UInt64>
  package var bytes: Pair<UInt64>
  /// Packets dropped at the queue, lost on the way, or caught by a failure.
  package var dropped: Pair<UInt64>
  /// Share of the run during which the direction was sending.
  package var utilization: Pair<Double>
  /// Largest number of packets that waited.
  package var queuePeak: Pair<Int>

  package init(
    link: LinkIndex, name: String, isUp: Bool, isInternal: Bool, packets: Pair<UInt64>, bytes: Pair<UInt64>,
    dropped: Pair<UInt64>, utilization: Pair<Double>, queuePeak: Pair<Int>
  ) {
    self.link = link
    self.name = name
    self.isUp = isUp
    self.isInternal = isInternal
    self.packets = packets
    self.bytes = bytes
    self.dropped = dropped
    self.utilization = utilization
    self.queuePeak = queuePeak
  }

  /// Its directions as metrics.csv names them: `r1 -- r2 from r1`, `r1 -- r2 from r2`.
  package var directions: Pair<String> {
    guard let dashes = name.firstRange(of: " -- ") else { return Pair("\(name) forth", "\(name) back") }
    // A parallel link has a number: `r1 -- r2 #2`.
    let rest = name[dashes.upperBound...]
    let second = rest.firstRange(of: " #").map { rest[..<$0.lowerBound] } ?? rest
    return Pair("\(name) from \(name[..<dashes.lowerBound])", "\(name) from \(second)")
  }
}

package struct FlowResult: Sendable {
  package var name: String
  package var from: String
  package var to: String
  package var sent: UInt64
  package var received: UInt64
  package var lost: UInt64
  package var receivedBytes: UInt64
  /// Packets received with the mark of congestion (RFC 3168).
  package var marked: UInt64 = 0
  /// The longest time from the sending of a lost packet to the sending of the next one that arrived.
  package var outageMax = SimTime.zero
  /// Links that a packet crossed on the average, over those of the shortest way when all links work; nil: none arrived.
  package var stretch: Double?
  package var bytes = ByteResult()
  /// What the hosts' processors added for tunnels on the way, waiting for them included: mean of the packets received.
  package var tunnelDelayMean = SimTime.zero
  /// From its start to its stop, or to the end of the run.
  package var activeTime = SimTime.zero

  /// Payload received in a second of its time, in bytes; nil before it begins.
  package var goodput: Double? {
    guard activeTime > .zero else { return nil }
    return Double(receivedBytes - min(receivedBytes, 28 * received)) / activeTime.seconds
  }

  /// One-way delay of the packets received; zero when there is none.
  package var delayMean: SimTime
  package var delayMin: SimTime
  package var delayMax: SimTime
  /// ICMP errors that came back to the sender.
  package var icmpUnreachable: UInt64
  package var icmpTimeExceeded: UInt64

  package init(
    name: String, from: String, to: String, sent: UInt64, received: UInt64, lost: UInt64,
    receivedBytes: UInt64, delayMean: SimTime, delayMin: SimTime, delayMax: SimTime,
    icmpUnreachable: UInt64, icmpTimeExceeded: UInt64
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.sent = sent
    self.received = received
    self.lost = lost
    self.receivedBytes = receivedBytes
    self.delayMean = delayMean
    self.delayMin = delayMin
    self.delayMax = delayMax
    self.icmpUnreachable = icmpUnreachable
    self.icmpTimeExceeded = icmpTimeExceeded
  }
}

/// A bridge's spanning tree at the end of the run.
package struct BridgeResult: Sendable {
  package var node: NodeIndex
  package var name: String
  package var mode: SpanningTreeMode
  package var isRoot: Bool
  /// In the order of the bridge's interfaces: the link, and the port's role and state in words.
  package var ports: [(link: LinkIndex, role: String, state: String)]
  /// Frames seen again after more hops than there are bridges.
  package var loopedFrames: UInt64

  package init(
    node: NodeIndex, name: String, mode: SpanningTreeMode, isRoot: Bool,
    ports: [(link: LinkIndex, role: String, state: String)], loopedFrames: UInt64
  ) {
    self.node = node
    self.name = name
    self.mode = mode
    self.isRoot = isRoot
    self.ports = ports
    self.loopedFrames = loopedFrames
  }
}

/// A value of a metric at a time: the rows of metrics.csv.
package struct SeriesPoint: Sendable {
  package var time: SimTime
  package var entity: String
  package var metric: String
  package var value: Double

  package init(time: SimTime, entity: String, metric: String, value: Double) {
    self.time = time
    self.entity = entity
    self.metric = metric
    self.value = value
  }
}

/// Something that happened: the rows of events.csv.
package struct LogRecord: Sendable {
  package var time: SimTime
  /// `link-down`, `route-change`, `health`, `port-state`.
  package var kind: String
  package var entity: String
  package var detail: String

  package init(time: SimTime, kind: String, entity: String, detail: String) {
    self.time = time
    self.kind = kind
    self.entity = entity
    self.detail = detail
  }
}
